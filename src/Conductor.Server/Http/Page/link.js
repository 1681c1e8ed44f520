// The connection to the conductor that this page came from, and to no other. Everything that must arrive is an order with an id of its own: it is sent
// again on the next connection until it was answered, and is carried out once.
const $ = id => document.getElementById(id)
const places = () => new URLSearchParams(location.hash.slice(1))
const address = location.origin.replace(/^http/, "ws") + "/conductor/v1/ws", mostOrders = 50
const on = {}                                // what each message of the conductor does
const unanswered = new Map()                 // command id → message
let socket = null, isReady = false, wait = 100, goAway = null
let token = places().get("token") ?? sessionStorage.getItem("conductor.key")

// crypto.randomUUID is only there on secure pages, and http from another machine is none.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = bytes[6] & 15 | 64
  bytes[8] = bytes[8] & 63 | 128
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("")
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
}
const tell = (words, isBad) => { $("status").textContent = words; $("status").classList.toggle("bad", !!isBad) }
const send = (name, fields) => { if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ [name]: fields })) }
const ask = (name, fields) => { const command_id = newId(); send(name, { command_id, ...fields }); return command_id }
function order(name, fields) {
  if (unanswered.size >= mostOrders) { tell("Too much waits for the conductor already; it was not sent.", true); return null }
  const command_id = newId(), message = { command_id, ...fields }
  unanswered.set(command_id, [name, message])
  if (isReady) send(name, message)
  return command_id
}
const sendAgain = () => { for (const [name, message] of unanswered.values()) send(name, message) }

function connect() {
  let wasOpen = false
  const mine = socket = new WebSocket(address)
  mine.onopen = () => {
    wasOpen = true
    send("Handshake", { event_id: "evt_1", protocol_version: 2, min_protocol_version: 2, surface_type: "Web", client: "page", auth_token: token,
      capabilities: { color: true, avatar: false, avatar_animations: false, tasks: false, streaming: true, images: false, audio: false, rich_text: true,
        pointer_input: true, keyboard_input: true, clipboard: true, max_width: 0, max_height: 0 } })
  }
  mine.onmessage = event => { if (mine !== socket) return; const [[name, m]] = Object.entries(JSON.parse(event.data)); on[name]?.(m) }
  mine.onclose = async () => {
    // The one that was turned away may go after the next has come, and must not bring a second.
    if (mine !== socket) return
    isReady = false
    if (!$("key").hidden) return
    tell(goAway ?? (wasOpen ? "connecting again" : await whyNot()), !goAway)
    setTimeout(connect, wait)
    wait = Math.min(wait * 2, 5000)
    goAway = null
  }
}
// A browser does not tell why a WebSocket was refused, so the same address is asked in plain words.
async function whyNot() {
  try {
    if (!(await fetch("/health/live", { cache: "no-store" })).ok) throw new Error()
    return `connecting again: the conductor answers, but it takes no WebSocket from this page. A proxy in front of it must pass them on, and where it is not named ${location.origin} by callers, http.origins must have that.`
  } catch { return `connecting again: nothing answers at ${location.host}` }
}

on.HandshakeAck = m => {
  if (m.accepted) return
  const isForAKey = /token|key/i.test(m.rejection_reason ?? "")
  tell(m.rejection_reason ?? "turned away", true)
  $("key").hidden = !isForAKey
  if (isForAKey) $("secret").focus()
}
on.Ping = m => send("Pong", { seq: m.seq })
on.GoAway = m => { goAway = `connecting again: ${m.reason}`; wait = Math.max(m.reconnect_after_ms, 100) }
$("key").onsubmit = event => {
  event.preventDefault()
  token = $("secret").value.trim()
  sessionStorage.setItem("conductor.key", token)
  $("secret").value = ""; $("key").hidden = true; wait = 100
  connect()
}

// The clipboard proper is only there on secure pages too.
async function copyText(text, button) {
  try { await navigator.clipboard.writeText(text) }
  catch {
    const box = make("textarea"); box.value = text; document.body.append(box); box.select()
    document.execCommand("copy"); box.remove()
  }
  const before = button.textContent
  button.textContent = "Copied"
  setTimeout(() => { button.textContent = before }, 1500)
}
