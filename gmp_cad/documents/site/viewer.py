"""The viewer of the pages: three-cad-viewer from its package, our own code around it, the texts.

One classic script that pages load from disk: the module is packed inside, unpacked in the page
and imported from there, since browsers refuse modules that are files.
"""

from __future__ import annotations

import base64
import gzip
import json
from importlib.util import find_spec
from pathlib import Path

from gmp_cad.documents.templating.typography import typeset
from gmp_cad.errors import UsageError
from gmp_cad.language import Message, english, translate

_PACKAGE = "ocp_viewer"
_MODULE = "server/static/js/three-cad-viewer.esm.js"
_OWN = Path(__file__).parents[1] / "data" / "viewer"
SCRIPTS = ("unpack.js", "exact.js", "stage.js", "panel.js", "scene_view.js", "main.js")
# The licences of what is packed ask that their notices stay with it.
_NOTICE = (
    "/* Holds three-cad-viewer (MIT, (c) Bernhard Walter), which holds three.js (MIT, (c) three.js"
    " authors)\n   and postprocessing (Zlib, (c) Raoul van Rueschen): their notices are in the"
    " packed text. */\n"
)
TEXTS = english({
    "tools": "Tools of the 3D view", "data": "What was picked", "canvas": "3D view, arrow keys turn it, + and − zoom:",
    "view": "View", "view_iso": "Isometric", "view_front": "Front", "view_rear": "Rear",
    "view_left": "Left", "view_right": "Right", "view_top": "Top", "view_bottom": "Bottom",
    "fit": "Fit to the view", "transparent": "Transparent", "wireframe": "Edges only",
    "section": "Section", "measure": "Measure", "filter": "Pick", "filter_all": "Everything",
    "face": "Face", "edge": "Edge", "vertex": "Vertex", "full": "Full screen",
    "close": "Close the 3D view", "shown": "Shown", "back": "Back to the part",
    "plane": "Plane", "flip": "Keep the other side of plane", "explode": "Exploded view (%)",
    "clashes": "Interference", "no_clash": "No interference at any position.",
    "clash": "Common volume", "clash_off": "Hide the common volumes", "tree": "Parts of the scene",
    "all": "Show everything", "only": "alone", "show": "Show", "names": "Names",
    "made": "Made in", "lines": "Lines of the specification on this face",
    "no_line": "No line of the specification names this face: general tolerances hold.",
    "limits": "Limits", "observed": "Measured on the model", "verdict": "Verdict",
    "show_faces": "Show its faces", "show_row": "Go to its row", "length": "Length",
    "diameter": "Diameter", "centre": "Centre", "place": "Coordinates",
    "edge_line": "Straight edge", "edge_circle": "Circular edge", "edge_ellipse": "Elliptic edge",
    "edge_curve": "Curved edge", "surface": "Surface", "part_frame": "coordinates in the frame of the part",
    "hint": "Click a face, an edge or a vertex: its exact values and the lines of the specification that it carries.",
    "measure_hint": "Click two faces, edges or vertices.", "distance": "Distance",
    "to_plane": "plane", "to_axis": "axis", "to_centre": "centre point", "to_edge": "edge",
    "to_point": "point", "angle": "Angle", "exact": "Exact values (geometry of the model)",
    "of_mesh": "Values of the mesh", "least": "Least distance",
    "mesh_note": "Read on the triangles of the picture: to 0.05 mm, no metrology.",
    "layers": "Layers", "opacity": "Opacity (%)", "changes": "Look at what differs",
    "no_webgl": "This browser has no WebGL 2: the 3D view cannot be shown.",
    "loading": "Loading the 3D view…", "failed": "The 3D view cannot be loaded:",
})  # fmt: skip


def viewer_script(lang: str) -> bytes:
    """Return ``site/viewer.js`` with its texts in ``lang``.

    Raises UsageError where the package that holds three-cad-viewer is not installed.
    """
    module = _packed(_engine())
    texts = {key: typeset(translate(text, lang), lang) for key, text in TEXTS.items()}
    constants = {
        "TEXTS": {**texts, "lang": lang}, "STYLE": own_script("viewer.css"), "ENGINE": module,
    }  # fmt: skip
    lines = [f"const {name} = {_literal(value)};" for name, value in constants.items()]
    body = "\n".join([*lines, *(own_script(name) for name in SCRIPTS)])
    return f'{_NOTICE}(() => {{\n"use strict";\n{body}}})();\n'.encode()


def _engine() -> bytes:
    spec = find_spec(_PACKAGE)
    path = Path(spec.origin).parent / _MODULE if spec and spec.origin else None
    if path is None or not path.is_file():
        raise UsageError(
            Message("The package that holds the 3D viewer is not installed, or has changed"),
            Message('install it: pip install "gmp_cad[viewer]"'),
        )
    return path.read_bytes()


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def own_script(name: str) -> str:
    """Return a file of our own part of the viewer."""
    return (_OWN / name).read_text("utf-8")


def _literal(value: object) -> str:
    """Return a value as JavaScript; ``</script>`` in it must end nothing."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
