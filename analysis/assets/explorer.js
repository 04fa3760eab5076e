/* A table whose every row opens the words it rests on. One module, two hosts:
   - a live notebook: anywidget calls `render` (default export), and Python answers what the script asks;
   - an exported page: the page calls `mountPage(id)`, and the texts lie in the page.
   Everything is counted, and only a page of rows is ever drawn. Nothing that a report says is parsed as HTML: text
   enters the page through textContent alone. */

const PAGE = 60;                        // rows drawn at a time
const PAPER = 2000;                     // rows printed at most
const PASSAGES = 60;                    // passages of a row shown at most
const STEP = 900;                       // milliseconds a day, when the days are played
const UNKNOWN = "\u2014";
const LAYERS = { statements: "statements", events: "happenings", times: "times", places: "places" };
const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const page = (globalThis.workbookPage ??= { names: [], states: new Map(), claimed: null, texts: {}, read: new WeakSet(), by: "" });

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};
const button = (name, label, onclick, more = {}) => make("button", { type: "button", class: name, onclick, ...more }, label);

/* Several values in one cell are joined by "; ". */
const parts = (cell) => String(cell).split("; ");
const fold = (text) => (/^[\x00-\x7f]*$/.test(text) ? text : text.normalize("NFKD").replace(/\p{M}/gu, "")).toLowerCase();
const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true }));
const csvCell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);

/* ---------------------------------------------------------------- columns
   `values` and for each row the number of its own, -1 where it is not known. What costs something is made when it is
   first asked for: the folded values that a search goes through, and the rank of each value in order. */
class Column {
  constructor({ values, codes }, facts = {}) {
    Object.assign(this, facts, { values });
    this.codes = codes ? Int32Array.from(codes) : Int32Array.from(values, (value, row) => (value === null ? -1 : row));
  }

  cell(row) { return this.codes[row] < 0 ? null : this.values[this.codes[row]]; }

  /* A byte a value that fits, after one for the rows where it is not known. */
  mask(fits, unknown = false) {
    const mask = new Uint8Array(this.values.length + 1);
    mask[0] = unknown;
    this.values.forEach((value, code) => { mask[code + 1] = value !== null && fits(value, code); });
    return (row) => mask[this.codes[row] + 1];
  }

  holds(wanted) {
    if (wanted === "") return this.mask(() => false, true);
    return this.mask((value) => value === wanted || (String(value).includes(wanted) && parts(value).includes(wanted))
      || (this.kind === "date" && String(value).startsWith(wanted)));
  }

  called(value) {
    if (this.kind === "code") return String(value).replaceAll("_", " ");
    if (this.kind === "report") return this.titles.get(value) ?? value;
    return typeof value === "number" ? number.format(value) : String(value);
  }

  get folded() { return (this.keptFolded ??= this.values.map((value) => (value === null ? "" : fold(this.called(value))))); }

  get ranks() {
    const order = Int32Array.from(this.values, (_, code) => code);
    const keys = this.kind === "number" ? this.values : this.folded;
    order.sort((a, b) => (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : a - b));
    const ranks = new Int32Array(order.length);
    order.forEach((code, rank) => { ranks[code] = rank && keys[code] === keys[order[rank - 1]] ? ranks[order[rank - 1]] : rank; });
    Object.defineProperty(this, "ranks", { value: ranks });
    return ranks;
  }

  /* value -> in how many rows it stands */
  tally() {
    const counts = new Map(), each = new Int32Array(this.values.length + 1);
    for (const code of this.codes) each[code + 1] += 1;
    if (each[0]) counts.set("", each[0]);
    this.values.forEach((value, code) => {
      if (each[code + 1]) for (const part of new Set(parts(value))) counts.set(part, (counts.get(part) ?? 0) + each[code + 1]);
    });
    return [...counts].sort(([a], [b]) => (a === "") - (b === "") || compare(a, b));
  }
}

/* ---------------------------------------------------------------- words */
class Words {
  constructor(spec, texts) {
    Object.assign(this, { texts, passages: spec.passages, quotes: spec.quotes, lengths: spec.lengths });
    [this.reports, this.begins] = spec.places;
    this.first = [0];
    for (let row = 0; row < spec.n; row += 1) this.first.push(this.first[row] + (spec.quotes.count?.[row] ?? 1));
    this.notes = Object.entries(spec.quotes.notes).map(([name, coded]) => [name, new Column(coded)]);
  }

  passage(place) {
    if (this.passages) return this.passages[place];
    const [report, begin] = [this.reports[place], this.begins[place]];
    return this.texts.texts?.[report]?.text.slice(begin, begin + this.lengths[place])
      ?? this.texts.passages?.[`${report}:${begin}`] ?? "";
  }

