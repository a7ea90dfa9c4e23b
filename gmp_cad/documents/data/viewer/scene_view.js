// One open scene: the canvas with its toolbar, the tree, what can be chosen, and what was picked.

const VIEWS = ["iso", "front", "rear", "left", "right", "top", "bottom"];
const AXES = ["X", "Y", "Z"];

class SceneView {
  constructor(slot, engine, loader, close) {
    this.loader = loader;
    this.engine = engine;
    this.picks = [];
    this.measuring = false;
    this.bar = el("div", { class: "gmp3d-bar", role: "toolbar", "aria-label": said("tools") });
    this.side = el("div", { class: "gmp3d-side" });
    this.stageBox = el("div", { class: "gmp3d-stage", role: "application", tabindex: "0", onkeydown: e => this.key(e) });
    this.data = el("div", { class: "gmp3d-data", role: "region", tabindex: "0", "aria-label": said("data"), "aria-live": "polite" });
    this.root = el("div", { class: "gmp3d-view", "data-theme": themeNow() }, this.bar,
      el("div", { class: "gmp3d-body" }, this.side, this.stageBox, this.data));
    this.end = close;
    slot.append(this.root);
  }

  async open(key) {
    this.key0 = this.key0 ?? key;
    const scene = await this.loader.scene(key);
    this.scene = scene;
    if (this.stageNow) this.stageNow.parts = [];
    this.stageBox.setAttribute("aria-label", `${said("canvas")} ${scene.title}`);
    if (scene.kind === "part") await this.showState(0);
    else if (scene.kind === "difference") await this.showLayers();
    else await this.showAssembly();
    this.buildBar();
    this.buildSide();
    this.tell([]);
  }

  // The same state of a part, as its newer scene has it: the camera stays, what was picked is gone.
  async again() {
    const scene = await this.loader.scene(this.scene.key);
    this.picks = [];
    this.scene = scene;
    await this.showState(Math.min(this.rank ?? 0, scene.states.length - 1));
    this.sectionBox.replaceWith(this.freshSection());
  }

  stage(parts) {
    if (!this.stageNow) {
      this.stageNow = new Stage(this.engine, this.stageBox, themeNow(), pick => this.pick(pick));
      this.stageNow.target.removeAttribute("tabindex");
    }
    this.stageNow.show(parts);
  }

  async showState(rank) {
    this.rank = rank;
    const state = this.scene.states[rank];
    const [solid] = await this.loader.mesh(state.item.mesh);
    this.table = this.scene.tables[state.item.table];
    this.item = state.item;
    this.stage([{ name: state.item.title, title: state.title, solid, colour: state.item.colour, matrix: IDENTITY, red: state.red, table: this.table, item: state.item }]);
    this.tell([]);
  }

  // The solids of a part in two states, and what came and went, all in one place.
  async showLayers() {
    const solids = await this.loader.mesh(this.scene.mesh);
    this.stage(this.scene.layers.map((layer, i) => ({
      name: layer.title, title: layer.title, solid: solids[i], colour: layer.colour, matrix: IDENTITY, alpha: layer.alpha,
      hidden: !layer.shown, over: layer.over, table: { faces: [], lines: [] }, item: { title: layer.title, rows: [] },
    })));
    for (const part of this.parts) this.stageNow.setOpacity(part, part.alpha);
  }

  async showAssembly() {
    const { items, placed } = this.scene;
    const solids = {};
    for (const [name, item] of Object.entries(items)) [solids[name]] = await this.loader.mesh(item.mesh);
    const parts = placed.map(p => ({
      name: p.name, title: p.title, solid: solids[p.item], colour: items[p.item].colour,
      matrix: p.matrix, apart: p.apart, table: this.scene.tables[items[p.item].table], item: items[p.item],
    }));
    const clashes = this.scene.clashes_mesh ? await this.loader.mesh(this.scene.clashes_mesh) : [];
    this.scene.clashes.forEach((clash, i) => parts.push({
      name: `clash ${i}`, title: said("clash"), solid: clashes[clash.solid], colour: "#e00000", matrix: IDENTITY, solidRed: true, clash: i,
      hidden: true, table: { faces: [], lines: [] }, item: { title: said("clash"), rows: [] },
    }));
    this.rank = this.scene.rank;
    this.stage(parts);
  }

