// Data of the scenes: base64 of gzip, unpacked by the browser itself. See kernel/exchange/scene.py.

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function unpackedText(text) {
  return new TextDecoder().decode(await unpacked(text));
}

// Whole numbers written as differences to the value `step` before, byte plane by byte plane.
function wholeNumbers(bytes, at, length, step) {
  const values = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const coded = bytes[at + i] | (bytes[at + length + i] << 8)
      | (bytes[at + 2 * length + i] << 16) | (bytes[at + 3 * length + i] << 24);
    const change = (coded >>> 1) ^ -(coded & 1);
    values[i] = change + (i >= step ? values[i - step] : 0);
  }
  return values;
}

function scaled(values, factor) {
  return Float32Array.from(values, v => v * factor);
}

// Polylines as the pairs of points of their segments.
function segments(points, counts) {
  const pairs = [];
  let at = 0;
  for (const count of counts) {
    for (let k = at; k < at + count - 1; k++) {
      for (let c = 0; c < 6; c++) pairs.push(points[3 * k + c]);
    }
    at += count;
  }
  return Float32Array.from(pairs);
}

// One solid as three-cad-viewer takes it, with what is exact of its edges beside it.
function solidOf(header, arrays) {
  return {
    box: header.box,
    edges: header.edges,
    corners: scaled(arrays.corners, 0.001),
    shape: {
      vertices: scaled(arrays.vertices, 0.001),
      normals: scaled(arrays.normals, 1 / 511),
      triangles: Uint32Array.from(arrays.triangles),
      triangles_per_face: Uint32Array.from(arrays.per_face),
      edges: segments(scaled(arrays.lines, 0.001), arrays.per_line),
      segments_per_edge: Uint32Array.from(arrays.per_line, n => n - 1),
      obj_vertices: scaled(arrays.corners, 0.001),
      face_types: new Uint32Array(arrays.per_face.length).fill(10),
      edge_types: new Uint32Array(arrays.per_line.length).fill(8),
    },
  };
}

async function solidsOf(text) {
  const bytes = await unpacked(text);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let at = 4 + length;
  return header.solids.map(solid => {
    const arrays = {};
    for (const [name, count, step] of solid.arrays) {
      arrays[name] = wholeNumbers(bytes, at, count, step);
      at += 4 * count;
    }
    return solidOf(solid, arrays);
  });
}