  marked(row) {
    const [quote, [start, end]] = [this.first[row], this.quotes.offsets];
    return this.passage(this.quotes.passage[quote]).slice(start[quote], end[quote]);
  }

  count(row) { return this.first[row + 1] - this.first[row]; }

  of(row, most) {
    return Array.from({ length: Math.min(most, this.count(row)) }, (_, k) => {
      const quote = this.first[row] + k, place = this.quotes.passage[quote];
      const [start, end, sentence, sentenceEnd] = this.quotes.offsets.map((column) => column[quote]);
      const notes = this.notes.map(([name, column]) => [name, column.cell(quote)]).filter(([, value]) => value !== null);
      return { words: this.passage(place), start, end, sentence, sentenceEnd, report: this.reports[place], begin: this.begins[place], notes };
    });
  }
}

/* A text with every layer's spans underlined and one span marked: each run of characters that share their layers. */
function inked(words, layers, start, end) {
  const ink = new Uint8Array(words.length), marked = layers.length;
  layers.forEach(({ spans }, layer) => { for (let i = 0; i < spans.length; i += 2) for (let at = spans[i]; at < spans[i + 1]; at += 1) ink[at] |= 1 << layer; });
  for (let at = start; at < end; at += 1) ink[at] |= 1 << marked;
  const runs = [];
  for (let from = 0, to = 0; from < words.length; from = to) {
    while (to < words.length && ink[to] === ink[from]) to += 1;
    let node = document.createTextNode(words.slice(from, to));
    layers.forEach(({ name }, layer) => { if (ink[from] & (1 << layer)) node = make("span", { class: `wb-layer wb-in-${name}` }, node); });
    runs.push(ink[from] & (1 << marked) ? make("mark", {}, node) : node);
  }
  return runs;
}

