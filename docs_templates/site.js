/* What the pages do. A classic script: a page of a disk may load no module. Everything works without
   it, but search, filters, zoom, the switch of themes and the marks in the contents. */
(function () {
  "use strict";
  const root = document.documentElement;
  const KEY = "gmp-theme";
  const kept = {
    get() { try { return localStorage.getItem(KEY); } catch { return null; } },
    set(value) { try { localStorage.setItem(KEY, value); } catch { /* storage refused: for this page only */ } },
  };
  const chosen = kept.get();
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;
  root.classList.add("scripted");

  const one = (selector, where) => (where || document).querySelector(selector);
  const all = (selector, where) => Array.from((where || document).querySelectorAll(selector));
  const plain = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/œ/gi, "oe").replace(/[⌀ø]/gi, "o").replace(/’/g, "'").replace(/−/g, "-").toLowerCase();
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => name in values ? values[name] : whole);
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  function theme(words) {
    const button = one(".theme");
    const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    const name = () => {
      one(".unseen", button).textContent = dark() ? words.light : words.dark;
      button.title = dark() ? words.light : words.dark;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      kept.set(root.dataset.theme);
      name();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
    name();
  }

  function menu() {
    const button = one(".menu");
    const side = one("#contents");
    const show = open => {
      root.classList.toggle("open", open);
      button.setAttribute("aria-expanded", String(open));
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") !== "true";
      show(open);
      if (open) one("a", side).focus();
    });
    document.addEventListener("keydown", event => {
      if (event.key === "Escape" && root.classList.contains("open")) { show(false); button.focus(); }
    });
    document.addEventListener("click", event => {
      if (root.classList.contains("open") && !side.contains(event.target) && !button.contains(event.target)) show(false);
    });
    side.addEventListener("focusout", event => {
      if (event.relatedTarget && !side.contains(event.relatedTarget)) show(false);
    });
    const here = one("[aria-current]", side);
    if (here && side.scrollHeight > side.clientHeight) side.scrollTop = Math.max(0, here.offsetTop - side.clientHeight / 2);
  }

  function marks() {
    const SIGNS = { PASS: "✓", SKIP: "–", WARN: "!", FAIL: "✗", ERROR: "✗" };
    all(".mark[data-verdict]").forEach(place => {
      const verdict = (window.gmpVerdicts || {})[place.dataset.verdict];
      if (!verdict) return;
      const sign = document.createElement("span");
      sign.setAttribute("aria-hidden", "true");
      sign.textContent = SIGNS[verdict.status];
      const word = document.createElement("span");
      word.className = "unseen";
      word.textContent = ", " + verdict.label;
      place.classList.add(verdict.status);
      place.title = verdict.label;
      place.append(sign, word);
    });
  }

  function search(words, way) {
    const MOST = 8;
    const box = one(".search"), input = one("#q"), list = one("#results"), told = one("#told");
    let rows = null, chosenOne = -1, waiting = false;
    box.hidden = false;
    const load = () => {
      if (rows || waiting) return;
      waiting = true;
      const script = document.createElement("script");
      script.src = way + "site/search.js";
      script.addEventListener("load", () => {
        rows = window.gmpSearch.rows.map(row => ({ kind: row[0], title: row[1], detail: row[2], href: row[3], text: plain(row[1] + " " + row[2]), head: plain(row[1]) }));
        find();
      });
      document.head.append(script);
    };
    const options = () => all("[role=option]", list);
    const choose = index => {
      const found = options();
      chosenOne = found.length ? (index + found.length) % found.length : -1;
      found.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosenOne)));
      if (chosenOne < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", found[chosenOne].id);
        found[chosenOne].scrollIntoView({ block: "nearest" });
      }
    };
    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      choose(-1);
      input.removeAttribute("aria-activedescendant");
    };
    const go = option => {
      close();
      if (one(".menu").getAttribute("aria-expanded") === "true") one(".menu").click();
      location.href = way + option.dataset.href;
    };
    const worth = (row, wanted) => {
      let sum = 0;
      for (const word of wanted) {
        if (!row.text.includes(word)) return 0;
        const at = row.head.indexOf(word);
        sum += at === 0 ? 4 : at > 0 && /\W/.test(row.head[at - 1]) ? 3 : at > 0 ? 2 : 1;
      }
      return sum;
    };
    const found = wanted => {
      const groups = new Map();
      let count = 0;
      rows.forEach(row => {
        const value = worth(row, wanted);
        if (!value) return;
        count += 1;
        if (!groups.has(row.kind)) groups.set(row.kind, []);
        groups.get(row.kind).push({ row, value });
      });
      return { count, groups: Array.from(groups.entries()).sort((a, b) => a[0] - b[0]) };
    };
    const group = ([kind, hits], index) => {
      const place = document.createElement("div");
      place.setAttribute("role", "group");
      const name = document.createElement("span");
      name.id = "g" + index;
      name.setAttribute("role", "presentation");
      name.textContent = window.gmpSearch.kinds[kind] + (hits.length > MOST ? " (" + MOST + " / " + hits.length + ")" : "");
      place.setAttribute("aria-labelledby", name.id);
      place.append(name);
      hits.sort((a, b) => b.value - a.value).slice(0, MOST).forEach(({ row }, i) => {
        const option = document.createElement("div");
        option.setAttribute("role", "option");
        option.id = "o" + index + "-" + i;
        option.dataset.href = row.href;
        option.append(row.title);
        const detail = document.createElement("small");
        detail.textContent = row.detail;
        option.append(detail);
        option.addEventListener("mousedown", event => event.preventDefault());
        option.addEventListener("click", () => go(option));
        place.append(option);
      });
      return place;
    };
    const find = () => {
      const wanted = plain(input.value).split(/\s+/).filter(Boolean);
      if (!wanted.length) { close(); told.textContent = ""; list.replaceChildren(); return; }
      if (!rows) { told.textContent = words.loading; load(); return; }
      const { count, groups } = found(wanted);
      const said = count === 0 ? words.none : count === 1 ? words.one : filled(words.results, { n: count });
      list.replaceChildren(...groups.map(group));
      list.hidden = count === 0;
      input.setAttribute("aria-expanded", String(count > 0));
      told.textContent = said;
      choose(count ? 0 : -1);
    };
    input.addEventListener("focus", load);
    input.addEventListener("input", find);
    input.addEventListener("keydown", event => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) find(); else choose(chosenOne + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter" && chosenOne >= 0 && !list.hidden) {
        event.preventDefault();
        go(options()[chosenOne]);
      } else if (event.key === "Escape") {
        if (list.hidden) { input.value = ""; input.blur(); } else close();
        event.preventDefault();
      }
    });
    input.addEventListener("blur", () => setTimeout(close, 120));
    document.addEventListener("keydown", event => {
      const typing = event.target.closest && event.target.closest("input, select, textarea, [contenteditable]");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
        input.select();
      }
    });
  }

  /* A sheet is zoomed through its viewBox, so that lines and letters stay sharp. */
  function sheet(figure) {
    const paper = one(".paper", figure), svg = one("svg", paper), tools = one(".zoom", figure);
    if (!svg) return null;
    const whole = svg.viewBox.baseVal, full = { x: whole.x, y: whole.y, w: whole.width, h: whole.height };
    let now = { ...full };
    const show = box => {
      const w = Math.min(full.w, Math.max(full.w / 40, box.w)), h = w * full.h / full.w;
      const x = Math.min(full.x + full.w - w, Math.max(full.x, box.x)), y = Math.min(full.y + full.h - h, Math.max(full.y, box.y));
      now = { x, y, w, h };
      svg.setAttribute("viewBox", [x, y, w, h].map(v => v.toFixed(3)).join(" "));
      paper.classList.toggle("near", w < full.w * .999);
    };
    const place = event => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      return { x: point.x, y: point.y };
    };
    const zoom = (factor, at) => {
      const centre = at || { x: now.x + now.w / 2, y: now.y + now.h / 2 };
      show({ x: centre.x - (centre.x - now.x) / factor, y: centre.y - (centre.y - now.y) / factor, w: now.w / factor });
    };
    const to = target => {
      const box = target.getBBox(), w = Math.min(full.w, Math.max(box.width * 3, full.w / 3.2)), h = w * full.h / full.w;
      show({ x: box.x + box.width / 2 - w / 2, y: box.y + box.height / 2 - h / 2, w });
    };
    const KEYS = { "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), "0": () => show(full),
      ArrowLeft: () => show({ ...now, x: now.x - now.w / 8 }), ArrowRight: () => show({ ...now, x: now.x + now.w / 8 }),
      ArrowUp: () => show({ ...now, y: now.y - now.h / 8 }), ArrowDown: () => show({ ...now, y: now.y + now.h / 8 }) };
    paper.addEventListener("keydown", event => {
      const arrow = event.key.startsWith("Arrow");
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS) || (arrow && now.w >= full.w * .999)) return;
      event.preventDefault();
      KEYS[event.key]();
    });
    paper.addEventListener("wheel", event => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : .8, place(event));
    }, { passive: false });
    paper.addEventListener("dblclick", event => { event.preventDefault(); zoom(2, place(event)); });
    drag(paper, svg, () => now, full, show, zoom);
    tools.hidden = false;
    const DO = { in: () => zoom(1.5), out: () => zoom(1 / 1.5), fit: () => show(full) };
    all("[data-zoom]", tools).forEach(button => button.addEventListener("click", () => DO[button.dataset.zoom]()));
    return { figure, svg, to };
  }

  function drag(paper, svg, now, full, show, zoom) {
    const fingers = new Map();
    let span = 0;
    const scale = () => now().w / svg.getBoundingClientRect().width;
    paper.addEventListener("pointerdown", event => {
      if (now().w >= full.w * .999 && event.pointerType === "mouse") return;
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      span = 0;
    });
    paper.addEventListener("pointermove", event => {
      const last = fingers.get(event.pointerId);
      if (!last) return;
      if (Math.hypot(event.clientX - last.x, event.clientY - last.y) > 3 && !paper.hasPointerCapture(event.pointerId)) paper.setPointerCapture(event.pointerId);
      if (fingers.size === 1 && now().w < full.w * .999) show({ ...now(), x: now().x - (event.clientX - last.x) * scale(), y: now().y - (event.clientY - last.y) * scale() });
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (fingers.size === 2) {
        const [a, b] = Array.from(fingers.values()), wide = Math.hypot(a.x - b.x, a.y - b.y);
        if (span) zoom(wide / span);
        span = wide;
      }
    });
    ["pointerup", "pointercancel", "pointerleave"].forEach(name => paper.addEventListener(name, event => { fingers.delete(event.pointerId); span = 0; }));
  }

  /* A line of a table and its place on the drawing show each other. */
  function links(sheets) {
    if (!sheets.length) return;
    const near = (row, key) => {
      const inside = row.closest(".phase");
      return sheets.filter(s => inside ? inside.contains(s.figure) : !s.figure.closest(".phase")).flatMap(s => all("[data-key]", s.svg).filter(g => g.dataset.key === key).map(g => ({ s, g })));
    };
    const light = (row, on) => {
      row.classList.toggle("lit", on);
      near(row, row.dataset.key).forEach(({ g }) => g.classList.toggle("lit", on));
    };
    const rows = all("tr[data-key]");
    rows.forEach(row => {
      row.addEventListener("pointerenter", () => light(row, true));
      row.addEventListener("pointerleave", () => light(row, false));
      row.addEventListener("focusin", () => light(row, true));
      row.addEventListener("focusout", () => light(row, false));
      const link = one("a[data-show]", row);
      if (link) link.addEventListener("click", event => {
        const hits = near(row, row.dataset.key);
        if (!hits.length) return;
        event.preventDefault();
        hits[0].s.to(hits[0].g);
        hits[0].s.figure.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
        light(row, true);
      });
    });
    sheets.forEach(({ figure, svg }) => svg.addEventListener("click", event => {
      const drawn = event.target.closest("[data-key]");
      if (!drawn) return;
      const inside = figure.closest(".phase");
      const row = rows.find(r => r.dataset.key === drawn.dataset.key && r.closest(".phase") === inside);
      if (!row) return;
      rows.forEach(r => light(r, false));
      light(row, true);
      row.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    }));
    all(".help").forEach(p => { p.hidden = false; });
  }

  function filters(words) {
    const form = one(".filters");
    if (!form) return;
    const shown = one(".shown", form);
    const sections = all(".check").map(section => ({ section, id: section.id, rows: all("tbody tr", section).map(row => ({ row, s: row.dataset.s, r: row.dataset.r, text: null })) }));
    const total = sections.reduce((sum, s) => sum + s.rows.length, 0);
    const apply = () => {
      const states = new Set(all("[name=status]:checked", form).map(box => box.value));
      const subject = form.subject.value, check = form.check.value, wanted = plain(form.words.value).split(/\s+/).filter(Boolean);
      let count = 0;
      sections.forEach(({ section, id, rows }) => {
        let any = 0;
        if (!check || check === id) rows.forEach(line => {
          if (wanted.length && line.text === null) line.text = plain(id + " " + one("h2", section).textContent + " " + line.row.textContent);
          const on = states.has(line.s) && (!subject || subject === line.r) && wanted.every(word => line.text.includes(word));
          if (line.row.hidden === on) line.row.hidden = !on;
          any += on;
        });
        section.hidden = any === 0;
        count += any;
      });
      shown.textContent = filled(words.shown, { n: count, all: total });
    };
    const read = () => {
      const asked = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
      if (![...asked.keys()].length) return false;
      form.subject.value = asked.get("subject") || "";
      form.check.value = asked.get("check") || "";
      all("[name=status]", form).forEach(box => { box.checked = !asked.get("status") || box.value === asked.get("status"); });
      return true;
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", event => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    window.addEventListener("hashchange", () => { if (read()) apply(); });
    read();
    apply();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const words = JSON.parse(document.body.dataset.words), way = document.body.dataset.root;
    theme(words);
    menu();
    marks();
    search(words, way);
    links(all(".drawing").map(sheet).filter(Boolean));
    filters(words);
  });
})();
