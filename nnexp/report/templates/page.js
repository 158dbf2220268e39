"use strict";

// A command is copied by one press; a plot that is small on a phone is enlarged by a tap.
(() => {
  for (const command of document.querySelectorAll("pre.command[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = command.dataset.copy;
    button.addEventListener("click", async () => {
      const text = command.textContent;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        // Pages from a disk have no clipboard everywhere: what is selected can be copied by hand.
        getSelection().selectAllChildren(command);
        document.execCommand?.("copy");
      }
      button.textContent = command.dataset.copied;
    });
    command.after(button);
  }
  for (const image of document.querySelectorAll("figure img")) {
    image.addEventListener("click", () => image.parentElement.classList.toggle("large"));
  }
})();

// A drawing under the mouse becomes part of the page: its words can be selected, its points say what
// they are. It may be anybody's: only shapes, words and what they look like get in.
(() => {
  // The page names no address, not even that of a kind of elements.
  const SVG = new DOMParser().parseFromString("<svg/>", "text/html").body.firstChild.namespaceURI;
  const SHAPES = new Set(["g", "defs", "clipPath", "path", "use", "rect", "text", "tspan", "title", "image"]);
  const LOOKS = new Set(["d", "x", "y", "width", "height", "transform", "clip-path", "fill", "stroke"]);

  function within(text, place) {
    return text.replaceAll(/url\(#/g, (start) => start + place);
  }

  function attribute(made, { localName, value }, place) {
    if (localName === "id") made.id = place + value;
    else if (localName === "data-style") made.style.cssText = within(value, place);
    else if (LOOKS.has(localName)) made.setAttribute(localName, within(value, place));
    else if (localName === "href" && value.startsWith("#")) made.setAttribute("href", `#${place}${value.slice(1)}`);
    else if (localName === "href" && value.startsWith("data:image/png;base64,")) made.setAttribute("href", value);
  }

  function children(node, made, place) {
    for (const one of node.childNodes) {
      if (one.nodeType === Node.TEXT_NODE) made.append(one.data);
      if (one.namespaceURI !== SVG || !SHAPES.has(one.localName)) continue;
      const shape = document.createElementNS(SVG, one.localName);
      for (const each of one.attributes) attribute(shape, each, place);
      children(one, shape, place);
      made.append(shape);
    }
  }

  function drawn(image, place) {
    const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (sign) => sign.charCodeAt(0));
    // The page's policy refuses styles that are parsed; those that are set it takes.
    const text = new TextDecoder().decode(bytes).replace(/<style[^]*?<\/style>/g, "").replaceAll(' style="', ' data-style="');
    const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    if (root.namespaceURI !== SVG || root.localName !== "svg") return null;
    const made = document.createElementNS(SVG, "svg");
    made.setAttribute("viewBox", root.getAttribute("viewBox"));
    made.setAttribute("width", image.getAttribute("width"));
    made.setAttribute("height", image.getAttribute("height"));
    made.setAttribute("role", "img");
    made.setAttribute("aria-label", image.alt);
    children(root, made, place);
    return made;
  }

  [...document.querySelectorAll('figure img[src^="data:image/svg"]')].forEach((image, count) => {
    const sheet = image.parentElement;
    sheet.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "mouse" || !image.isConnected) return;
      const drawing = drawn(image, `drawing-${count}-`);
      if (!drawing) return;
      drawing.addEventListener("click", () => {
        if (getSelection().isCollapsed) sheet.classList.toggle("large");
      });
      image.replaceWith(drawing);
    });
  });
})();

