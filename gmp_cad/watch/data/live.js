// The live page: shows one state after the other as the server sends them, and keeps what the reader
// has done: the camera, the scroll position, the open menu. Texts arrive as texts: nothing is parsed.

const SIGNS = { PASS: "✓", SKIP: "–", WARN: "!", FAIL: "✗", ERROR: "✗" };
const pinned = decodeURIComponent(location.pathname.replace(/^\/live\/?/, ""));
const root = document.documentElement;
const main = document.getElementById("main");
let state = null;
let source = null;
let shown = { part: "", shape: 0 };

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

// ---- the page's own parts, made once: what the viewer holds must not be made anew

const alarm = el("section", { class: "alarm", role: "alert", hidden: true });
const number = el("h1");
const verdict = el("p");
const old = el("p", { class: "banner", hidden: true }, TEXTS.old);
const image = el("img", { alt: "", hidden: true });
const none = el("p", { class: "soft" }, TEXTS.no_picture);
const opener = el("p", { class: "gmp3d-open", hidden: true }, el("button", { type: "button", onclick: () => openScene() }, TEXTS.view));
const still = el("div", { class: "gmp3d-still" }, image, none, opener);
const slot = el("div", { class: "gmp3d" }, still);
const took = el("p", { class: "took", role: "status" });
const links = el("ul", { class: "links" });
const solid = el("section", { class: "solid" }, el("h2", { class: "unseen" }, TEXTS.view), old, slot, took, links);
const table = el("section", {});
const moved = el("section", { "aria-live": "polite" });
const open = el("section", {});
const missing = el("p", { hidden: true }, TEXTS.unknown);
main.append(alarm, el("header", { class: "head" }, number, verdict), missing,
  el("div", { class: "live" }, solid, el("div", {}, moved, table)), open);
let wanted = true; // the 3D view, until the reader closes it

// ---- the solid

function base(view) {
  return `/live/at/${view.shape}/${encodeURIComponent(view.part)}/`;
}

let loading = Promise.resolve();

function showSolid(view) {
  if (shown.part === view.part && shown.shape === view.shape && shown.scene === view.scene && shown.picture === view.picture) return;
  const same = shown.part === view.part;
  const newer = !same || shown.shape !== view.shape || shown.scene !== view.scene;
  shown = { part: view.part, shape: view.shape, scene: view.scene, picture: view.picture };
  image.hidden = !view.picture;
  none.hidden = view.picture || view.scene;
  if (view.picture) {
    image.src = `${base(view)}picture.png`;
    image.alt = `${TEXTS.alt} ${view.number} ${view.title}`;
  }
  opener.hidden = !view.scene;
  if (!view.scene) return closeScene();
  slot.dataset.scene = view.part;
  slot.dataset.root = base(view);
  if (newer && wanted) loading = loading.then(() => showScene(same)).catch(error => console.error(error));
}

let closing = false;

function closeScene() {
  closing = true;
  if (window.gmp3d && gmp3d.view) gmp3d.view.end();
  closing = false;
}

