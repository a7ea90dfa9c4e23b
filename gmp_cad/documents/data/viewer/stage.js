// The canvas: three-cad-viewer with its own panels put away, driven by our toolbar.

const ROOT = "/scene";

function displayOptions(width, height, theme) {
  return {
    cadWidth: width, height, treeWidth: 0, theme, tools: false, glass: true, pinning: false,
    measureTools: false, selectTool: false, explodeTool: false, zscaleTool: false, zebraTool: false,
    studioTool: false, externalMeasurementBackend: false, newTreeBehavior: true,
    keymap: { shift: "shiftKey", ctrl: "ctrlKey", meta: "metaKey", alt: "altKey" },
  };
}

const RENDERING = {
  ambientIntensity: 1.2, directIntensity: 1.45, metalness: 0.3, roughness: 0.65, edgeColor: 0x303030,
  defaultOpacity: 0.35, normalLen: 0,
};

class Stage {
  constructor(engine, holder, theme, picked) {
    this.engine = engine;
    this.holder = holder;
    this.picked = picked;
    this.theme = theme;
    this.target = document.createElement("div");
    holder.replaceChildren(this.target);
    const options = displayOptions(...this.size(), theme);
    this.display = new engine.Display(this.target, options);
    this.viewer = new engine.Viewer(this.display, { ...options, target: null, up: "Z" }, () => {}, null);
    this.parts = [];
    this.byPath = new Map();
    this.selected = [];
    this.observer = new ResizeObserver(() => this.resize());
  }

  size() {
    return [Math.max(160, this.holder.clientWidth), Math.max(160, this.holder.clientHeight)];
  }

  // parts: [{name, solid, colour, matrix, alpha, red, hidden}], all in the frame of the scene.
  show(parts) {
    const first = this.parts.length === 0;
    this.parts = parts;
    this.byPath = new Map(parts.map((part, i) => [`${ROOT}/p${i}`, part]));
    const box = this.boxOf(parts.map(part => ({ part, matrix: part.matrix })));
    const shapes = {
      version: 3, name: "scene", id: ROOT, loc: [[0, 0, 0], [0, 0, 0, 1]],
      bb: { xmin: box[0], ymin: box[1], zmin: box[2], xmax: box[3], ymax: box[4], zmax: box[5] },
      parts: parts.map((part, i) => this.shapeOf(part, `p${i}`)),
    };
    this.box = box;
    this.selected = [];
    const camera = first ? {} : this.cameraNow();
    this.viewer.bbox = null;
    this.viewer.render(shapes, RENDERING, {
      axes: false, grid: [false, false, false], ortho: true, up: "Z", control: "trackball", collapse: 0, ticks: 5, ...camera,
    });
    this.viewer.rendered.orientationMarker.setVisible(true);
    this.viewer.setClipObjectColorCaps(true);
    parts.forEach((part, i) => this.paint(part, `${ROOT}/p${i}`));
    this.sections = [null, null, null];
    if (!this.listening) this.listen();
    if (first) this.fit();
    this.redraw();
  }

  cameraNow() {
    return {
      position: this.viewer.getCameraPosition(), quaternion: this.viewer.getCameraQuaternion(),
      target: this.viewer.getCameraTarget(), zoom: this.viewer.getCameraZoom(),
    };
  }

  shapeOf(part, name) {
    const m = part.matrix;
    return {
      id: `${ROOT}/${name}`, type: "shapes", subtype: "solid", name, shape: part.solid.shape,
      state: part.hidden ? [0, 0] : [1, 1], color: part.colour, alpha: part.alpha ?? 1, texture: null,
      loc: [[m[3], m[7], m[11]], quaternionOf(m)], renderback: false,
    };
  }

  // Faces in red: a colour a vertex, since a solid has one material.
  paint(part, path) {
    if (!part.red || !part.red.length) return;
    const group = this.viewer.rendered.nestedGroup.groups[path];
    const geometry = group.shapeGeometry, material = group.front.material;
    const plain = material.color.clone(), red = material.color.clone().set("#d21f1f");
    const count = geometry.attributes.position.count, colours = new Float32Array(3 * count);
    for (let i = 0; i < count; i++) plain.toArray(colours, 3 * i);
    const { triangles, triangles_per_face: perFace } = part.solid.shape;
    const starred = new Set(part.red);
    let at = 0;
    perFace.forEach((n, face) => {
      if (starred.has(face)) for (let k = at; k < at + 3 * n; k++) red.toArray(colours, 3 * triangles[k]);
      at += 3 * n;
    });
    const Attribute = geometry.attributes.position.constructor;
    geometry.setAttribute("color", new Attribute(colours, 3));
    material.color.set("#ffffff");
    material.vertexColors = true;
    material.needsUpdate = true;
  }

