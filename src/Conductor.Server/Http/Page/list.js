// The conversations beside the one at the front: find, open, name, delete.
let chosen = places().get("conversation"), home = null, asked = null, cursor = null, due = 0, making = null

// The newest page, or the next one behind the last.
function look(after) {
  if (!isReady) return
  const text = $("words").value.trim(), page = { limit: 30, ...(after ? { cursor: after } : {}) }
  asked = { after, id: text ? ask("SearchConversations", { text, ...page }) : ask("ListConversations", page) }
}
function lookSoon() { clearTimeout(due); due = setTimeout(look, 250) }
const titleOf = (id, title) => title ?? (id === home ? "Main conversation" : "Untitled")
const titled = title => { const words = titleOf(conversation, title); $("title").textContent = words; document.title = title ? `${title} – Conductor` : "Conductor" }
function button(words, kind, label, act) {
  const b = make("button", kind, words)
  b.type = "button"; b.setAttribute("aria-label", label); b.onclick = act
  return b
}
function item(one) {
  const id = one.conversation_id, title = titleOf(id, one.title), li = make("li", "",
    button(title, one.running ? "go running" : "go", `Open ${title}`, () => go(id, true)), make("small", "", new Date(one.updated_at).toLocaleDateString()),
    button("✎", "rename", `Rename ${title}`, () => rename(li, id, one.title ?? "")), button("✕", "delete", `Delete ${title}`, () => remove(id, title)))
  li.dataset.id = id
  if (id === conversation) li.setAttribute("aria-current", "true")
  return li
}

// Another conversation comes to the front, on this connection; its address is this page's from now on.
function go(id, isNew) {
  unfold(false)
  if (id === conversation) return
  conversation = id; seq = null; turns.clear(); $("talk").replaceChildren(); $("older").hidden = true
  titled(); modelIs(); running()
  if (isNew) { const p = places(); p.set("conversation", id); history.pushState(null, "", "#" + p) }
  subscribed = order("Switch", { conversation_id: id, delivery })
  mark(); text.focus()
}
const mark = () => { for (const li of $("list").children) li.toggleAttribute("aria-current", li.dataset.id === conversation) }
function rename(li, id, title) {
  const box = make("input"), old = [...li.children], back = () => { box.onblur = null; li.replaceChildren(...old) }
  box.value = title; box.maxLength = 200; box.setAttribute("aria-label", "Title")
  box.onkeydown = event => {
    if (event.key === "Enter" && box.value.trim()) order("RenameConversation", { conversation_id: id, title: box.value.trim() })
    else if (event.key !== "Escape") return
    event.preventDefault(); event.stopPropagation(); back()
  }
  box.onblur = back
  li.replaceChildren(box); box.focus()
}
const remove = (id, title) => { if (confirm(`Delete "${title}" for good?`)) order("DeleteConversation", { conversation_id: id }) }
function unfold(isOpen) { $("side").classList.toggle("open", isOpen); $("menu").setAttribute("aria-expanded", isOpen) }

on.Conversations = m => {
  if (m.command_id !== asked?.id) return
  const items = m.conversations.map(item)
  if (asked.after) $("list").append(...items)
  else if (!$("list").querySelector("input")) $("list").replaceChildren(...items)
  cursor = m.cursor; $("more").hidden = !cursor
}
$("new").onclick = () => { making = order("NewConversation", {}) }
$("more").onclick = () => look(cursor)
$("find").onsubmit = event => { event.preventDefault(); look() }
$("words").oninput = lookSoon
$("menu").onclick = event => { event.stopPropagation(); unfold(!$("side").classList.contains("open")) }
$("front").onclick = () => unfold(false)
addEventListener("focus", lookSoon)
addEventListener("popstate", () => go(places().get("conversation") ?? home, false))
connect()
