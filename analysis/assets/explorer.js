/* A table whose every row opens the words it rests on. One module, two hosts:
   - a live notebook: anywidget calls `render` (default export);
   - an exported page: the page calls `mount(element, spec)`.
   Nothing that a report says is ever parsed as HTML: text enters the page through textContent alone. */

const PAGE = 100;                       // rows drawn at a time
const UNKNOWN = "\u2014";

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
};

/* Several values in one cell are joined by "; ". */
const parts = (cell) => (cell === null ? [] : String(cell).split("; "));
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
/* What a cell shows: codes as words, a report by its day and headline. */
const NAMES = { code: (cell) => String(cell).replaceAll("_", " "), report: (cell, reports) => { const found = reports.find((report) => report.id === cell); return found?.title ? `${found.published ?? "undated"} ${found.title}` : cell; } };
const compare = (a, b) =>
  a === null ? (b === null ? 0 : 1) : b === null ? -1
    : typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });

export function mount(element, spec, host = {}) {
  const { columns, rows, quotes, passages, reports, noun } = spec;
  const bare = quotes.every((found) => !found.length);   // a table without passages needs no pane
  const at = Object.fromEntries(columns.map((column, index) => [column.name, index]));
  const shown = columns.map((column, index) => ({ ...column, index })).filter((column) => !column.hidden);
  const haystack = rows.map((row) => fold(shown.map((column) => (row[column.index] === null ? "" : called(column, row[column.index]))).join("\n")));
  const chosen = new Map();             // column name -> value
  let needle = "", order = { index: -1, sign: 1 }, limit = PAGE, visible = [], current = -1;

  const count = make("span", { class: "wb-count", role: "status" });
  const search = make("input", { type: "search", placeholder: "Search", "aria-label": `Search ${noun[1]}`,
    oninput: () => { needle = fold(search.value.trim()); refresh(); } });
  const chips = make("span", { class: "wb-chips" });
  const reset = make("button", { type: "button", class: "wb-reset", onclick: clear }, "Reset");
  const selects = spec.filters.map(selectFor);
  const heads = shown.map(headFor);
  const body = make("tbody", { onclick: clickRow, onkeydown: keyRow });
  const more = make("button", { type: "button", class: "wb-more", onclick: () => { limit += 5 * PAGE; draw(); } });
  const pane = make("section", { class: "wb-pane", "aria-label": "Evidence", "aria-live": "polite", tabindex: "0" });
  const plot = spec.chart ? make("div", { class: "wb-plot", role: "group", "aria-label": spec.chart.layout?.meta?.alt ?? "Chart" }) : null;

  element.classList.add("wb");
  element.replaceChildren(
    ...[plot,
      make("div", { class: "wb-bar" }, ...selects.map((select) => select.label), search, chips, reset, count),
      make("div", { class: bare ? "wb-split wb-solo" : "wb-split", style: `--wb-height: ${Math.min(26, Math.max(13, 4 + 3.4 * rows.length))}rem` },
        make("div", { class: "wb-rows", tabindex: "0", role: "region", "aria-label": `Table of ${noun[1]}` },
          make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body), more),
        ...(bare ? [] : [pane])),
      spec.caption ? text("p", "wb-caption", spec.caption) : null].filter(Boolean));

  function called(column, cell) {
    if (NAMES[column.kind]) return NAMES[column.kind](cell, reports);
    return typeof cell === "number" ? cell.toLocaleString("en", { maximumFractionDigits: 2 }) : String(cell);
  }

  function text(tag, name, content) { const node = make(tag, { class: name }); node.textContent = content; return node; }

  function selectFor(name) {
    const tally = new Map();
    for (const row of rows) for (const value of new Set(row[at[name]] === null ? [""] : parts(row[at[name]]))) tally.set(value, (tally.get(value) ?? 0) + 1);
    const options = [...tally].sort(([a], [b]) => (a === "") - (b === "") || compare(a, b));
    const select = make("select", { onchange: () => { select.value === "*" ? chosen.delete(name) : chosen.set(name, select.value); refresh(); } },
      make("option", { value: "*" }, "all"),
      ...options.map(([value, n]) => { const option = make("option", { value }); option.textContent = `${value === "" ? "not known" : called(columns[at[name]], value)} (${n})`; return option; }));
    return { name, select, label: make("label", {}, text("span", "", columns[at[name]].label), select) };
  }

  function headFor(column, position) {
    const button = make("button", { type: "button", onclick: () => { order = { index: position, sign: order.index === position ? -order.sign : 1 }; refresh(); } });
    button.textContent = column.label;
    return make("th", { scope: "col", class: `wb-${column.kind}`, title: column.meaning }, button);
  }

  function matches(row, name, value) {
    const cell = row[at[name]];
    if (value === "") return cell === null;
    return parts(cell).includes(String(value)) || (columns[at[name]].kind === "date" && cell !== null && String(cell).startsWith(value));
  }

  function refresh() {
    limit = PAGE;
    visible = rows.map((_, index) => index).filter((index) =>
      (!needle || haystack[index].includes(needle)) && [...chosen].every(([name, value]) => matches(rows[index], name, value)));
    if (order.index >= 0) { const { index } = shown[order.index]; visible.sort((a, b) => order.sign * compare(rows[a][index], rows[b][index]) || a - b); }
    heads.forEach((head, position) => head.setAttribute("aria-sort", order.index !== position ? "none" : order.sign > 0 ? "ascending" : "descending"));
    for (const { name, select } of selects) {
      const value = chosen.get(name) ?? "*";
      select.value = value;
      select.toggleAttribute("data-set", value !== "*");
    }
    chips.replaceChildren(...[...chosen].filter(([name]) => !spec.filters.includes(name)).map(([name, value]) => {
      const chip = make("button", { type: "button", class: "wb-chip", onclick: () => { chosen.delete(name); refresh(); } });
      chip.textContent = `${columns[at[name]].label}: ${called(columns[at[name]], value)} \u2715`;
      return chip;
    }));
    reset.hidden = !needle && !chosen.size && order.index < 0;
    draw();
    host.onShown?.(visible);
  }

  function draw() {
    const n = visible.length;
    count.textContent = n === rows.length ? `${n} ${n === 1 ? noun[0] : noun[1]}` : `${n} of ${rows.length} ${noun[1]}`;
    body.replaceChildren(...visible.slice(0, limit).map(rowFor));
    if (!n) body.append(make("tr", { class: "wb-none" }, make("td", { colspan: shown.length }, `No ${noun[0]} fits these choices.`)));
    more.hidden = n <= limit;
    more.textContent = `Show more (${n - limit} left)`;
    if (!visible.includes(current)) open(visible[0] ?? -1, { quiet: true });
  }

  function rowFor(index) {
    const row = make("tr", { "data-row": index, tabindex: index === current ? "0" : "-1", "aria-current": index === current && "true" });
    for (const column of shown) {
      const cell = rows[index][column.index];
      const node = text("td", `wb-${column.kind}${cell === null ? " wb-unknown" : ""}`, "");
      node.append(text("div", "", cell === null ? UNKNOWN : called(column, cell)));
      if (cell === null) node.title = "not known";
      row.append(node);
    }
    return row;
  }

  function open(index, { quiet = false } = {}) {
    current = index;
    for (const row of body.children) {
      const own = Number(row.dataset.row) === index;
      row.toggleAttribute("aria-current", own); if (own) row.setAttribute("aria-current", "true");
      row.tabIndex = own ? 0 : -1;
    }
    showEvidence(index);
    if (!quiet) host.onPick?.(index);
  }

  function showEvidence(index) {
    pane.scrollTop = 0;
    if (index < 0) return pane.replaceChildren(text("p", "wb-hint", "Choose a row to read the words it rests on."));
    const found = quotes[index];
    const heading = text("h4", "", found.length === 1 ? "The words it rests on" : `${found.length} passages it rests on`);
    if (!found.length) return pane.replaceChildren(text("p", "wb-hint", "No passage: this row says what the reports do not say."));
    pane.replaceChildren(heading, ...found.slice(0, 60).map(quoteFor));
  }

  function quoteFor([passage, start, end, sentence, sentenceEnd, report, notes]) {
    const words = passages[passage], source = reports[report];
    const quote = make("blockquote", {},
      text("span", "", words.slice(0, sentence)),
      text("span", "wb-sentence", words.slice(sentence, start)), text("mark", "", words.slice(start, end)),
      text("span", "wb-sentence", words.slice(end, sentenceEnd)),
      text("span", "", words.slice(sentenceEnd)));
    const facts = make("dl", {});
    for (const [name, value] of notes) facts.append(make("div", {}, text("dt", "", name), text("dd", "", value)));
    return make("figure", {}, quote, make("figcaption", {},
      text("cite", "", source.title ?? "(no headline)"),
      text("span", "", ` ${source.published ?? "undated"} \u00b7 ${source.id}`), facts));
  }

  function clickRow(event) {
    const row = event.target.closest("tr[data-row]");
    if (row && !String(getSelection())) { open(Number(row.dataset.row)); row.focus({ preventScroll: true }); }
  }

  function keyRow(event) {
    const row = event.target.closest("tr[data-row]");
    const to = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling, Home: body.firstElementChild,
      End: body.lastElementChild, Enter: row, " ": row }[event.key];
    if (!to?.dataset.row) return;
    event.preventDefault();
    event.stopPropagation();            // a live notebook would take the arrow for its own
    open(Number(to.dataset.row));
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
  }

  function clear() { chosen.clear(); needle = search.value = ""; order = { index: -1, sign: 1 }; refresh(); }

  /* A point of the chart carries {column: value, ...}: a click sets those filters. */
  function pickPoint(event) {
    const wanted = event.points?.find((point) => point.customdata)?.customdata;
    if (!wanted) return;
    chosen.clear();
    for (const [name, value] of Object.entries(wanted)) if (name in at) chosen.set(name, String(value ?? ""));
    refresh();
  }

  const cleanup = [];
  async function drawChart() {
    const Plotly = await (host.library?.() ?? globalThis.Plotly);
    if (!Plotly) return plot.append(text("p", "wb-hint", "The chart needs the drawing library: run the first chart of this notebook."));
    await Plotly.newPlot(plot, spec.chart.data, spec.chart.layout, spec.chart.config);
    plot.on("plotly_click", pickPoint);
    const observer = new ResizeObserver(() => { if (plot.clientWidth && Math.abs(plot.clientWidth - plot._fullLayout.width) > 2) Plotly.Plots.resize(plot); });
    observer.observe(plot);
    cleanup.push(() => { observer.disconnect(); Plotly.purge(plot); });
  }

  /* A link may end in #column=value: the first table that has the column answers it. */
  function followLink() {
    const [name, value] = [...new URLSearchParams(location.hash.slice(1))][0] ?? [];
    if (host.library || !(name in at) || globalThis.workbookFollowed === location.hash) return;
    globalThis.workbookFollowed = location.hash;
    chosen.set(name, value);
    requestAnimationFrame(() => element.querySelector(".wb-bar").scrollIntoView({ block: "start" }));
  }

  followLink();
  refresh();
  if (plot) drawChart();
  return () => cleanup.forEach((undo) => undo());
}

/* Live host: the drawing library comes from the kernel, once a page. */
function library(model) {
  globalThis.workbookPlotly ??= globalThis.Plotly ? Promise.resolve(globalThis.Plotly) : new Promise((resolve) => {
    const receive = (message) => {
      if (message.kind !== "library") return;
      model.off("msg:custom", receive);
      const script = document.createElement("script");
      script.textContent = message.source;
      document.head.append(script);
      resolve(globalThis.Plotly);
    };
    model.on("msg:custom", receive);
    model.send({ kind: "library" });
  });
  return globalThis.workbookPlotly;
}

export default {
  render({ model, el }) {
    const root = document.createElement("div");
    el.append(root);
    return mount(root, model.get("spec"), {
      library: () => library(model),
      onShown: (rows) => { model.set("shown", rows); model.save_changes(); },
      onPick: (row) => { model.set("picked", row); model.save_changes(); },
    });
  },
};