  boxOf(placed) {
    const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
    for (const { part, matrix } of placed) {
      const b = part.solid.box;
      for (let corner = 0; corner < 8; corner++) {
        const p = movedPoint(matrix, [b[corner & 1 ? 3 : 0], b[corner & 2 ? 4 : 1], b[corner & 4 ? 5 : 2]]);
        for (let c = 0; c < 3; c++) {
          box[c] = Math.min(box[c], p[c]);
          box[c + 3] = Math.max(box[c + 3], p[c]);
        }
      }
    }
    return box;
  }

  group(part) {
    return this.viewer.rendered.nestedGroup.groups[`${ROOT}/p${this.parts.indexOf(part)}`];
  }

  // Where a part stands now: its matrix, plus how far it was drawn apart.
  matrixNow(part) {
    const m = part.matrix.slice();
    (part.offset || [0, 0, 0]).forEach((v, c) => { m[4 * c + 3] += v; });
    return m;
  }

  place() {
    for (const part of this.parts) {
      const m = this.matrixNow(part), group = this.group(part);
      group.position.set(m[3], m[7], m[11]);
      group.quaternion.set(...quaternionOf(m));
      group.updateMatrixWorld(true);
    }
    this.viewer.idPicker.setDirty();
    this.redraw();
  }

  setShown(part, faces, edges = faces) {
    part.hidden = !faces && !edges;
    this.viewer.setState(`${ROOT}/p${this.parts.indexOf(part)}`, [faces ? 1 : 0, edges ? 1 : 0]);
    this.viewer.idPicker.setDirty();
    this.redraw();
  }

  // A section keeps the side of the coordinate away from which the arrow of the axis points.
  // Without an axis: no section at all.
  setSection(axis, at, flipped) {
    if (axis === null) this.sections = [null, null, null];
    else this.sections[axis] = at === null ? null : { at, flipped };
    const on = this.sections.some(Boolean);
    this.viewer._suppressUpdate = true; // each setter would draw; once is enough
    if (on) this.viewer.setActiveTab("clip");
    this.sections.forEach((section, i) => {
      const centre = (this.box[i] + this.box[i + 3]) / 2;
      const normal = [0, 0, 0];
      normal[i] = section && section.flipped ? 1 : -1;
      const value = section ? -normal[i] * (section.at - centre) : this.viewer.gridSize;
      this.viewer.setClipNormal(i, normal, value);
      this.viewer.setClipSlider(i, value);
    });
    if (!on) this.viewer.setActiveTab("tree");
    this.viewer.setClipObjectColorCaps(true);
    this.viewer._suppressUpdate = false;
    this.viewer.idPicker.setDirty();
    this.redraw();
  }

  setTransparent(flag) {
    this.viewer.setTransparent(flag);
    for (const part of this.parts.filter(p => p.solidRed)) {
      const { front } = this.group(part);
      front.material.transparent = flag; // drawn with the ghosts, after them and over them
      front.material.opacity = 1;
      front.material.needsUpdate = true;
      front.renderOrder = flag ? 999 : 0;
      front.onBeforeRender = flag ? renderer => renderer.clearDepth() : () => {};
    }
    this.redraw();
  }

  // Where two layers have the same face, the one that lies over the other is seen.
  setOpacity(part, opacity) {
    const { front } = this.group(part);
    front.material.opacity = opacity;
    front.material.transparent = opacity < 1;
    front.material.depthWrite = opacity >= 1;
    if (part.over) Object.assign(front.material, { polygonOffset: true, polygonOffsetFactor: -1, polygonOffsetUnits: -1 });
    front.material.needsUpdate = true;
    this.redraw();
  }

  view(direction) {
    this.viewer.presetCamera(direction);
    this.fit();
  }

  // Show everything that is not hidden, from where it is seen now.
  fit() {
    const shown = this.parts.filter(part => !part.hidden).map(part => ({ part, matrix: this.matrixNow(part) }));
    if (!shown.length) return;
    const box = this.boxOf(shown);
    this.viewer.setCameraTarget([0, 1, 2].map(c => (box[c] + box[c + 3]) / 2));
    const camera = this.viewer.rendered.camera.getCamera();
    camera.updateMatrixWorld();
    const e = camera.matrixWorldInverse.elements;
    let across = 0, up = 0;
    for (let corner = 0; corner < 8; corner++) {
      const [x, y, z] = [corner & 1 ? 3 : 0, corner & 2 ? 4 : 1, corner & 4 ? 5 : 2].map(i => box[i]);
      across = Math.max(across, Math.abs(e[0] * x + e[4] * y + e[8] * z + e[12]));
      up = Math.max(up, Math.abs(e[1] * x + e[5] * y + e[9] * z + e[13]));
    }
    this.viewer.setCameraZoom(0.94 * Math.min(camera.right / across, camera.top / up));
    this.redraw();
  }

