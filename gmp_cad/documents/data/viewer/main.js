// What the pages call: gmp3d.open(slot); what the data files call: gmp3d.scene and gmp3d.mesh.

function themeNow() {
  const asked = document.documentElement.dataset.theme;
  if (asked === "dark" || asked === "light") return asked;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

class Loader {
  constructor() {
    this.files = new Map();
    this.texts = new Map();
    this.solids = new Map();
    this.scenes = new Map();
    this.root = "";
  }

  load(path) {
    if (!this.files.has(path)) {
      this.files.set(path, new Promise((done, failed) => {
        const script = el("script", { src: this.root + path });
        script.onload = done;
        script.onerror = () => failed(new Error(path));
        document.head.append(script);
      }));
    }
    return this.files.get(path);
  }

  // What was loaded is of an earlier state of the model; what is loaded from now on is below root.
  forget(root) {
    this.root = root;
    for (const held of [this.files, this.texts, this.solids, this.scenes]) held.clear();
  }

  async scene(key) {
    await this.load(`site/scenes/${key}.js`);
    if (!this.scenes.has(key)) {
      this.scenes.set(key, unpackedText(this.texts.get(`scene ${key}`)).then(text => ({ key, ...JSON.parse(text) })));
    }
    return this.scenes.get(key);
  }

  async mesh(key) {
    await this.load(`site/meshes/${key}.js`);
    if (!this.solids.has(key)) this.solids.set(key, solidsOf(this.texts.get(`mesh ${key}`)));
    return this.solids.get(key);
  }
}

const loader = new Loader();
let engine = null;
let open = null;

async function engineNow() {
  if (!engine) {
    const text = await unpackedText(ENGINE);
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    engine = await import(address);
    URL.revokeObjectURL(address);
  }
  return engine;
}

function hasWebGl() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

function shut() {
  if (!open) return;
  open.view.close();
  open.still.hidden = false;
  open = null;
}

async function openSlot(slot) {
  shut();
  const still = slot.querySelector(".gmp3d-still");
  const told = slot.querySelector(".gmp3d-told");
  if (told) told.remove();
  if (!hasWebGl()) return still.append(el("p", { class: "gmp3d-told" }, said("no_webgl")));
  loader.root = slot.dataset.root;
  const waiting = el("p", { class: "gmp3d-told", role: "status" }, said("loading"));
  still.append(waiting);
  try {
    const view = new SceneView(slot, await engineNow(), loader, shut);
    open = { view, still };
    await view.open(slot.dataset.scene);
    still.hidden = true;
  } catch (error) {
    shut();
    still.append(el("p", { class: "gmp3d-told", role: "alert" }, `${said("failed")} ${error.message}`));
  }
  waiting.remove();
}

// Show the open scene as it is below another root; it is seen from where it was seen.
async function again(root) {
  if (!open) return;
  loader.forget(root);
  await open.view.again();
}

function follow() {
  if (open) open.view.setTheme(themeNow());
}

document.head.append(el("style", {}, STYLE));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow);
new MutationObserver(follow).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

window.gmp3d = {
  open: openSlot,
  again,
  forget: root => loader.forget(root),
  get view() { return open && open.view; },
  scene: (key, text) => loader.texts.set(`scene ${key}`, text),
  mesh: (key, text) => loader.texts.set(`mesh ${key}`, text),
};
(window.gmp3dWaiting ?? []).slice(-1).forEach(openSlot);
