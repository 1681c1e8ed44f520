// Which model answers. Nothing is chosen until somebody does: then the conductor decides, and says so in the first line.
let listed = [], modelOfTalk, usual, modelsAsked
const askModels = model => { if (model !== undefined) usual = model; modelsAsked = ask("ListModels", {}) }
const modelIs = model => { modelOfTalk = model; showModels() }
function showModels() {
  const names = listed.map(one => one.name), chosen = modelOfTalk ?? ""
  const option = (value, words) => { const o = make("option", "", words); o.value = value; o.selected = value === chosen; return o }
  const options = listed.map(one => option(one.name, one.loaded ? `${one.name} (in memory)` : one.name))
  if (chosen && !names.includes(chosen)) options.unshift(option(chosen, `${chosen} (not there)`))
  if (!chosen) options.unshift(option("", usual ? `Usual model: ${usual}` : "Usual model"))
  $("model").replaceChildren(...options)
}
on.Models = m => { if (m.command_id === modelsAsked) { listed = m.models; showModels() } }
$("model").onfocus = () => askModels()
$("model").onchange = () => { if ($("model").value) order("UseModel", { conversation_id: conversation, model: $("model").value }); text.focus() }
