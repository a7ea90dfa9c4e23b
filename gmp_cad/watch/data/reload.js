// In the pages of the site while gmp-cad watch serves them: a page that was written anew is loaded
// again, where its reader was; what is wrong with the project is said in a corner.

(() => {
  const { run, site } = document.currentScript.dataset;
  const KEY = `gmp-scroll ${location.pathname}`;
  let since = Number(site);
  let source = null;
  let box = null;

  // Where the reader was, once: after this reload, not whenever the page is opened.
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    if (kept) {
      const back = () => window.scrollTo({ top: Number(kept), behavior: "instant" });
      addEventListener("load", () => { back(); requestAnimationFrame(back); });
    }
  } catch { /* storage refused: the browser's own memory has to do */ }

  function again() {
    try { sessionStorage.setItem(KEY, String(window.scrollY)); } catch { /* as above */ }
    location.reload();
  }

  // Paths of what this page is made of, as the server names them.
  function own() {
    const here = decodeURIComponent(location.pathname).replace(/^\//, "");
    const loaded = performance.getEntriesByType("resource").map(entry => decodeURIComponent(new URL(entry.name).pathname).replace(/^\//, ""));
    return new Set([here === "" || here.endsWith("/") ? `${here}index.html` : here, ...loaded]);
  }

  async function look(now) {
    if (now <= since) return;
    const found = await (await fetch(`/live/changes?since=${since}`)).json();
    since = found.site;
    const mine = own();
    if (found.written.some(path => mine.has(path))) again();
  }

  function show(errors, part) {
    if (!errors.length) { if (box) box.remove(); box = null; return; }
    if (!box) {
      box = document.createElement("div");
      box.setAttribute("role", "alert");
      document.body.append(box);
      box.attachShadow({ mode: "open" });
    }
    const style = document.createElement("style");
    style.textContent = `:host{position:fixed;right:1rem;bottom:1rem;z-index:99;width:min(34rem,calc(100vw - 2rem));max-height:60vh;overflow:auto;background:#fff;color:#14181f;border:1px solid #a8040d;border-left:.4rem solid #a8040d;border-radius:.5rem;box-shadow:0 8px 30px #0006;padding:.8rem 1rem;font:15px/1.45 system-ui,sans-serif}
h2{margin:0 0 .4rem;font-size:1rem;color:#a8040d}p{margin:.2rem 0;overflow-wrap:anywhere;white-space:pre-wrap}pre{margin:.2rem 0 .5rem;padding:.4rem .6rem;background:#eef1f5;overflow-x:auto}b{font-weight:600}a{color:#0f4a82}@media print{:host{display:none}}`;
    const line = (name, text) => {
      const made = document.createElement(name);
      made.textContent = text;
      if (name === "pre") made.tabIndex = 0; // it may have to be scrolled
      return made;
    };
    const parts = errors.slice(0, 4).flatMap(error => [
      error.file ? line("b", [error.file, error.line].filter(Boolean).join(":")) : "", line("p", error.message),
      error.quoted ? line("pre", error.quoted) : "",
    ]);
    const more = line("a", errors.length > 4 ? `${TEXTS.to_live} (${errors.length})` : TEXTS.to_live);
    more.href = `/live/${encodeURIComponent(part)}`;
    box.shadowRoot.replaceChildren(style, line("h2", TEXTS.errors), ...parts, more);
  }

  function connect() {
    if (source) return;
    source = new EventSource("/live/events");
    source.onmessage = event => {
      const state = JSON.parse(event.data);
      if (state.run !== run) return again();
      const failed = Object.values(state.parts).find(part => part.faults.length);
      if (state.errors.length) show(state.errors, "");
      else show(failed ? failed.faults : [], failed ? failed.part : "");
      look(state.site);
    };
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) { disconnect(); setTimeout(follow, 2000); } };
  }

  function disconnect() {
    if (source) source.close();
    source = null;
  }

  function follow() {
    if (document.visibilityState === "visible") connect();
    else disconnect();
  }

  document.addEventListener("visibilitychange", follow);
  follow();
})();