  get parts() {
    return this.stageNow.parts.filter(part => !part.solidRed);
  }

  buildBar() {
    const stage = this.stageNow;
    this.bar.replaceChildren(
      choice("view", VIEWS.map(name => [name, said(`view_${name}`)]), name => stage.view(name)),
      button("fit", () => stage.fit()),
      this.scene.kind === "difference" ? "" : toggle("transparent", flag => { this.transparent = flag; stage.setTransparent(flag); }),
      toggle("wireframe", flag => this.parts.forEach(part => part.off || stage.setShown(part, !flag, true))),
      toggle("section", flag => this.showSection(flag)),
      toggle("measure", flag => { this.measuring = flag; this.pick(null); }),
      choice("filter", [["", said("filter_all")], ["face", said("face")], ["edge", said("edge")], ["vertex", said("vertex")]],
        value => { stage.filter = value; }),
      el("span", { class: "gmp3d-space" }),
      button("full", () => (document.fullscreenElement ? document.exitFullscreen() : this.root.requestFullscreen())),
      button("close", () => this.end()),
    );
  }

  buildSide() {
    const { scene } = this;
    const blocks = [];
    if (this.others().length > 1) blocks.push(choice("shown", this.others(), value => this.choose(value)));
    this.sectionBox = group("section", ...AXES.map((axis, i) => this.sectionRow(axis, i)));
    this.sectionBox.hidden = true;
    blocks.push(this.sectionBox);
    if (scene.kind === "assembly") {
      blocks.push(...scene.parameters.map(parameter => this.parameterRow(parameter)));
      if (scene.placed.some(p => norm(p.apart) > 0)) {
        blocks.push(slider(said("explode"), { min: 0, max: 100, step: 1, value: 0 }, value => this.explode(value / 100)));
      }
      blocks.push(this.clashBox(), group("tree", this.tree()));
    }
    if (scene.kind === "difference") blocks.push(this.layerBox());
    this.side.replaceChildren(...blocks);
  }

  // The states of a part and the fixtures that hold it; the value is a rank, or the key of a scene.
  others() {
    if (this.scene.kind === "part") {
      const states = this.scene.states.map((state, i) => [String(i), state.title]);
      return [...states, ...(this.scene.fixtures ?? [])];
    }
    return this.key0 === this.scene.key ? [] : [[this.scene.key, this.scene.title], [this.key0, said("back")]];
  }

  async choose(value) {
    this.root.setAttribute("aria-busy", "true");
    if (/^\d+$/.test(value)) {
      await this.showState(Number(value));
      this.sectionBox.replaceWith(this.freshSection());
    } else await this.open(value);
    this.root.removeAttribute("aria-busy");
  }

  freshSection() {
    const shown = !this.sectionBox.hidden;
    this.sectionBox = group("section", ...AXES.map((axis, i) => this.sectionRow(axis, i)));
    this.sectionBox.hidden = !shown;
    return this.sectionBox;
  }

  sectionRow(axis, i) {
    const box = this.stageNow.box, low = box[i], high = box[i + 3];
    const now = { on: false, flipped: axis === "Y", at: (low + high) / 2 }; // the cut is seen from the front
    const apply = () => this.stageNow.setSection(i, now.on ? now.at : null, now.flipped);
    const check = el("input", { type: "checkbox", onchange: () => { now.on = check.checked; apply(); } });
    return el("div", { class: "gmp3d-section" },
      el("label", {}, check, ` ${axis}`),
      slider(`${said("plane")} ${axis}`, { min: low, max: high, step: (high - low) / 200, value: now.at }, value => { now.at = value; apply(); }),
      el("button", { type: "button", "aria-label": `${said("flip")} ${axis}`, onclick: () => { now.flipped = !now.flipped; apply(); } }, "⇄"));
  }