// The table of trials: sorted, filtered and paged from the data island, so that ten thousand
// rows cost a page of a hundred. Cells are only ever text, whatever they hold.
(() => {
  const island = document.getElementById("trial-data");
  if (!island) return;

  const PER_PAGE = 100;
  const columns = JSON.parse(island.textContent);
  const total = columns.length ? columns[0].cells.length : 0;
  const column = new Map(columns.map((one) => [one.name, one]));
  const find = (id) => document.getElementById(id);
  const body = find("trial-table").tBodies[0];
  const heads = [...find("trial-table").tHead.rows[0].cells];
  const collator = new Intl.Collator("en", { numeric: true });
  const words = (number) => number.toLocaleString("en");

  // The page's own words, in its language, with places for numbers.
  const fill = (text, numbers) => text.replace(/{(\w+)}/g, (_, name) => words(numbers[name]));

  const state = { rows: [], page: 0, sorted: null, ascending: true };
  let texts = null;

  function shown(one, row) {
    const cell = one.cells[row];
    if (cell === null) return "";
    if (one.kind === "percent") return (100 * cell).toFixed(2);
    return one.kind === "metric" ? cell.toPrecision(4) : cell;
  }

  function value(one, row) {
    const cell = one.cells[row];
    if (cell === null || cell === "") return NaN;
    return one.kind === "percent" ? 100 * cell : Number(cell);
  }

  const failed = (row) => !["ok", "not_run"].includes(column.get("status").cells[row]);

  // "lr=0.1", "test_accuracy>97", or a word that may stand in any cell.
  function condition(term) {
    const [, name, sign, wanted] = term.match(/^([^<>=!]+)(<=|>=|!=|=|<|>)(.*)$/) ?? [];
    const one = column.get(name);
    if (!one) return (row) => texts[row].includes(term);
    const number = Number(wanted);
    const same = (row) =>
      shown(one, row).toLowerCase() === wanted || (wanted !== "" && value(one, row) === number);
    switch (sign) {
      case "=": return same;
      case "!=": return (row) => !same(row);
      case "<": return (row) => value(one, row) < number;
      case ">": return (row) => value(one, row) > number;
      case "<=": return (row) => value(one, row) <= number;
      default: return (row) => value(one, row) >= number;
    }
  }

  function rowText(_, row) {
    return columns.map((one) => shown(one, row)).join("\n").toLowerCase();
  }

  // What stands at the head of a column names it too, with or without its unit: an accuracy or a
  // learning rate is compared in the words that are seen.
  const labels = columns
    .map((one, at) => [heads[at].innerText.trim().toLowerCase(), one.name])
    .flatMap(([label, name]) => [[label, name], [label.replace(/ *\([^)]*\)$/, ""), name]])
    .sort((a, b) => b[0].length - a[0].length);

  function named(text) {
    const tight = text.toLowerCase().replace(/\s*(<=|>=|!=|=|<|>)\s*/g, "$1");
    const escaped = (label) => label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return labels.reduce(
      (told, [label, name]) =>
        told.replace(new RegExp(`(^|\\s)${escaped(label)}(?=[<>=!])`, "g"), `$1${name}`),
      tight,
    );
  }

  function matching() {
    const terms = named(find("filter").value).split(/\s+/).filter(Boolean);
    if (terms.length && !texts) texts = Array.from({ length: total }, rowText);
    const conditions = terms.map(condition);
    if (find("only-failed")?.checked) conditions.push(failed);
    const rows = [];
    for (let row = 0; row < total; row += 1) {
      if (conditions.every((holds) => holds(row))) rows.push(row);
    }
    return rows;
  }

  function order(rows) {
    const one = state.sorted;
    if (!one) return rows;
    const sign = state.ascending ? 1 : -1;
    const empty = (row) => one.cells[row] === null || one.cells[row] === "";
    const compare = one.kind === "text"
      ? (a, b) => collator.compare(one.cells[a], one.cells[b])
      : (a, b) => value(one, a) - value(one, b);
    // Empty cells come last whichever way: they are neither best nor worst.
    return rows.sort((a, b) => empty(a) - empty(b) || (empty(a) ? 0 : sign * compare(a, b)));
  }

  function cell(one, row) {
    const td = document.createElement("td");
    td.textContent = shown(one, row);
    if (one.kind === "text") td.classList.add("text");
    if (one.name === "status" || one.name === "reason") td.classList.add(one.name);
    return td;
  }

  function line(row) {
    const tr = document.createElement("tr");
    if (failed(row)) tr.classList.add("failed");
    tr.append(...columns.map((one) => cell(one, row)));
    return tr;
  }

  function show() {
    const pages = Math.max(1, Math.ceil(state.rows.length / PER_PAGE));
    state.page = Math.min(state.page, pages - 1);
    const first = state.page * PER_PAGE;
    const rows = state.rows.slice(first, first + PER_PAGE);
    body.replaceChildren(...rows.map(line));
    const told = find("count").dataset;
    const found = state.rows.length;
    const matches = fill(found === total ? told.all : told.some, { found, total });
    const range = fill(told.rows, { first: first + 1, last: first + rows.length });
    find("count").textContent = rows.length ? `${matches}${range}` : `${matches}.`;
    find("page").textContent = fill(told.page, { page: state.page + 1, pages });
    // A button that is disabled while it has the focus would lose it.
    find("previous").setAttribute("aria-disabled", String(state.page === 0));
    find("next").setAttribute("aria-disabled", String(state.page === pages - 1));
    find("pages").hidden = pages === 1;
  }

  function update() {
    state.rows = order(matching());
    state.page = 0;
    show();
    find("trial-scroll").scrollTop = 0;
  }

  // Once: up, again: down, again: as before, failed ones first. Accuracies start with the best.
  function sort(index) {
    const one = columns[index];
    const up = one.kind !== "percent";
    if (state.sorted !== one) Object.assign(state, { sorted: one, ascending: up });
    else if (state.ascending === up) state.ascending = !up;
    else state.sorted = null;
    heads.forEach((head, at) => {
      if (state.sorted !== columns[at]) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", state.ascending ? "ascending" : "descending");
    });
    update();
  }

  function turn(step) {
    const pages = Math.ceil(state.rows.length / PER_PAGE);
    const page = Math.min(Math.max(state.page + step, 0), pages - 1);
    if (page === state.page) return;
    state.page = page;
    show();
    find("trial-scroll").scrollTop = 0;
  }

  let waiting = 0;
  find("filter").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(update, total > 2000 ? 150 : 0);
  });
  find("only-failed")?.addEventListener("change", update);
  find("previous").addEventListener("click", () => turn(-1));
  find("next").addEventListener("click", () => turn(1));
  heads.forEach((head, index) => {
    head.querySelector("button").addEventListener("click", () => sort(index));
  });
  update();
})();
