// What is told to a person, in words. Names of the protocol are not for them.
const ends = {
  Completed: "",
  LengthLimit: "cut at the longest length that was allowed",
  CancelledByUser: "stopped",
  SurfaceGone: "stopped, because whoever asked had left",
  SurfaceTooSlow: "broken off, because it was not read",
  QueueFull: "not answered: the model's queue was full",
  QueueTimeout: "not answered: no place in the model's queue came free in time",
  ConnectTimeout: "not answered: the host did not take the connection in time",
  LoadTimeout: "not answered: the host did not load the model in time",
  FirstTokenTimeout: "not answered: the host said nothing in time",
  IdleTimeout: "the host fell silent in the middle",
  TotalTimeout: "broken off: it took longer than an answer may",
  BackendRefused: "not answered: the host refused",
  BackendFailed: "the host failed",
  BackendMalformed: "the host sent what cannot be understood",
  BackendCut: "the host broke off",
  NodeLost: "broken off: the conductor that carried it is gone",
  ShuttingDown: "broken off: the conductor was shut down",
}
const endWords = (end, isOurDoing) => end === "CancelledByUser" && isOurDoing ? "stopped by you" : ends[end] ?? "ended early"

const ahead = n => n === 0 ? "next" : n === 1 ? "1 ahead" : `${n} ahead`
const stageWords = m => {
  const host = m.host ?? "a host", model = m.model ?? "the model", why = m.reason ? ` (${m.reason})` : ""
  switch (m.stage) {
    case "Routed": return `${host} is to answer with ${model}${why}`
    case "Queued": return `waits for ${host}${m.position === undefined ? "" : `: ${ahead(m.position)} in the queue`}${why}`
    case "Started": return `${host} was asked${why}`
    case "Loading": return `${host} loads ${model}${why}`
    case "Prefill": return `${host} reads what was said${why}`
    case "Retrying": return `another host is asked${why}`
    default: return "under way"
  }
}
const rate = usage => usage.answer_tokens > 1 && usage.answer_us > 0 ? `${(usage.answer_tokens * 1e6 / usage.answer_us).toPrecision(3)} tokens/s` : ""