  showSection(flag) {
    this.sectionBox.hidden = !flag;
    if (!flag) {
      this.stageNow.setSection(null);
      this.sectionBox.replaceWith(this.freshSection());
    } else if (!this.sectionBox.querySelector("input:checked")) {
      this.sectionBox.querySelectorAll("input[type=checkbox]")[1].click();
    }
  }

  parameterRow(parameter) {
    const at = this.scene.positions[this.rank].at;
    const rank = Math.max(0, parameter.values.indexOf(at[parameter.name]));
    const row = slider(parameter.name, { min: 0, max: parameter.values.length - 1, step: 1, value: rank, texts: parameter.texts },
      value => this.setParameter(parameter.name, parameter.values[value]));
    row.dataset.parameter = parameter.name;
    return row;
  }

  // Positions are those that the build computed: the others at their values now, or at their defaults.
  setParameter(name, value) {
    const now = this.scene.positions[this.rank].at, start = this.scene.positions[this.scene.rank].at;
    const find = rest => this.scene.positions.findIndex(p =>
      Object.keys(p.at).every(key => p.at[key] === (key === name ? value : rest[key])));
    const rank = find(now) >= 0 ? find(now) : find(start);
    if (rank >= 0) this.setPosition(rank);
  }

  setPosition(rank) {
    this.rank = rank;
    const { moved, at } = this.scene.positions[rank];
    const start = Object.fromEntries(this.scene.placed.map(p => [p.name, p.matrix]));
    for (const part of this.parts) part.matrix = moved[part.name] ?? start[part.name];
    this.side.querySelectorAll("[data-parameter]").forEach(row => {
      const parameter = this.scene.parameters.find(p => p.name === row.dataset.parameter);
      const value = parameter.values.indexOf(at[parameter.name]);
      row.querySelector("input").value = value;
      row.querySelector("output").textContent = parameter.texts[value];
    });
    this.showClash(null);
    this.stageNow.place();
    this.tell(this.picks);
  }

  explode(share) {
    for (const part of this.parts) part.offset = part.apart.map(v => v * share);
    this.stageNow.place();
    this.stageNow.fit();
    this.tell(this.picks);
  }

  layerBox() {
    const rows = this.parts.flatMap(part => {
      const check = el("input", { type: "checkbox", checked: !part.hidden, onchange: () => this.stageNow.setShown(part, check.checked) });
      const swatch = el("span", { class: "gmp3d-swatch", "aria-hidden": "true" });
      swatch.style.background = part.colour;
      const opacity = slider(`${said("opacity")} — ${part.title}`, { min: 5, max: 100, step: 5, value: 100 * part.alpha },
        value => this.stageNow.setOpacity(part, value / 100));
      opacity.querySelector("span").classList.add("gmp3d-unseen");
      return [el("li", {}, el("label", {}, check, swatch, ` ${part.title}`), opacity)];
    });
    const changed = this.parts.filter(part => part.over);
    const look = changed.length ? [button("changes", () => this.stageNow.lookAt(this.stageNow.boxOf(changed.map(part => ({ part, matrix: IDENTITY })))))] : [];
    return group("layers", el("ul", { class: "gmp3d-layers" }, ...rows), ...look);
  }

  clashBox() {
    const { clashes } = this.scene;
    if (!clashes.length) return group("clashes", el("p", { class: "PASS" }, said("no_clash")));
    const list = clashes.map((clash, i) => el("li", {},
      el("button", { type: "button", onclick: () => this.goToClash(i) }, clash.text),
      clash.first === clash.position ? "" : el("button", { type: "button", class: "gmp3d-first", onclick: () => this.goToFirst(i) }, clash.first_text)));
    return group("clashes", el("ul", { class: "gmp3d-clashes FAIL" }, ...list), button("clash_off", () => this.showClash(null)));
  }