/* ---------------------------------------------------------------- one explorer */
export function mount(element, spec, host = {}) {
  const { noun, n } = spec;
  const titles = new Map(spec.reports.map(({ id, title, published }) => [id, title ? `${published ?? "undated"} ${title}` : id]));
  const words = new Words(spec, host.texts);
  const columns = spec.columns.map(({ cells, ...facts }) =>
    new Column(cells ?? { values: Array.from({ length: n }, (_, row) => words.marked(row)) }, { ...facts, titles }));
  const at = Object.fromEntries(columns.map((column) => [column.name, column]));
  const shown = columns.filter((column) => !column.hidden);
  const [heads, tails] = spec.ids.map((coded) => new Column(coded));
  const days = spec.days && new Column(spec.days);
  const bare = !words.first[n];         // a table without passages needs no pane
  const name = named(spec.table);
  const cleanup = [];
  const chosen = new Map();             // column name -> value
  let variant = null;                   // what the chart leaves out
  let needle = "", brush = null, upto = null, order = null, first = 0, visible = new Int32Array(0), current = -1, told = false;

  const count = make("span", { class: "wb-count", role: "status" });
  const search = make("input", { type: "search", placeholder: "Search", "aria-label": `Search ${noun[1]}`, "aria-keyshortcuts": "/",
    oninput: () => { needle = search.value.trim(); refresh(); } });
  const chips = make("span", { class: "wb-chips" });
  const reset = button("wb-reset", "Reset", clear);
  const selects = spec.filters.map(selectFor);
  const steps = days && stepsFor(days);
  const variants = spec.chart?.layout?.meta?.variants && variantsFor(spec.chart.layout.meta.variants);
  const headCells = shown.map(headFor);
  const body = make("tbody", { onclick: clickRow, onkeydown: keyRow });
  const table = make("table", { role: "grid", "aria-label": `Table of ${noun[1]}` }, make("thead", {}, make("tr", { "aria-rowindex": 1 }, ...headCells)), body);
  const rows = make("div", { class: "wb-rows" }, table);
  const earlier = button("", "\u2039 Earlier rows", () => turn(first - PAGE)), later = button("", "Later rows \u203a", () => turn(first + PAGE));
  const where = make("span");
  const foot = make("div", { class: "wb-foot" }, earlier, where, later);
  const pane = bare ? null : make("section", { class: "wb-pane", "aria-label": "Evidence", tabindex: "0", onkeydown: keyPane });
  const plot = spec.chart ? make("div", { class: "wb-plot", role: "group", "aria-label": spec.chart.layout?.meta?.alt ?? "Chart" }) : null;

  element.classList.add("wb");
  element.addEventListener("keydown", keyAnywhere);
  element.replaceChildren(
    ...[variants?.node, plot,
      make("div", { class: "wb-bar" }, ...selects.map((select) => select.label), search, chips, reset, count),
      steps?.node,
      make("div", { class: bare ? "wb-split wb-solo" : "wb-split", style: `--wb-height: ${Math.min(26, Math.max(13, 4 + 3.4 * n))}rem` },
        make("div", { class: "wb-table" }, rows, foot), pane),
      spec.caption ? text("p", "wb-caption", spec.caption) : null].filter(Boolean));

  function text(tag, className, content) { const node = make(tag, className ? { class: className } : {}); node.textContent = content; return node; }

  function selectFor(column) {
    const select = make("select", { onchange: () => { select.value === "*" ? chosen.delete(column) : chosen.set(column, select.value); refresh(); } },
      make("option", { value: "*" }, "all"),
      ...at[column].tally().map(([value, rows]) => {
        const option = make("option", { value });
        option.textContent = `${value === "" ? "not known" : at[column].called(value)} (${number.format(rows)})`;
        return option;
      }));
    return { column, select, label: make("label", {}, text("span", "", at[column].label), select) };
  }

  function headFor(column) {
    const sort = make("button", { type: "button", onclick: () => { order = { column, sign: order?.column === column ? -order.sign : 1 }; refresh(); } });
    sort.textContent = column.label;
    return make("th", { scope: "col", class: `wb-${column.kind}`, title: column.meaning, "data-label": column.label }, sort);
  }

  /* ------------------------------ which rows */
  function refresh({ quiet = false } = {}) {
    const tests = [...chosen].map(([column, value]) => at[column].holds(value));
    if (needle) tests.push(searching(fold(needle)));
    if (brush) tests.push(brushing(brush));
    if (upto) tests.push(days.mask((day) => day <= upto));
    if (variants?.only.checked) tests.push(brushing(variant.points.map(([trace, place]) => spec.chart.data[trace].customdata[place])));
    const kept = new Int32Array(n);
    let size = 0;
    each: for (let row = 0; row < n; row += 1) {
      for (const test of tests) if (!test(row)) continue each;
      kept[size++] = row;
    }
    visible = kept.slice(0, size);
    if (order) sort();
    first = 0;
    controls(tests.length);
    draw();
    if (current < 0 || !visible.includes(current)) { told = false; open(visible[0] ?? -1, { quiet: true }); }
    if (!quiet) save();
    host.onShown?.(visible);
  }

  function searching(needle) {
    const found = shown.map((column) => column.mask((_, code) => column.folded[code].includes(needle)));
    return (row) => found.some((fits) => fits(row));
  }

  /* Any of the points: those that differ in their last column only are tested at once. */
  function brushing(points) {
    const branches = new Map();
    for (const point of points) {
      const wanted = Object.entries(point).filter(([column]) => column in at).map(([column, value]) => [column, String(value ?? "")]);
      if (!wanted.length) continue;
      const [last, value] = wanted.pop(), key = JSON.stringify([wanted, last]);
      if (!branches.has(key)) branches.set(key, { wanted, last, values: new Set() });
      branches.get(key).values.add(value);
    }
    const tests = [...branches.values()].map(({ wanted, last, values }) => {
      const date = at[last].kind === "date";
      const ends = at[last].mask((value) => parts(value).some((part) => values.has(part)) || values.has(String(value)) || (date && values.has(String(value).slice(0, 10))), values.has(""));
      return [...wanted.map(([column, value]) => at[column].holds(value)), ends];
    });
    return (row) => tests.some((all) => all.every((test) => test(row)));
  }

  /* What is not known comes last, whichever way. */
  function sort() {
    const { column: { ranks, codes }, sign } = order;
    const rank = (row) => (codes[row] < 0 ? Infinity : sign * ranks[codes[row]]);
    const keys = Float64Array.from({ length: n }, (_, row) => rank(row));
    visible.sort((a, b) => (keys[a] === keys[b] ? a - b : keys[a] - keys[b]));
  }

  function controls(choices) {
    headCells.forEach((head, position) => head.setAttribute("aria-sort", order?.column !== shown[position] ? "none" : order.sign > 0 ? "ascending" : "descending"));
    for (const { column, select } of selects) {
      select.value = chosen.get(column) ?? "*";
      select.toggleAttribute("data-set", chosen.has(column));
    }
    const chip = (label, undo) => { const node = button("wb-chip", "", () => { undo(); refresh(); search.focus({ preventScroll: true }); }); node.textContent = `${label} \u2715`; return node; };
    chips.replaceChildren(
      ...[...chosen].filter(([column]) => !spec.filters.includes(column)).map(([column, value]) =>
        chip(`${at[column].label}: ${value === "" ? "not known" : at[column].called(value)}`, () => chosen.delete(column))),
      ...(brush ? [chip(`${brush.length} points of the chart`, () => setBrush(null))] : []));
    steps?.show(upto);
    variants?.show();
    reset.hidden = !choices && !order && !variant;
    const size = visible.length;
    count.textContent = size === n ? `${number.format(n)} ${n === 1 ? noun[0] : noun[1]}` : `${number.format(size)} of ${number.format(n)} ${noun[1]}`;
  }

  function clear() { chosen.clear(); needle = search.value = ""; order = null; upto = null; told = false; setBrush(null); vary(null); veil(); refresh(); }

  /* ------------------------------ the table */
  function draw(most = PAGE) {
    const size = visible.length, last = Math.min(size, first + most);
    body.replaceChildren(...Array.from(visible.subarray(first, last), (row, k) => rowFor(row, first + k)));
    if (!size) body.append(make("tr", { class: "wb-none" }, make("td", { colspan: shown.length }, `No ${noun[0]} fits these choices.`)));
    table.setAttribute("aria-rowcount", size + 1);
    foot.hidden = size <= PAGE;
    where.textContent = `rows ${number.format(first + 1)}\u2013${number.format(last)} of ${number.format(size)}`;
    earlier.disabled = first === 0;
    later.disabled = last >= size;
    mark();
  }

  function turn(to) { first = Math.max(0, Math.min(to, Math.floor((visible.length - 1) / PAGE) * PAGE)); draw(); rows.scrollTop = 0; }

  function rowFor(row, position) {
    const line = make("tr", { "data-row": row, "aria-rowindex": position + 2 });
    for (const column of shown) {
      const cell = column.cell(row);
      const node = make("td", { class: `wb-${column.kind}${cell === null ? " wb-unknown" : ""}`, title: cell === null ? "not known" : null });
      node.append(text("div", "", cell === null ? UNKNOWN : column.called(cell)));
      line.append(node);
    }
    return line;
  }

  /* One row is in the order of the Tab key: the open one or, where it is not drawn, the first. */
  function mark() {
    const own = body.querySelector(`tr[data-row="${current}"]`) ?? body.querySelector("tr[data-row]");
    for (const line of body.querySelectorAll("tr[data-row]")) {
      line.tabIndex = line === own ? 0 : -1;
      line.setAttribute("aria-selected", Number(line.dataset.row) === current);
    }
  }

  function open(row, { quiet = false } = {}) {
    current = row;
    mark();
    if (pane) showEvidence(row);
    if (!quiet) { told = true; save(); host.onPick?.(row); }
  }

  function clickRow(event) {
    const line = event.target.closest("tr[data-row]");
    if (line && !String(getSelection())) { open(Number(line.dataset.row)); line.focus({ preventScroll: true }); }
  }

  /* To the row at a position among those visible, on whichever page of rows it is. */
  function go(position) {
    if (position < first || position >= first + PAGE) turn(Math.floor(position / PAGE) * PAGE);
    const line = body.children[position - first];
    open(Number(line.dataset.row));
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  }

  function keyRow(event) {
    const line = event.target.closest("tr[data-row]");
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const position = Number(line.getAttribute("aria-rowindex")) - 2, end = visible.length - 1;
    const to = { ArrowDown: Math.min(end, position + 1), ArrowUp: Math.max(0, position - 1), Home: 0, End: end }[event.key];
    if (to !== undefined) go(to);
    else if (event.key === "Enter" || event.key === " ") { open(Number(line.dataset.row)); pane?.focus({ preventScroll: true }); }
    else return;
    event.preventDefault();
  }

  function keyPane(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    const line = body.querySelector("tr[tabindex='0']");
    line?.focus({ preventScroll: true });
  }

  function keyAnywhere(event) {
    const writes = event.target.closest("input:not([type=range]), textarea, select");
    if (event.key === "/" && !writes) { event.preventDefault(); search.focus(); search.select(); }
    else if (event.key === "Escape" && (!writes || writes === search)) clear();
  }

  /* ------------------------------ the evidence */
  function showEvidence(row) {
    pane.scrollTop = 0;
    if (row < 0) return pane.replaceChildren(text("p", "wb-hint", "Choose a row to read the words it rests on."));
    const size = words.count(row), found = words.of(row, PASSAGES);
    const form = correctionFor(row);
    if (!size) return pane.replaceChildren(text("p", "wb-hint", "No passage: this row says what the reports do not say."), ...(form ? [form] : []));
    const title = size === 1 ? "The words it rests on" : `${size} passages it rests on${size > PASSAGES ? `; the first ${PASSAGES}` : ""}`;
    pane.replaceChildren(text("p", "wb-heading", title), ...found.map(quoteFor), ...(form ? [form] : []));
  }

  function quoteFor(quote) {
    const { words, start, end, sentence, sentenceEnd, report, notes } = quote, source = spec.reports[report];
    const block = make("blockquote", {},
      text("span", "", words.slice(0, sentence)),
      text("span", "wb-sentence", words.slice(sentence, start)), text("mark", "", words.slice(start, end)),
      text("span", "wb-sentence", words.slice(end, sentenceEnd)),
      text("span", "", words.slice(sentenceEnd)));
    const facts = make("dl", {});
    for (const [label, value] of notes) facts.append(make("div", {}, text("dt", "", label), text("dd", "", value)));
    const figure = make("figure", {}, block, make("figcaption", {},
      text("cite", "", source.title ?? "(no headline)"),
      text("span", "", ` ${source.published ?? "undated"} \u00b7 ${source.id}`), notes.length ? facts : null));
    if (host.report && (host.asks || host.texts?.texts)) figure.querySelector("figcaption").append(wholeFor(quote, block));
    return figure;
  }

  /* The whole report in place of the paragraph, its layers to be switched on and off. */
  function wholeFor({ report, begin, start, end }, paragraph) {
    let whole = null;
    const toggle = button("wb-whole", "Whole report", async () => {
      if (!whole) whole = reportFor(await host.report(report), begin + start, begin + end, spec.reports[report]);
      const opens = !whole.isConnected;
      (opens ? paragraph : whole).replaceWith(opens ? whole : paragraph);
      toggle.setAttribute("aria-pressed", opens);
      if (opens) { const box = whole.querySelector(".wb-report-text"), own = box.querySelector("mark"); box.scrollTop = own ? own.offsetTop - 60 : 0; }
    }, { "aria-pressed": "false" });
    return toggle;
  }

  function reportFor({ text: content, layers }, start, end, source) {
    const box = make("blockquote", { class: "wb-report-text", tabindex: "0", role: "region", "aria-label": `Whole text: ${source.title ?? source.id}` });
    const there = Object.keys(LAYERS).filter((layer) => layers[layer]?.length), on = new Set();
    const paint = () => { const top = box.scrollTop; box.replaceChildren(...inked(content, there.filter((layer) => on.has(layer)).map((layer) => ({ name: layer, spans: layers[layer] })), start, end)); box.scrollTop = top; };
    const switches = there.map((layer) => make("label", { class: `wb-in-${layer}` },
      make("input", { type: "checkbox", onchange: (event) => { event.target.checked ? on.add(layer) : on.delete(layer); paint(); } }), make("span", {}, LAYERS[layer])));
    paint();
    return make("div", { class: "wb-report" }, make("fieldset", {}, make("legend", {}, "Underline"), ...switches), box);
  }

  /* ------------------------------ corrections */
  function idOf(row) { const head = heads.cell(row), tail = tails.cell(row); return head === null ? null : tail === null ? head : `${head}:${tail}`; }

  function correctionFor(row) {
    if (!spec.correct.length || idOf(row) === null) return null;
    const box = make("details", { class: "wb-correct", ontoggle: () => { if (box.open && box.children.length === 1) box.append(formFor(row)); box.scrollIntoView({ block: "nearest" }); } }, make("summary", {}, "Correct this row"));
    return box;
  }

  function formFor(row) {
    const first = spec.correct.filter((column) => at[column] && !at[column].hidden), listed = `${element.id || name}-values`;
    const column = make("select", {}, ...[...first, ...spec.correct.filter((column) => !first.includes(column))].map((column) => { const option = make("option", { value: column }); option.textContent = at[column]?.label ?? column.replaceAll("_", " "); return option; }));
    const now = make("output", { class: "wb-now" }), known = make("datalist", { id: listed });
    const value = make("input", { list: listed, placeholder: "empty: not known" }), reason = make("input", { required: true }), by = make("input", { required: true, value: page.by });
    const answer = make("div", { role: "status" });
    const show = () => {
      const own = at[column.value], cell = own ? own.cell(row) : undefined;
      now.textContent = cell === undefined ? "" : `now: ${cell ?? "not known"}`;
      known.replaceChildren(...(own && own.values.length <= 200 ? own.values.filter((one) => one !== null).map((one) => make("option", { value: one })) : []));
    };
    const field = (label, input, more = null) => make("label", {}, make("span", {}, label), input, more);
    const submit = async (event) => {
      event.preventDefault();
      page.by = by.value.trim();
      const line = { row, column: column.value, value: value.value.trim(), reason: reason.value.trim(), by: page.by };
      answer.replaceChildren(...(host.correct ? [text("p", "wb-hint", await host.correct(line))] : lineFor(line)));
    };
    column.addEventListener("change", show);
    show();
    return make("form", { onsubmit: submit }, field("Column", column, now), field("Should be", value), field("Because", reason), field("By", by), known,
      make("button", { type: "submit" }, host.correct ? "Write into overrides.csv" : "Make the line for overrides.csv"), answer);
  }

  /* A page can write no file: it gives the line to be put there. */
  function lineFor({ row, column, value, reason, by }) {
    const line = [spec.table, idOf(row), column, value, reason, by, today()].map(csvCell).join(",");
    const box = make("textarea", { readonly: true, rows: 3, "aria-label": "Line for overrides.csv" });
    box.value = line;
    const done = make("span", { class: "wb-hint" });
    const copy = button("", "Copy", () => { box.select(); done.textContent = document.execCommand("copy") ? " Copied." : " Copy it from the box."; });
    return [box, copy, done, text("p", "wb-hint", "Put it at the end of overrides.csv beside the reports, whose first line is: table,row,column,analyst_value,reason,by,on. The next run applies it.")];
  }

  /* ------------------------------ the chart */
  function setBrush(points) {
    if (!points && brush && globalThis.Plotly && plot?._fullLayout) { Plotly.restyle(plot, { selectedpoints: null }); Plotly.relayout(plot, { selections: [] }); }
    brush = points;
  }

  /* A brush that an address tells, as if it had been drawn: the other points are pale. */
  function drawBrush() {
    if (!brush || !globalThis.Plotly || !plot?._fullLayout) return;
    const wanted = new Set(brush.map((point) => JSON.stringify(point)));
    const taken = ({ customdata = [] }) => customdata.flatMap((point, place) => (wanted.has(JSON.stringify(point)) ? [place] : []));
    Plotly.restyle(plot, { selectedpoints: spec.chart.data.map(taken) });
  }

  /* A point of the chart carries {column: value, ...}: a click sets those filters, a brush takes any of its points. */
  function pickPoint(event) {
    const wanted = event.points?.find((point) => point.customdata)?.customdata;
    if (!wanted) return;
    chosen.clear();
    setBrush(null);
    for (const [column, value] of Object.entries(wanted)) if (column in at) chosen.set(column, String(value ?? ""));
    refresh();
  }

  function pickBrush(event) {
    if (!event) return;
    const points = event.points.map((point) => point.customdata).filter((data) => data && Object.keys(data).some((column) => column in at));
    brush = points.length ? points : null;
    refresh();
  }

  async function drawChart() {
    const Plotly = await (host.library?.() ?? globalThis.Plotly);
    if (!Plotly) return plot.append(text("p", "wb-hint", "The chart needs the drawing library: run the first chart of this notebook."));
    const [data, layout] = varied(spec.chart.layout), brushes = layout.dragmode === undefined && matchMedia("(pointer: fine)").matches;
    await Plotly.newPlot(plot, data, { ...layout, ...(brushes ? { dragmode: "select" } : {}) }, spec.chart.config);
    plot.on("plotly_click", pickPoint);
    plot.on("plotly_selected", pickBrush);
    plot.on("plotly_deselect", () => { if (brush) { setBrush(null); refresh(); } });
    veil();
    drawBrush();
    const observer = new ResizeObserver(() => { if (plot.clientWidth && Math.abs(plot.clientWidth - plot._fullLayout.width) > 2) Plotly.Plots.resize(plot); });
    observer.observe(plot);
    cleanup.push(() => { observer.disconnect(); Plotly.purge(plot); });
  }

  /* ------------------------------ variants of the chart: what it shows without something (charts/leaving_out.py) */
  function variantsFor({ label, note, choices }) {
    const select = make("select", { onchange: () => { vary(select.value); refresh(); } }, make("option", { value: "" }, "nothing"));
    for (const group of new Set(choices.map((choice) => choice.group))) {
      const own = choices.filter((choice) => choice.group === group);
      select.append(make("optgroup", { label: group }, ...own.map(({ key, name }) => make("option", { value: key }, name))));
    }
    const said = make("span", { role: "status" }), only = make("input", { type: "checkbox", onchange: () => refresh() });
    const narrow = make("label", { class: "wb-only" }, only, text("span", "", "only these in the table"));
    const node = make("div", { class: "wb-bar wb-variants" }, make("label", {}, text("span", "", label), select), said, narrow);
    return { node, choices, only, show() {
      select.value = variant?.key ?? "";
      select.toggleAttribute("data-set", Boolean(variant));
      said.textContent = variant?.said ?? note;
      narrow.hidden = !variant;
    } };
  }

  /* Draw the choice with this key; without one, the chart as it is. */
  function vary(key) {
    const chosen = variants?.choices.find((choice) => choice.key === key) ?? null;
    if (variants && !chosen) variants.only.checked = false;
    if (chosen === variant) return;
    variant = chosen;
    plot.setAttribute("aria-label", variant?.alt ?? spec.chart.layout.meta.alt);
    if (plot._fullLayout) Plotly.react(plot, ...varied(plot.layout));     // told the config again, it would lose its height
  }

  /* The traces and the layout, with the values and the title of the choice in place of their own. (While the library
     resizes a chart, its own layout has no height.) */
  function varied(layout) {
    const { data, layout: { title, height, meta } } = spec.chart;
    if (!variant) return [data, { ...layout, height, title }];
    const put = (trace, patch = {}) => ({ ...trace, ...Object.fromEntries(Object.entries(patch).map(([name, cells]) => [name, Object.assign([...trace[name]], cells)])) });
    const traces = data.map((trace, number) => [meta.variants.always, variant.patch].reduce((drawn, patch) => put(drawn, patch[number]), trace));
    return [traces, { ...layout, height, title: variant.title }];
  }

  /* ------------------------------ steps through the days */
  function stepsFor(days) {
    const all = [...days.values].sort(), end = all.length;
    const range = make("input", { type: "range", min: 0, max: end, value: end, step: 1, "aria-label": "Up to which day", oninput: () => to(Number(range.value)) });
    const told = make("output"), play = button("", "Play", () => (timer ? stop() : start()));
    let timer = null;
    const stop = () => { clearInterval(timer); timer = null; play.textContent = "Play"; };
    const start = () => {
      if (Number(range.value) >= end) to(0);
      timer = setInterval(() => { to(Number(range.value) + 1); if (Number(range.value) >= end) stop(); }, STEP);
      play.textContent = "Pause";
    };
    const to = (place) => { upto = all[Math.max(0, place)] ?? null; veil(); refresh(); };
    const node = make("div", { class: "wb-steps", role: "group", "aria-label": "Step through time" }, make("span", {}, "Up to"),
      button("", "\u2039", () => { stop(); to(Number(range.value) - 1); }, { "aria-label": "Previous day" }), range,
      button("", "\u203a", () => { stop(); to(Number(range.value) + 1); }, { "aria-label": "Next day" }), told, matchMedia("(prefers-reduced-motion: reduce)").matches ? null : play);
    cleanup.push(stop);
    return { node, show(day) { range.value = day ? all.indexOf(day) : end; told.textContent = day ?? "all days"; range.setAttribute("aria-valuetext", told.textContent); } };
  }

  /* What lies after the day is veiled in the chart. */
  function veil() {
    if (!days || !globalThis.Plotly || !plot?._fullLayout) return;
    const own = spec.chart.layout.shapes ?? [];
    const after = { type: "rect", xref: "x", yref: "paper", x0: `${upto} 12:00`, x1: plot._fullLayout.xaxis.range[1], y0: 0, y1: 1, line: { width: 0 }, fillcolor: "rgb(254,254,254)", layer: "above" };
    Plotly.relayout(plot, { shapes: upto ? [...own, after] : own });
  }

  /* ------------------------------ the address */
  function state() {
    return [...[...chosen].map(([column, value]) => [column, value]), ...(needle ? [["_search", needle]] : []),
      ...(order ? [["_sort", (order.sign < 0 ? "-" : "") + order.column.name]] : []), ...(brush ? [["_brush", JSON.stringify(brush)]] : []),
      ...(upto ? [["_upto", upto]] : []), ...(variant ? [["_without", variant.key]] : []), ...(variants?.only.checked ? [["_only", "changed"]] : []), ...(told && current >= 0 ? [["_row", idOf(current) ?? String(current)]] : [])];
  }

  function save() {
    if (!host.address) return;
    page.states.delete(name);
    if (state().length) page.states.set(name, state());
    clearTimeout(page.saving);
    page.saving = setTimeout(writeAddress, 150);     // after the view is drawn: writing it costs more than drawing
  }

  /* #statements.party=...&statements._search=... is one explorer's; of #column=value the first that has the column takes it. */
  function restore() {
    const pairs = [...new URLSearchParams(location.hash.slice(1))];
    const own = pairs.filter(([key]) => key.startsWith(`${name}.`)).map(([key, value]) => [key.slice(name.length + 1), value]);
    const free = page.claimed === location.hash ? [] : pairs.filter(([key]) => key in at);
    if (free.length) page.claimed = location.hash;
    if (!own.length && !free.length) return false;
    [needle, brush, upto, order] = ["", null, null, null];
    chosen.clear();
    vary(null);
    let row = -1;
    for (const [key, value] of [...free, ...own]) {
      if (key in at) chosen.set(key, value);
      else if (key === "_search") needle = search.value = value;
      else if (key === "_sort") { const column = at[value.replace(/^-/, "")]; order = column ? { column, sign: value.startsWith("-") ? -1 : 1 } : null; }
      else if (key === "_upto" && days) upto = value;
      else if (key === "_without") vary(value);
      else if (key === "_only" && variants) variants.only.checked = Boolean(variant);
      else if (key === "_brush") { try { brush = JSON.parse(value); } catch { brush = null; } }
      else if (key === "_row") row = rowOf(value);
    }
    refresh({ quiet: true });
    if (row >= 0 && visible.includes(row)) {
      const position = visible.indexOf(row);
      if (position >= PAGE) turn(Math.floor(position / PAGE) * PAGE);
      open(row, { quiet: true });
      told = true;
      const line = body.children[position - first];
      rows.scrollTop = line.offsetTop - 60;
    }
    page.states.set(name, state());
    veil();
    drawBrush();
    if (free.length || pairs[0][0].startsWith(`${name}.`)) requestAnimationFrame(() => [...element.querySelectorAll(".wb-bar")].at(variant ? 0 : -1).scrollIntoView({ block: "start" }));
    return true;
  }

  function rowOf(id) {
    for (let row = 0; row < n; row += 1) if (idOf(row) === id) return row;
    return /^\d+$/.test(id) && Number(id) < n ? Number(id) : -1;
  }

  const listen = (kind, handler) => { addEventListener(kind, handler); cleanup.push(() => removeEventListener(kind, handler)); };
  if (!host.address || !restore()) refresh({ quiet: true });
  if (host.address) {
    listen("hashchange", restore);
    listen("keydown", (event) => {      // "/" outside of every explorer: the first that is in view
      if (event.key !== "/" || event.defaultPrevented || event.target.closest("input, textarea, select, .wb")) return;
      const { top, bottom } = element.getBoundingClientRect();
      if (top < innerHeight && bottom > 0) { event.preventDefault(); search.focus(); }
    });
  }
  listen("beforeprint", () => { first = 0; draw(PAPER); foot.hidden = visible.length <= PAPER; });
  listen("afterprint", () => draw());
  if (plot) drawChart();
  const warm = setTimeout(() => shown.forEach((column) => column.folded), 300);   // so that the first search finds it done
  cleanup.push(() => clearTimeout(warm));
  return () => cleanup.forEach((undo) => undo());
}

