// Exact distances and angles between what was picked: planes, axes and points of the B-rep, in the
// frame of the scene (mm). A picked thing is {kind: "plane" | "line" | "point", p, d}; p is a point
// of it, d its unit normal or direction.

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const plus = (a, b, t = 1) => [a[0] + t * b[0], a[1] + t * b[1], a[2] + t * b[2]];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const norm = a => Math.sqrt(dot(a, a));
const PARALLEL = 1e-6;

// m: three rows of a placement, row by row.
const turned = (m, v) => [0, 4, 8].map(r => m[r] * v[0] + m[r + 1] * v[1] + m[r + 2] * v[2]);
const movedPoint = (m, p) => plus(turned(m, p), [m[3], m[7], m[11]]);
const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

function placedElement(element, m) {
  if (!element) return null;
  return { kind: element.kind, p: movedPoint(m, element.p), d: element.d && turned(m, element.d), said: element.said };
}

function faceElement(face) {
  const { kind, point, direction } = face.exact;
  if (kind === "plane") return { kind: "plane", p: point, d: direction, said: "plane" };
  if (kind === "sphere") return { kind: "point", p: point, said: "centre" };
  if (kind === "freeform") return null;
  return { kind: "line", p: point, d: direction, said: "axis" };
}

function edgeElement(edge, start, end) {
  if (edge.kind === "line") {
    const d = minus(end, start), n = norm(d);
    return { kind: "line", p: start, d: d.map(v => v / n), said: "edge" };
  }
  return edge.kind === "circle" ? { kind: "point", p: edge.centre, said: "centre" } : null;
}

function angleDeg(a, b) {
  return Math.atan2(norm(cross(a, b)), Math.abs(dot(a, b))) * 180 / Math.PI;
}

const ORDER = { plane: 0, line: 1, point: 2 };

// Returns {distance} and, where they are not parallel, {angle}; each may be missing.
function exactBetween(one, other) {
  const [a, b] = ORDER[one.kind] <= ORDER[other.kind] ? [one, other] : [other, one];
  const gap = minus(b.p, a.p);
  if (b.kind === "point") {
    if (a.kind === "point") return { distance: norm(gap) };
    if (a.kind === "plane") return { distance: Math.abs(dot(gap, a.d)) };
    return { distance: norm(cross(gap, a.d)) };
  }
  const angle = angleDeg(a.d, b.d);
  if (a.kind === "line") {
    const normal = cross(a.d, b.d), n = norm(normal);
    if (n < PARALLEL) return { distance: norm(cross(gap, a.d)), angle: 0 };
    return { distance: Math.abs(dot(gap, normal)) / n, angle };
  }
  const along = b.kind === "plane" ? angle : 90 - angle;
  if (along < PARALLEL) return { distance: Math.abs(dot(gap, a.d)), angle: 0 };
  return { angle: along };
}

// A rotation matrix as a quaternion (x, y, z, w).
function quaternionOf(m) {
  const [a, b, c, , d, e, f, , g, h, i] = m;
  const t = a + e + i;
  if (t > 0) {
    const s = Math.sqrt(t + 1) * 2;
    return [(h - f) / s, (c - g) / s, (d - b) / s, s / 4];
  }
  if (a > e && a > i) {
    const s = Math.sqrt(1 + a - e - i) * 2;
    return [s / 4, (b + d) / s, (c + g) / s, (h - f) / s];
  }
  if (e > i) {
    const s = Math.sqrt(1 + e - a - i) * 2;
    return [(b + d) / s, s / 4, (f + h) / s, (c - g) / s];
  }
  const s = Math.sqrt(1 + i - a - e) * 2;
  return [(c + g) / s, (f + h) / s, s / 4, (d - b) / s];
}