  zoomBy(factor) {
    this.viewer.setCameraZoom(this.viewer.getCameraZoom() * factor);
  }

  // Turn the camera around what it looks at: about Z, or about its own horizontal (radians).
  turn(left, up) {
    const camera = this.viewer.rendered.camera.getCamera(), target = this.viewer.rendered.controls.getTarget();
    const Vector = camera.position.constructor, Quaternion = camera.quaternion.constructor;
    const axis = left ? new Vector(0, 0, 1) : new Vector(1, 0, 0).applyQuaternion(camera.quaternion);
    const turn = new Quaternion().setFromAxisAngle(axis, left || up);
    const position = camera.position.clone().sub(target).applyQuaternion(turn).add(target);
    const quaternion = turn.multiply(camera.quaternion);
    this.viewer.setCameraLocationSettings(position.toArray(), quaternion.toArray());
    this.redraw();
  }

  // Show what is not hidden, from closer where the box is small against it.
  lookAt(box) {
    this.fit();
    const centre = [0, 1, 2].map(c => (box[c] + box[c + 3]) / 2);
    const size = norm(minus(box.slice(3), box.slice(0, 3)));
    const whole = norm(minus(this.box.slice(3), this.box.slice(0, 3)));
    this.viewer.setCameraTarget(centre);
    this.viewer.setCameraZoom(Math.max(this.viewer.getCameraZoom(), Math.min(40, whole / (4 * size))));
    this.redraw();
  }

  listen() {
    this.listening = true;
    const canvas = this.viewer.renderer.domElement;
    let down = null;
    canvas.addEventListener("pointerdown", e => { down = e.button === 0 ? [e.clientX, e.clientY] : null; });
    canvas.addEventListener("pointerup", e => {
      if (!down || Math.hypot(e.clientX - down[0], e.clientY - down[1]) > 4) return;
      const frame = canvas.getBoundingClientRect();
      this.pickAt(e.clientX - frame.left, e.clientY - frame.top);
    });
    this.observer.observe(this.holder);
  }

  // What may be picked: all ("") or one of "face", "edge", "vertex".
  pickAt(x, y) {
    const options = this.filter ? { topoFilter: [this.filter] } : {};
    const hit = this.viewer.idPicker.pickAt(x, y, options);
    if (!hit || !this.viewer.pickingController.pickVisible(hit.info)) return this.picked(null);
    const [path, kind, name] = this.parsed(hit.info.path);
    const part = this.byPath.get(path);
    this.picked(part ? { part, kind, index: Number(name), id: hit.id, path: hit.info.path } : null);
  }

  parsed(path) {
    const found = path.match(/^(.*)\/(faces|edges|vertices)\/[a-z]+_(\d+)$/);
    return found ? [found[1], found[2], found[3]] : [path, "solid", "0"];
  }

  faceOf(part, index) {
    const path = `${ROOT}/p${this.parts.indexOf(part)}/faces/faces_${index}`;
    for (const info of this.viewer.rendered.nestedGroup.registry.entries()) {
      if (info.path === path) return { part, kind: "faces", index, id: info.id, path };
    }
    return null;
  }

  select(picks) {
    const highlight = this.viewer.rendered.nestedGroup.highlight;
    this.selected.forEach(id => highlight.setSelected(id, false));
    this.selected = picks.map(pick => pick.id);
    this.selected.forEach(id => highlight.setSelected(id, true));
    this.redraw();
  }

  // The least distance of the meshes, as three-cad-viewer measures it.
  meshDistance(one, other) {
    const answer = this.viewer.meshBackend.distance(one.path, other.path, false);
    return answer ? answer.result[0].distance : null;
  }

  setTheme(theme) {
    const page = document.body.getAttribute("data-theme");
    this.viewer.setTheme(theme);
    if (page === null) document.body.removeAttribute("data-theme");
    else document.body.setAttribute("data-theme", page);
    this.redraw();
  }

  resize() {
    const [width, height] = this.size();
    if (this.viewer.ready) this.viewer.resizeCadView(width, 0, height, true);
  }

  redraw() {
    if (this.viewer.ready) this.viewer.update(true, false);
  }

  close() {
    this.observer.disconnect();
    this.viewer.dispose();
    this.holder.replaceChildren();
  }
}