/* The explorer that was used last comes first: a link opens there. */
function writeAddress() {
  const pairs = [...page.states].reverse().flatMap(([name, state]) => state.map(([key, value]) => [`${name}.${key}`, value]));
  page.claimed = `#${new URLSearchParams(pairs)}`;
  try { history.replaceState(null, "", pairs.length ? page.claimed : location.pathname + location.search); } catch { /* a host that forbids it */ }
}

function named(table) {
  let name = table;
  for (let again = 2; page.names.includes(name); again += 1) name = `${table}-${again}`;
  page.names.push(name);
  return name;
}

/* ---------------------------------------------------------------- host: a page */
export function mountPage(id) {
  for (const node of document.querySelectorAll("script[data-wb-texts]")) {
    if (page.read.has(node)) continue;
    page.read.add(node);
    const own = (page.texts[node.dataset.wbTexts] ??= {});
    for (const [kind, told] of Object.entries(JSON.parse(node.textContent))) own[kind] = Array.isArray(told) ? told : { ...own[kind], ...told };
  }
  // Notebooks side by side in JupyterLab may each hold a saved explorer of this name: take the one that is not drawn yet.
  const root = [...document.querySelectorAll(`[id="${id}"]`)].find((node) => !page.read.has(node));
  page.read.add(root);
  const spec = JSON.parse(root.parentElement.querySelector(`[id="${id}-spec"]`).textContent);
  const texts = page.texts[spec.book];
  mount(root, { ...spec, reports: texts.reports }, { texts, address: !document.querySelector(".jp-LabShell"), report: async (report) => texts.texts[report] });
}

