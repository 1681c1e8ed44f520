// Markdown as models write it, made into elements one by one: what comes from a model is text and is never read as HTML. Anything that is not
// understood is shown as it stands. A block that has not changed keeps its elements, so a long answer costs no more per word than a short one.
const deepest = 8
const make = (name, kind, ...inside) => { const e = document.createElement(name); if (kind) e.className = kind; e.append(...inside); return e }

function showMarkdown(place, text) {
  const blocks = blocksOf(text)
  blocks.forEach((block, i) => {
    const old = place.children[i], source = [block.kind, block.language, ...block.lines].join("\n")
    if (old?.source === source) return
    const fresh = elementOf(block, 0)
    fresh.source = source
    if (old) old.replaceWith(fresh); else place.append(fresh)
  })
  while (place.children.length > blocks.length) place.lastChild.remove()
}

const fence = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/, heading = /^ {0,3}(#{1,6})(?:\s+(.*))?$/, rule = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/
const quote = /^ {0,3}> ?/, bullet = /^( *)(?:[-*+]|(\d{1,9})[.)])(?: +|$)/, columns = /^ *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$/
const beginsBlock = line => fence.test(line) || heading.test(line) || rule.test(line) || quote.test(line) || bullet.test(line)

function blocksOf(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n"), blocks = []
  const gather = (kind, from, isIn, more) => { let end = from + 1; while (end < lines.length && isIn(lines[end], end)) end++; blocks.push({ kind, lines: lines.slice(from, end), ...more }); return end }
  for (let i = 0; i < lines.length;) {
    const line = lines[i], open = fence.exec(line)
    if (line.trim() === "") i++
    else if (open) {
      let end = i + 1
      const closes = line => line.trimStart().startsWith(open[1]) && line.trim().replaceAll(open[1][0], "") === ""
      while (end < lines.length && !closes(lines[end])) end++
      blocks.push({ kind: "code", language: open[2].trim().split(/\s/)[0], lines: lines.slice(i + 1, end), isOpen: end === lines.length })
      i = end + 1
    }
    else if (heading.test(line)) { blocks.push({ kind: "heading", lines: [line] }); i++ }
    else if (rule.test(line)) { blocks.push({ kind: "rule", lines: [line] }); i++ }
    else if (quote.test(line)) i = gather("quote", i, next => quote.test(next))
    else if (bullet.test(line)) {
      const indent = bullet.exec(line)[1].length, isNumbered = bullet.exec(line)[2] !== undefined
      i = gather("list", i, (next, at) => {
        const item = bullet.exec(next)
        if (item && item[1].length <= indent + 1) return (item[2] !== undefined) === isNumbered && !rule.test(next)
        if (next.trim() === "") return at + 1 < lines.length && (/^ {2,}\S/.test(lines[at + 1]) || (bullet.test(lines[at + 1]) && (bullet.exec(lines[at + 1])[2] !== undefined) === isNumbered))
        return item || /^ {2,}/.test(next) || (lines[at - 1].trim() !== "" && !beginsBlock(next))
      })
    }
    else if (line.includes("|") && i + 1 < lines.length && lines[i + 1].includes("-") && lines[i + 1].length < 2000 && columns.test(lines[i + 1]) && cells(lines[i + 1]).length === cells(line).length)
      i = gather("table", i, next => next.includes("|"))
    else i = gather("paragraph", i, next => next.trim() !== "" && !beginsBlock(next))
  }
  return blocks
}