async function showScene(same) {
  if (!window.gmp3d) {
    await new Promise((done, failed) => {
      const script = el("script", { src: `${slot.dataset.root}site/viewer.js` });
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
  }
  if (same && gmp3d.view) await gmp3d.again(slot.dataset.root);
  else {
    gmp3d.forget(slot.dataset.root);
    await gmp3d.open(slot);
    watchClosing();
  }
  slot.dataset.shape = String(shown.shape); // when it stands there: asked by who measures
  performance.mark(`gmp-shape-${shown.shape}`);
}

function openScene() {
  wanted = true;
  loading = loading.then(() => showScene(false)).catch(error => console.error(error));
}

// Whoever closes the 3D view wants the picture from then on.
function watchClosing() {
  if (!gmp3d.view) return;
  const { end } = gmp3d.view;
  gmp3d.view.end = () => { wanted = closing; end(); };
}

// ---- texts

// A text, its signs of drawings in the font of the drawings: no font of a reader's machine holds them all.
const signed = text => String(text).split(DRAWN).map((run, i) => i % 2 ? el("span", { class: "sign" }, run) : run);

const badge = (status, label) => el("span", { class: `badge ${status}` },
  el("span", { class: "sign-of", "aria-hidden": "true" }, SIGNS[status]), ` ${label}`);

function place(where) {
  if (!where || !where.file) return null;
  const spot = [where.file, where.line].filter(Boolean).join(":");
  return el("span", { class: "soft" }, where.path ? `${spot}: ${where.path}` : spot);
}

function showAlarm(errors, heading) {
  alarm.hidden = errors.length === 0;
  const told = JSON.stringify([heading, errors]);
  if (alarm.dataset.told === told) return; // said once, not at each event
  alarm.dataset.told = told;
  alarm.replaceChildren(el("h2", {}, heading), el("ul", {}, ...errors.map(error => el("li", {},
    error.file ? el("p", { class: "place" }, [error.file, error.line].filter(Boolean).join(":") + (error.path ? ` — ${error.path}` : "")) : null,
    el("p", {}, ...signed(error.message)),
    error.quoted ? el("pre", { tabindex: "0" }, error.quoted) : null,
    error.hint ? el("p", {}, "→ ", ...signed(error.hint)) : null))));
}

// A verdict in the table, beside the name: its sign alone where it passes, for there is little room.
function mark(row) {
  if (!row.status) return el("span", { class: "judged soft" }, row.label);
  if (row.status !== "PASS") return el("span", { class: "judged" }, badge(row.status, row.label));
  return el("span", { class: "badge PASS", title: row.label }, " ", el("span", { class: "sign-of", "aria-hidden": "true" }, SIGNS.PASS), el("span", { class: "unseen" }, row.label));
}

function showTable(view) {
  const fresh = new Set(view.changes.filter(row => row.measured).map(row => row.subject));
  const head = ["name", "required", "measured"].map(key => el("th", { scope: "col", class: key === "measured" ? "n" : null }, TEXTS[key]));
  const rows = view.dimensions.map(row => el("tr", { class: fresh.has(`${view.part}.${row.name}`) ? "fresh" : null },
    el("th", { scope: "row" }, row.name, mark(row)), el("td", {}, ...signed(row.required), /\d/.test(row.limits) ? el("span", { class: "limits" }, row.limits) : null),
    el("td", { class: "n" }, ...signed(row.measured))));
  table.replaceChildren(el("h2", {}, TEXTS.dimensions),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": TEXTS.dimensions },
      el("table", { class: "dimensions" }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows))));
  table.hidden = rows.length === 0;
}

const figure = (value, unit) => (value === null ? "–" : `${typeof value === "number" ? value.toLocaleString(state.lang, { maximumFractionDigits: 6 }) : value}${unit ? ` ${unit}` : ""}`);

function change(row) {
  const before = row.from === null ? TEXTS.new : `${TEXTS.was} ${row.from}${row.was === null ? "" : ` (${figure(row.was, row.unit)})`}`;
  const state = row.gone ? el("span", { class: "soft" }, TEXTS.gone) : badge(row.status, row.label);
  return el("li", {}, state, " ", el("strong", {}, row.subject), " ", ...signed(row.message), " ", el("span", { class: "was" }, before));
}

function showMoved(view) {
  moved.replaceChildren(el("h2", {}, TEXTS.changed),
    view.changes.length ? el("ul", { class: "moved" }, ...view.changes.map(change)) : el("p", { class: "soft" }, TEXTS.nothing_changed));
  moved.hidden = !view.changes.length;
}

function showOpen(view) {
  const rows = view.verdicts.map(row => el("li", {}, badge(row.status, row.label), " ", el("strong", {}, row.subject), " ", ...signed(row.message), " ",
    row.hint ? el("p", { class: "hint" }, "→ ", ...signed(row.hint)) : null, place(row.where)));
  open.replaceChildren(el("h2", {}, TEXTS.open),
    rows.length ? el("ul", { class: "moved" }, ...rows) : el("p", {}, view.complete ? (view.counts.every(count => count.status === "PASS") ? TEXTS.all_pass : TEXTS.none_open) : ""),
    view.complete ? "" : el("p", { class: "soft" }, TEXTS.partial));
  open.hidden = view.state === "waiting";
}

function showLinks(view) {
  const own = view.part.includes(".") ? [] : [[`/parts/${view.part}/drawing.pdf`, TEXTS.drawing], [`/site/${view.part}.html`, TEXTS.page]];
  links.replaceChildren(...(state.site || state.built ? own : []).map(([href, text]) => el("li", {}, el("a", { href }, text))));
}

