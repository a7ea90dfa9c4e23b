// What stands around the canvas: small builders of the page's elements.

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value === "boolean") node[name] = value;
    else if (value !== null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

const said = key => TEXTS[key] ?? key;
const figure = (value, digits = 4) =>
  new Intl.NumberFormat(TEXTS.lang, { maximumFractionDigits: digits, useGrouping: false }).format(value);

function button(key, act, pressed = null) {
  const node = el("button", { type: "button", onclick: () => act(node) }, said(key));
  if (pressed !== null) node.setAttribute("aria-pressed", String(pressed));
  return node;
}

// A button that stays down; act hears whether it is.
function toggle(key, act) {
  return button(key, node => {
    const down = node.getAttribute("aria-pressed") !== "true";
    node.setAttribute("aria-pressed", String(down));
    act(down);
  }, false);
}

function choice(key, options, act) {
  const list = el("select", { "aria-label": said(key), onchange: () => act(list.value) },
    ...options.map(([value, text]) => el("option", { value }, text)));
  return el("label", {}, el("span", {}, said(key)), list);
}

function slider(text, range, act) {
  const output = el("output", {}, range.texts ? range.texts[range.value] : figure(range.value, 1));
  const input = el("input", {
    type: "range", "aria-label": text, min: range.min, max: range.max, step: range.step, value: range.value,
    oninput: () => {
      const value = Number(input.value);
      output.textContent = range.texts ? range.texts[value] : figure(value, 1);
      if (range.texts) input.setAttribute("aria-valuetext", range.texts[value]);
      act(value);
    },
  });
  if (range.texts) input.setAttribute("aria-valuetext", range.texts[range.value]);
  return el("label", { class: "gmp3d-slider" }, el("span", {}, text), input, output);
}

function group(key, ...children) {
  return el("fieldset", {}, el("legend", {}, said(key)), ...children);
}

function pairs(rows) {
  return el("dl", {}, ...rows.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value))));
}

// The way to the row of the site that tells a line too: in this page, or in that of the part.
function wayToRow(line, root) {
  if (!line.anchor) return null;
  const [page, id] = line.anchor.split("#");
  const here = decodeURI(location.pathname).endsWith(`/${page}`);
  return el("a", { href: here ? `#${id}` : root + line.anchor }, said("show_row"));
}

function lineCard(line, show, root) {
  const head = el("p", { class: "gmp3d-head" },
    line.number ? el("span", { class: "gmp3d-balloon" }, line.number) : null,
    el("strong", {}, line.required), " ", line.text);
  const facts = [["limits", line.limits], ["observed", line.observed], ["verdict", line.label]]
    .filter(([, value]) => value && value !== "—").map(([key, value]) => [said(key), value]);
  const card = el("li", { class: `gmp3d-line ${line.status}` }, head, pairs(facts));
  const acts = el("p", { class: "gmp3d-acts" });
  if (line.faces.length) acts.append(button("show_faces", () => show(line.faces)));
  const way = wayToRow(line, root);
  if (way) acts.append(way);
  if (acts.childElementCount) card.append(acts);
  return card;
}

function faceCard(table, index, show, root) {
  const face = table.faces[index];
  if (!face) return [el("h4", {}, `${said("face")} ${index + 1}`)];
  const rows = face.rows.slice();
  if (face.names.length) rows.unshift([said("names"), face.names.join(", ")]);
  if (face.made) rows.push([said("made"), face.made]);
  // its own lines before those of the lengths that end on it
  const foreign = line => !face.names.some(name => line.key === name || line.key === `textures.${name}`);
  const sorted = face.lines.map(rank => table.lines[rank]).sort((a, b) => foreign(a) - foreign(b));
  const lines = sorted.map(line => lineCard(line, show, root));
  return [
    el("h4", {}, face.title), pairs(rows), el("h5", {}, said("lines")),
    lines.length ? el("ul", { class: "gmp3d-lines" }, ...lines) : el("p", {}, said("no_line")),
  ];
}

function edgeCard(edge) {
  const rows = [[said("length"), `${figure(edge.length)} mm`]];
  if (edge.radius) {
    rows.unshift([said("diameter"), `⌀${figure(2 * edge.radius)} mm`]);
    rows.push([said("centre"), `(${edge.centre.map(v => figure(v)).join(" ; ")})`]);
  }
  return [el("h4", {}, said(`edge_${edge.kind}`)), pairs(rows)];
}

function pointCard(point) {
  return [el("h4", {}, said("vertex")), pairs([[said("place"), `(${point.map(v => figure(v)).join(" ; ")})`]])];
}