function elementOf(block, depth) {
  const { kind, lines } = block, inline = text => inlineOf(text, depth)
  if (kind === "code") return codeOf(block)
  if (kind === "rule") return make("hr")
  if (kind === "heading") { const [, marks, words] = heading.exec(lines[0]); return make("h" + marks.length, "", ...inline((words ?? "").replace(/ #+ *$/, ""))) }
  if (depth < deepest && kind === "quote") return make("blockquote", "", ...inner(lines.map(line => line.replace(quote, "")), depth))
  if (depth < deepest && kind === "list") return listOf(lines, depth)
  if (kind === "table") return tableOf(lines, inline)
  return make("p", "", ...inline(lines.join("\n").trim()))
}
const inner = (lines, depth) => blocksOf(lines.join("\n")).map(block => elementOf(block, depth + 1))

function codeOf({ language, lines }) {
  const text = lines.join("\n"), copy = make("button", "quiet copy", "Copy")
  copy.type = "button"
  copy.onclick = () => copyText(text, copy)
  return make("div", "code", make("div", "", make("span", "", language ?? ""), copy), make("pre", "", make("code", "", text)))
}

function listOf(lines, depth) {
  const [, indent, number] = bullet.exec(lines[0]), list = make(number === undefined ? "ul" : "ol"), items = []
  if (number !== undefined) list.start = +number
  for (const line of lines) {
    const item = bullet.exec(line)
    if (item && item[1].length <= indent.length + 1) items.push({ width: item[0].length, lines: [line.slice(item[0].length)] })
    else { const { width, lines } = items.at(-1); lines.push(line.slice(Math.min(width, line.search(/\S|$/)))) }
  }
  for (const item of items) {
    const parts = inner(item.lines, depth)
    // A tight item holds its words itself.
    list.append(make("li", "", ...(parts[0]?.tagName === "P" ? [...parts[0].childNodes, ...parts.slice(1)] : parts)))
  }
  return list
}

const cells = line => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map(cell => cell.trim().replaceAll("\\|", "|"))
function tableOf([head, , ...rows], inline) {
  const row = (name, line) => make("tr", "", ...cells(line).map(cell => make(name, "", ...inline(cell))))
  return make("div", "table", make("table", "", make("thead", "", row("th", head)), make("tbody", "", ...rows.map(line => row("td", line)))))
}

const escaped = /\\([\\`*_{}[\]()#+\-.!|~>])/y, link = /!?\[([^[\]\n]{1,1000})\]\(((?:https?:\/\/|mailto:)[^\s()<>]{1,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,200})?)(?: "[^"\n]{0,200}")?\)/y
const bare = /https?:\/\/[^\s<>"'`]{1,2000}/y, marks = ["**", "__", "~~", "*", "_"], names = { "**": "strong", "__": "strong", "~~": "del", "*": "em", "_": "em" }

// Each kind of mark that was not closed once is not looked for again: it takes one walk over the text, however many there are.
function inlineOf(text, depth) {
  const parts = [], unclosed = new Set()
  let plain = ""
  const flush = () => { if (plain) parts.push(plain); plain = "" }
  const put = element => { flush(); parts.push(element) }
  for (let i = 0; i < text.length;) {
    const at = pattern => { pattern.lastIndex = i; return pattern.exec(text) }
    let found
    if (text[i] === "\\" && (found = at(escaped))) { plain += found[1]; i += 2 }
    else if (text[i] === "`") {
      const ticks = /`+/y; ticks.lastIndex = i
      const run = ticks.exec(text)[0], end = unclosed.has(run) ? -1 : closing(text, run, i + run.length)
      if (end < 0) { unclosed.add(run); plain += run; i += run.length }
      else { put(make("code", "", text.slice(i + run.length, end).replace(/^ (.*[^ ].*) $/s, "$1"))); i = end + run.length }
    }
    else if ((text[i] === "[" || text[i] === "!") && (found = at(link))) { put(linkTo(found[2], depth < deepest ? inlineOf(found[1], depth + 1) : [found[1]])); i += found[0].length }
    else if (text[i] === "h" && !/\w/.test(text[i - 1] ?? " ") && (found = at(bare))) {
      const address = found[0].replace(/[.,;:!?*_~)\]]+$/, "")
      put(linkTo(address, [address])); i += address.length
    }
    else {
      const mark = marks.find(one => text.startsWith(one, i)), end = mark && depth < deepest && !unclosed.has(mark) ? closingMark(text, mark, i) : -1
      if (end >= 0) { put(make(names[mark], "", ...inlineOf(text.slice(i + mark.length, end), depth + 1))); i = end + mark.length }
      else { if (mark && opens(text, mark, i)) unclosed.add(mark); const length = mark?.length ?? 1; plain += text.substr(i, length); i += length }
    }
  }
  flush()
  return parts
}

function closing(text, run, from) {
  for (let at = text.indexOf(run, from); at >= 0; at = text.indexOf(run, at)) {
    let end = at
    while (text[end] === "`") end++
    if (end - at === run.length) return at
    at = end
  }
  return -1
}
// snake_case has no emphasis in it, and neither has 2 * 3 * 4.
const opens = (text, mark, at) => /\S/.test(text[at + mark.length] ?? " ") && !(mark[0] === "_" && /\w/.test(text[at - 1] ?? " "))
function closingMark(text, mark, from) {
  if (!opens(text, mark, from)) return -1
  for (let at = text.indexOf(mark, from + mark.length + 1); at >= 0; at = text.indexOf(mark, at + 1)) {
    if (mark.length === 1 && text[at + 1] === mark) { at++; continue }
    while (mark.length === 2 && text[at + 2] === mark[0]) at++
    if (/\S/.test(text[at - 1]) && !(mark[0] === "_" && /\w/.test(text[at + mark.length] ?? " "))) return at
  }
  return -1
}

// Nothing is fetched: a picture is a link as any other, and where it leads learns nothing of this page.
function linkTo(address, inside) {
  const a = make("a", "", ...inside)
  a.href = address; a.target = "_blank"; a.rel = "noopener noreferrer nofollow"
  return a
}