  // Two parts that interfere are shown alone, as ghosts; what they share is in red, drawn over them.
  showClash(rank, shared = true) {
    const clash = rank === null ? null : this.scene.clashes[rank];
    for (const part of this.parts) {
      const shown = clash === null ? !part.off : part.name === clash.a || part.name === clash.b;
      if (shown === Boolean(part.hidden)) this.stageNow.setShown(part, shown);
    }
    for (const part of this.stageNow.parts.filter(p => p.solidRed)) this.stageNow.setShown(part, shared && part.clash === rank);
    this.stageNow.setTransparent(rank !== null || Boolean(this.transparent));
  }

  goToClash(rank) {
    this.setPosition(this.scene.clashes[rank].position);
    this.showClash(rank);
    this.stageNow.lookAt(this.stageNow.parts.find(p => p.clash === rank).solid.box);
  }

  // The common solid is that of the worst position: at the first one the parts are seen without it.
  goToFirst(rank) {
    this.setPosition(this.scene.clashes[rank].first);
    this.showClash(rank, false);
    this.stageNow.fit();
  }

  tree() {
    const rows = this.parts.map(part => {
      const check = el("input", { type: "checkbox", checked: true, onchange: () => {
        part.off = !check.checked;
        this.stageNow.setShown(part, check.checked);
      } });
      const swatch = el("span", { class: "gmp3d-swatch", "aria-hidden": "true" });
      swatch.style.background = part.colour;
      const name = el("button", { type: "button", onclick: () => this.tellItem(part) }, part.title);
      const only = el("button", { type: "button", "aria-label": `${said("only")} ${part.title}`, onclick: () => this.only(part) }, said("only"));
      check.setAttribute("aria-label", `${said("show")} ${part.title}`);
      part.check = check;
      return el("li", {}, check, swatch, name, only);
    });
    return el("div", {}, el("p", { class: "gmp3d-acts" }, button("all", () => this.only(null))), el("ul", { class: "gmp3d-tree" }, ...rows));
  }

  only(kept) {
    for (const part of this.parts) {
      part.off = kept !== null && part !== kept;
      part.check.checked = !part.off;
      this.stageNow.setShown(part, !part.off);
    }
  }

  pick(found) {
    if (!found) this.picks = [];
    else this.picks = this.measuring ? [...this.picks.slice(-1), found] : [found];
    this.stageNow.select(this.picks);
    this.tell(this.picks);
  }

  showFaces(part, faces) {
    const picks = faces.map(index => this.stageNow.faceOf(part, index)).filter(Boolean);
    this.stageNow.select(picks);
  }

  pickFace(part, index) {
    const found = this.stageNow.faceOf(part, index);
    if (found) this.pick(found);
  }

  card(pick) {
    if (pick.kind === "faces") return faceCard(pick.part.table, pick.index, faces => this.showFaces(pick.part, faces), this.loader.root);
    if (pick.kind === "edges") return edgeCard(pick.part.solid.edges[pick.index]);
    if (pick.kind === "vertices") return pointCard(Array.from(pick.part.solid.corners.subarray(3 * pick.index, 3 * pick.index + 3)));
    return [];
  }

  element(pick) {
    const { part, index, kind } = pick;
    const m = this.stageNow.matrixNow(part);
    if (kind === "faces") return part.table.faces[index] ? placedElement(faceElement(part.table.faces[index]), m) : null;
    if (kind === "vertices") return placedElement({ kind: "point", p: Array.from(part.solid.corners.subarray(3 * index, 3 * index + 3)), said: "point" }, m);
    if (kind !== "edges") return null;
    const { edges, segments_per_edge: counts } = part.solid.shape;
    const first = counts.slice(0, index).reduce((sum, n) => sum + n, 0);
    const start = Array.from(edges.subarray(6 * first, 6 * first + 3));
    const last = 6 * (first + counts[index]);
    return placedElement(edgeElement(part.solid.edges[index], start, Array.from(edges.subarray(last - 3, last))), m);
  }

