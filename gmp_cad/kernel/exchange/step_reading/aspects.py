"""The geometry to which a shape aspect of a STEP file stands: faces, mostly (ISO 10303-41, -519)."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.kernel.exchange.step_reading.exchange import Exchange, Value
from gmp_cad.language import english

FACES = ("ADVANCED_FACE", "FACE_SURFACE")
_DEEPEST = 32  # steps from a shape aspect to its faces; files need three


def attached(file: Exchange, aspect: Value) -> tuple[int, ...]:
    """Return the geometry of a shape aspect: its own, or that of its parts."""
    found: dict[int, None] = {}
    seen: set[int] = set()
    pending = [(aspect, 0)]
    while pending:
        current, depth = pending.pop(0)
        if not isinstance(current, int) or current in seen or depth > _DEEPEST:
            continue
        seen.add(current)
        own = _own_geometry(file, current)
        found.update(dict.fromkeys(own))
        if not own:
            pending += [(part, depth + 1) for part in _parts(file, current)]
    return tuple(found)


_USAGES = ("GEOMETRIC_ITEM_SPECIFIC_USAGE", "ITEM_IDENTIFIED_REPRESENTATION_USAGE")
# relation → which of its parameters is the composed aspect, and which its part
_COMPOSED = (
    ("SHAPE_ASPECT_RELATIONSHIP", 2, 3),
    ("SHAPE_ASPECT_DERIVING_RELATIONSHIP", 2, 3),
    ("FEATURE_FOR_DATUM_TARGET_RELATIONSHIP", 3, 2),
)


def _own_geometry(file: Exchange, aspect: int) -> list[int]:
    found: list[int] = []
    for usage in _USAGES:
        for user in file.users(usage, 2, aspect):
            found += file.refs(user, usage, 4)
    for definition in file.users("PROPERTY_DEFINITION", 2, aspect):
        for user in file.users("SHAPE_DEFINITION_REPRESENTATION", 0, definition):
            representation = file.value(user, "SHAPE_DEFINITION_REPRESENTATION", 1)
            found += file.refs(representation, "REPRESENTATION", 1)
    return [number for number in found if number in file]


def _parts(file: Exchange, aspect: int) -> Iterator[Value]:
    """Yield the aspects of which this one is composed, or from which it is derived."""
    for relation, whole, part in _COMPOSED:
        for user in file.users(relation, whole, aspect):
            yield file.value(user, relation, part)


# entity → what it is called here; a face is called by its surface
_SURFACES = {
    "PLANE": "plane", "CYLINDRICAL_SURFACE": "cylinder", "CONICAL_SURFACE": "cone",
    "SPHERICAL_SURFACE": "sphere", "TOROIDAL_SURFACE": "torus",
    "DEGENERATE_TOROIDAL_SURFACE": "torus",
}  # fmt: skip
_GEOMETRY = english({
    "EDGE_CURVE": "edge", "VERTEX_POINT": "vertex", "CARTESIAN_POINT": "point",
    "PLANE": "construction plane", "LINE": "curve", "CIRCLE": "curve", "TRIMMED_CURVE": "curve",
    "AXIS2_PLACEMENT_3D": "axes", "MANIFOLD_SOLID_BREP": "solid",
    "SHELL_BASED_SURFACE_MODEL": "surfaces",
})  # fmt: skip


def geometry_word(file: Exchange, number: int) -> str:
    """Return what an instance of geometry is, in a word: "cylinder" for a face on one, "edge"."""
    keywords = file.keywords(number)
    if set(keywords) & {*FACES}:
        surfaces = file.keywords(file.value(number, "ADVANCED_FACE", 2))
        return next((_SURFACES[k] for k in surfaces if k in _SURFACES), "freeform")
    return next((_GEOMETRY[k] for k in keywords if k in _GEOMETRY), english("other geometry"))