/* ---------------------------------------------------------------- host: a live notebook */
function asker(model) {
  const waiting = new Map();
  model.on("msg:custom", (message) => { waiting.get(message.kind)?.shift()?.(message); });
  return (message, answer = message.kind) => new Promise((resolve) => {
    waiting.set(answer, [...(waiting.get(answer) ?? []), resolve]);
    model.send(message);
  });
}

/* The drawing library comes from the kernel, once a page. */
function library(ask) {
  globalThis.workbookPlotly ??= globalThis.Plotly ? Promise.resolve(globalThis.Plotly) : ask({ kind: "library" }).then(({ source }) => {
    const script = document.createElement("script");
    script.textContent = source;
    document.head.append(script);
    return globalThis.Plotly;
  });
  return globalThis.workbookPlotly;
}

export default {
  render({ model, el }) {
    const root = make("div", { "data-lm-suppress-shortcuts": "true" });   // keys are for the explorer, not for the notebook
    el.append(root);
    const ask = asker(model);
    let later = null;
    return mount(root, model.get("spec"), {
      asks: true,
      library: () => library(ask),
      report: (number) => ask({ kind: "report", number }),
      correct: async (line) => (await ask({ kind: "correct", ...line }, "corrected")).told,
      onShown: (rows) => { clearTimeout(later); later = setTimeout(() => model.send({ kind: "shown" }, undefined, [rows.buffer])); },
      onPick: (row) => model.send({ kind: "picked", row }),
    });
  },
};
