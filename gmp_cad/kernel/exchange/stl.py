"""Binary STL, in mm."""

from __future__ import annotations

import numpy as np

from gmp_cad.kernel.surfaces.mesh import Floats, Mesh

_HEADER_BYTES = 80
_FACET = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def write(mesh: Mesh, header: str) -> bytes:
    """Return ``mesh`` as binary STL (mm), facets in the order of the mesh.

    ``header`` is cut at 80 bytes, signs outside ASCII become "?". The format gives no unit and
    no normative text for the header, but readers take "solid" at its start for the text form:
    it is moved away from there.
    """
    corners = mesh.vertices[mesh.triangles]
    facets = np.zeros(len(mesh.triangles), dtype=_FACET)
    facets["corners"] = corners
    facets["normal"] = _normals(corners)
    text = header.encode("ascii", "replace")
    if text.lower().startswith(b"solid"):
        text = b"STL " + text
    title = text[:_HEADER_BYTES].ljust(_HEADER_BYTES)
    count = len(facets).to_bytes(4, "little")
    return title + count + facets.tobytes()


def _normals(corners: Floats) -> Floats:
    edges = corners[:, 1:] - corners[:, :1]
    normals = np.cross(edges[:, 0], edges[:, 1])
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(np.divide(normals, lengths, out=np.zeros_like(normals), where=lengths > 0))
