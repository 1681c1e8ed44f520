// What is said in the conversation at the front. Of an answer that runs the page keeps how far it has come (its attempt and its last entry), so that it
// can go on there on another connection; of one that ended, who gave it and how fast, as long as the page is open.
const turns = new Map()                      // turn → { attempt, last, text, thought, element … }
const known = new Map(), mostKnown = 500     // turn → { host, model, rate }
const stopped = new Set()                    // turns that were stopped from here
let seq = null, conversation = null, oldest = null, olderAsked = null, subscribed = null

const delivery = { Batched: { interval_ms: 50 } }
const follow = () => { subscribed = order("Subscribe", seq === null ? { conversation_id: conversation, delivery }
  : { conversation_id: conversation, delivery, after: seq, turns: [...turns].map(([turn_id, t]) => ({ turn_id, attempt: t.attempt, after: t.last })) }) }
const isAtEnd = () => $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight < 60
const keepEnd = change => { const was = isAtEnd(); change(); if (was) $("scroll").scrollTop = $("scroll").scrollHeight }

function said(message) {
  if (message.role === "Assistant") {
    const answer = answerOf(message.turn_id, message.message_id)
    const t = { element: answer, text: message.content, thought: "", model: message.model, end: message.end ?? "Completed" }
    showText(t); about(message.turn_id, t)
    return answer
  }
  const article = make("article", message.role === "User" ? "user" : "system", make("div", "body", message.content))
  article.dataset.id = message.message_id
  return article
}
function answerOf(turn, id) {
  const thinking = make("details", "thinking", make("summary", "", "Thinking"), make("p"))
  thinking.hidden = true
  const article = make("article", "answer", make("p", "stage"), make("p", "note"), thinking, make("div", "body"), make("div", "about"))
  article.querySelector(".note").hidden = true
  if (turn) article.dataset.turn = turn
  article.dataset.id = id
  return article
}
const part = (t, name) => t.element.querySelector("." + name)
function showText(t) {
  showMarkdown(part(t, "body"), t.text)
  if (t.thought) {
    const box = part(t, "thinking")
    // Open while there is nothing else to read, and then out of the way, unless somebody wants it.
    if (box.hidden) box.open = !t.text
    else if (t.text && !t.isFolded) box.open = false
    if (t.text) t.isFolded = true
    box.hidden = false
    box.querySelector("p").textContent = t.thought
  }
}

// Who answered, how it ended, and what can be done with it.
function about(id, t) {
  const facts = known.get(id) ?? {}, place = part(t, "about"), words = endWords(t.end, stopped.has(id))
  const who = [t.model ?? facts.model, facts.host, facts.rate].filter(Boolean).join(" · ")
  part(t, "stage").textContent = ""
  t.element.classList.toggle("cut", !!words)
  const copy = make("button", "copy", "Copy"), retry = make("button", "retry", "Try again")
  copy.type = retry.type = "button"
  copy.onclick = () => copyText(t.text, copy)
  retry.onclick = () => order("Retry", { conversation_id: conversation, turn_id: id })
  place.replaceChildren(make("span", "who", who), make("span", "end", words && t.why ? `${words}. ${t.why}` : words), ...t.text ? [copy] : [], ...id ? [retry] : [])
  offerRetry()
}
// To try an earlier one again would take away what was said after it.
const offerRetry = () => {
  const all = [...document.querySelectorAll("#talk .retry")], last = $("talk").lastElementChild
  for (const button of all) button.hidden = turns.size > 0 || !last?.contains(button)
}
const learn = (id, facts) => {
  known.set(id, { ...known.get(id), ...facts })
  if (known.size > mostKnown) known.delete(known.keys().next().value)
}
const running = () => { $("stop").hidden = turns.size === 0; offerRetry() }

function begin(turn) {
  if (turns.has(turn.turn_id)) return
  const t = { attempt: turn.attempt, last: 0, text: "", thought: "", model: turn.model, element: answerOf(turn.turn_id, turn.message_id) }
  part(t, "stage").textContent = "under way"
  turns.set(turn.turn_id, t)
  learn(turn.turn_id, { model: turn.model })
  keepEnd(() => $("talk").append(t.element))
  running()
}
function drawSoon(t) {
  if (t.isDue) return
  t.isDue = true
  requestAnimationFrame(() => { t.isDue = false; keepEnd(() => showText(t)) })
}
const goOn = (m, show) => { const t = turns.get(m.turn_id); if (t && m.seq > t.last) { t.last = m.seq; show(t) } }
const startAnew = (t, m, text) => { Object.assign(t, { attempt: m.attempt, last: m.seq, text, thought: m.thinking ?? "" }); part(t, "thinking").hidden = !t.thought; drawSoon(t) }