  tell(picks) {
    const heading = el("h3", {}, this.scene.title);
    if (this.measuring) return this.data.replaceChildren(heading, ...this.measureCards(picks));
    if (!picks.length) {
      const single = this.scene.kind === "part" ? this.stageNow.parts[0] : null;
      return this.data.replaceChildren(heading, ...(this.scene.kind === "difference" ? [] : [el("p", {}, said("hint"))]), ...(single ? this.itemCards(single) : []));
    }
    const [pick] = picks;
    const owner = this.scene.kind === "assembly" ? [el("p", {}, `${pick.part.title} — ${said("part_frame")}`)] : [];
    this.data.replaceChildren(heading, ...owner, ...this.card(pick));
  }

  tellItem(part) {
    this.pick(null);
    this.data.replaceChildren(el("h3", {}, part.title), ...this.itemCards(part));
  }

  // What is known of a solid, and its named surfaces: a way to a face without pointing at it.
  itemCards(part) {
    const names = new Map();
    part.table.faces.forEach((face, index) => face.names.forEach(name => names.has(name) || names.set(name, index)));
    const options = [["", "—"], ...[...names].map(([name, index]) => [String(index), name])];
    const cards = [pairs(part.item.rows)];
    if (names.size) cards.push(choice("surface", options, value => value && this.pickFace(part, Number(value))));
    return cards;
  }

  measureCards(picks) {
    const cards = [el("h4", {}, said("measure")), el("p", {}, said("measure_hint"))];
    picks.forEach((pick, i) => {
      const [title] = this.card(pick);
      const face = pick.kind === "faces" ? pick.part.table.faces[pick.index] : null;
      const names = face && face.names.length ? ` (${face.names.join(", ")})` : "";
      cards.push(el("p", {}, `${i + 1}. ${pick.part.title} — ${title ? title.textContent : ""}${names}`));
    });
    if (picks.length < 2) return cards;
    const [one, other] = picks.map(pick => this.element(pick));
    const found = one && other ? exactBetween(one, other) : {};
    const rows = [];
    if (found.distance !== undefined) rows.push([`${said("distance")} (${said(`to_${one.said}`)} – ${said(`to_${other.said}`)})`, `${figure(found.distance)} mm`]);
    if (found.angle !== undefined) rows.push([said("angle"), `${figure(found.angle, 3)}°`]);
    if (rows.length) cards.push(el("h5", {}, said("exact")), pairs(rows));
    const least = this.stageNow.meshDistance(...picks);
    if (least !== null) cards.push(el("h5", {}, said("of_mesh")), pairs([[said("least"), `${figure(least, 2)} mm`]]), el("p", { class: "gmp3d-note" }, said("mesh_note")));
    return cards;
  }

  key(event) {
    const turns = { ArrowLeft: [15, 0], ArrowRight: [-15, 0], ArrowUp: [0, -15], ArrowDown: [0, 15] };
    if (event.target !== this.stageBox) return;
    if (event.key in turns) this.stageNow.turn(...turns[event.key].map(v => v * Math.PI / 180));
    else if (event.key === "+") this.stageNow.zoomBy(1.2);
    else if (event.key === "-") this.stageNow.zoomBy(1 / 1.2);
    else if (event.key === "Escape") this.pick(null);
    else return;
    event.preventDefault();
  }

  setTheme(theme) {
    this.root.dataset.theme = theme;
    if (this.stageNow) this.stageNow.setTheme(theme);
  }

  close() {
    if (this.stageNow) this.stageNow.close();
    this.root.remove();
  }
}