function showParts(part) {
  document.getElementById("parts").replaceChildren(...state.order.map(entry => el("li", {},
    el("a", { href: `/live/${encodeURIComponent(entry.part)}`, "aria-current": pinned && entry.part === part ? "page" : null },
      el("span", { class: "no" }, entry.number), " ", el("span", { class: "title" }, entry.title),
      entry.state === "failed" || entry.state === "building"
        ? el("span", { class: `mark ${entry.state}` }, el("span", { "aria-hidden": "true" }, entry.state === "failed" ? "✗" : "…"), el("span", { class: "unseen" }, TEXTS[entry.state])) : null))));
  const follow = document.getElementById("follow");
  if (pinned) follow.removeAttribute("aria-current");
  else follow.setAttribute("aria-current", "page");
  follow.title = TEXTS.follow_help;
}

function pill(kind, text) {
  const place = document.querySelector(".pill");
  place.className = `pill ${kind}`;
  const said = place.querySelector(".said");
  if (said.textContent !== text) said.textContent = text;
}

// ---- all of it

function phase(view) {
  if (state.errors.length || view.state === "failed") return pill("failed", TEXTS.failed);
  if (state.phase === "starting" && !view.shape) return pill("starting", TEXTS.starting);
  if (state.phase === "building") return pill("building", TEXTS.building);
  return pill("ready", TEXTS.ready);
}

function seconds(view) {
  if (view.seconds === null || view.old) return "";
  return filled(TEXTS.took, { seconds: view.seconds.toLocaleString(state.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) });
}

function apply() {
  const part = pinned || state.latest;
  const known = state.order.some(entry => entry.part === part);
  const view = state.parts[part] || { part, number: "", title: part, state: "waiting", shape: 0, dimensions: [], verdicts: [], changes: [], faults: [], counts: [], seconds: null };
  document.title = `${view.title || part || state.project} — ${TEXTS.title}`;
  document.querySelector(".home").textContent = state.project;
  number.textContent = `${view.number} ${view.title}`.trim();
  missing.hidden = known || !state.order.length || state.phase === "starting";
  const errors = state.errors.length ? state.errors : view.faults;
  showAlarm(errors, state.errors.length ? TEXTS.errors : TEXTS.part_failed);
  const stale = view.shape > 0 && (view.old || state.errors.length > 0);
  old.hidden = !stale;
  main.classList.toggle("stale", stale);
  showSolid(view);
  took.textContent = seconds(view);
  verdict.replaceChildren(...view.counts.flatMap(({ status, count, label }) => [badge(status, `${label}${TEXTS.colon} ${count}`), " "]));
  showTable(view);
  showMoved(view);
  showOpen(view);
  showLinks(view);
  showParts(part);
  phase(view);
}

// ---- the connection: a page that nobody sees needs none

function connect() {
  if (source) return;
  source = new EventSource(`/live/events?part=${encodeURIComponent(pinned)}`);
  source.onmessage = event => {
    const told = JSON.parse(event.data);
    if (state && told.run !== state.run) return location.reload(); // another session: other solids
    state = told;
    apply();
  };
  source.onerror = () => {
    pill("lost", TEXTS.lost_short);
    document.querySelector(".pill").title = TEXTS.lost;
    if (source.readyState === EventSource.CLOSED) { disconnect(); setTimeout(follow, 2000); }
  };
}

function disconnect() {
  if (source) source.close();
  source = null;
}

function follow() {
  if (document.visibilityState === "visible") connect();
  else disconnect();
}

// ---- the menu of small screens, as on the site

root.classList.add("scripted");
const menu = document.querySelector(".menu");
const side = document.getElementById("contents");
const showMenu = flag => { root.classList.toggle("open", flag); menu.setAttribute("aria-expanded", String(flag)); };
menu.addEventListener("click", () => showMenu(menu.getAttribute("aria-expanded") !== "true"));
document.addEventListener("keydown", event => { if (event.key === "Escape" && root.classList.contains("open")) { showMenu(false); menu.focus(); } });
document.addEventListener("click", event => {
  if (root.classList.contains("open") && !side.contains(event.target) && !menu.contains(event.target)) showMenu(false);
});
try {
  const theme = localStorage.getItem("gmp-theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
} catch { /* storage refused: as the system has it */ }

document.addEventListener("visibilitychange", follow);
follow();