on.Text = m => goOn(m, t => { t.text += m.text; part(t, "stage").textContent = ""; drawSoon(t) })
on.Thinking = m => goOn(m, t => { t.thought += m.text; part(t, "stage").textContent = ""; drawSoon(t) })
on.ToolCall = m => goOn(m, t => { part(t, "note").hidden = false; part(t, "note").textContent = `uses ${m.name} ${m.arguments}` })
on.Status = m => goOn(m, t => {
  if (m.host) learn(m.turn_id, { host: m.host })
  if (m.model) { t.model = m.model; learn(m.turn_id, { model: m.model }) }
  keepEnd(() => { part(t, "stage").textContent = stageWords(m) })
})
on.Usage = m => goOn(m, () => learn(m.turn_id, { rate: rate(m) }))
on.Restarted = m => {
  const t = turns.get(m.turn_id)
  if (!t) return
  startAnew(t, m, "")
  part(t, "note").hidden = false
  part(t, "note").textContent = `begun anew: ${m.reason ?? "the first attempt failed"}`
}
on.TurnSnapshot = m => { const t = turns.get(m.turn_id); if (t) startAnew(t, m, m.text) }
on.End = m => goOn(m, t => { t.why = m.message })

on.Snapshot = m => {
  unanswered.delete(m.command_id)
  if (m.conversation.conversation_id !== conversation) return
  if (m.command_id === olderAsked) return showOlder(m)
  turns.clear()
  seq = m.conversation.seq
  $("talk").replaceChildren(...m.messages.map(said))
  m.turns?.forEach(begin)
  olderThan(m)
  titled(m.conversation.title); modelIs(m.conversation.model)
  running()
  $("scroll").scrollTop = $("scroll").scrollHeight
}
const olderThan = m => { oldest = m.messages[0]?.message_id ?? oldest; $("older").hidden = !m.older }
function showOlder(m) {
  const box = $("scroll"), before = box.scrollHeight - box.scrollTop
  $("talk").prepend(...m.messages.map(said))
  olderThan(m)
  offerRetry()
  box.scrollTop = box.scrollHeight - before
}
$("older").onclick = () => { olderAsked = ask("OpenConversation", { conversation_id: conversation, before_message_id: oldest, limit: 50 }) }

// Events of the conversation at the front.
const inFront = {
  MessageAdded(m) { keepEnd(() => $("talk").append(said(m.message))); offerRetry() },
  TurnStarted: begin,
  TurnEnded(m) {
    let t = turns.get(m.turn_id)
    turns.delete(m.turn_id)
    if (!t && !m.message) return running()
    if (!t) { t = { text: "", thought: "", element: answerOf(m.turn_id, m.message.message_id) }; $("talk").append(t.element) }
    if (m.message) { t.text = m.message.content; t.model = m.message.model ?? t.model }
    t.end = m.end
    keepEnd(() => { showText(t); about(m.turn_id, t) })
    running()
  },
  MessagesRemoved(m) {
    const first = $("talk").querySelector(`[data-id="${CSS.escape(m.from_message_id)}"]`)
    if (!first) { seq = null; return follow() }
    while (first.nextElementSibling) first.nextElementSibling.remove()
    first.remove()
    offerRetry()
  },
  ConversationChanged(m) { if (m.title !== undefined) titled(m.title); if (m.model !== undefined) modelIs(m.model) },
}
for (const [name, show] of Object.entries(inFront))
  on[name] = m => { if (m.conversation_id === conversation) { seq = m.seq; show(m) } lookSoon() }
on.ConversationDeleted = m => { if (m.conversation_id === conversation) go(home, true); lookSoon() }

on.Accepted = m => {
  unanswered.delete(m.command_id)
  if (m.command_id === making) go(m.conversation_id, true)
  lookSoon()
}
on.Error = m => {
  const [name, message] = unanswered.get(m.command_id) ?? []
  if (m.retryable && m.code === "RateLimited") return void setTimeout(sendAgain, m.retry_after_ms ?? 1000)
  unanswered.delete(m.command_id)
  if (m.code === "ConversationNotFound" && m.command_id === subscribed && conversation !== home) go(home, true)
  // What was not taken is not lost: it is where it was typed.
  if (name === "Prompt" && !$("text").value) { $("text").value = message.content; grow() }
  if (m.code !== "TurnEnded") tell(`${m.message} ${m.way_out}`, true)
}
on.Welcome = m => {
  home = m.conversation_id
  conversation ??= chosen ?? home
  isReady = true; wait = 100
  tell("connected")
  for (const [id, [name]] of unanswered) if (name === "Subscribe" || name === "Switch") unanswered.delete(id)
  sendAgain()
  follow(); look(); askModels(m.model)
}

// What is typed.
const text = $("text"), isTouched = matchMedia("(pointer: coarse)")
const grow = () => { text.style.height = "auto"; text.style.height = `${text.scrollHeight + 2}px` }
text.oninput = grow
text.onkeydown = event => {
  // On a telephone Enter is the only way to a new line. A word that an input method is still making is not sent.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !isTouched.matches) { event.preventDefault(); $("form").requestSubmit() }
}
addEventListener("keydown", event => { if (event.key === "Escape" && turns.size > 0 && event.target.id !== "words") stop() })
$("form").onsubmit = event => {
  event.preventDefault()
  if (!text.value.trim() || conversation === null) return
  if (!order("Prompt", { conversation_id: conversation, content: text.value })) return
  text.value = ""; grow()
  $("scroll").scrollTop = $("scroll").scrollHeight
  if (!isReady) tell("kept: it is sent as soon as the conductor is there")
  else if (turns.size > 0) tell("it waits for the answer that runs")
  else tell("connected")
}
const stop = () => { for (const turn of turns.keys()) stopped.add(turn); order("Cancel", { conversation_id: conversation }) }
$("stop").onclick = stop
