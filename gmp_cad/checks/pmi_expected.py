"""What a reader must find in the STEP file of a part, told from its specification and its faces.

Nothing here looks at what the writer meant to write. Lengths in mm, angles in degrees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gmp_cad.checks.pmi_callout import (
    End,
    Place,
    depth_place,
    faces_of,
    place_on,
    recess_walls,
    some,
    whole,
)
from gmp_cad.errors import Where
from gmp_cad.evidence import PartGeometry
from gmp_cad.spec.dimension import Dimension
from gmp_cad.spec.ends import parse_end
from gmp_cad.spec.frame import DatumReference, Zone
from gmp_cad.spec.general_tolerances import print_general
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.size import THREADS, Kind, Role, Size, print_size
from gmp_cad.spec.texture import parse_texture, print_texture
from gmp_cad.spec.thread import thread_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One item that the file must hold, and on which faces.

    ``line``: its identifier in the file. ``subject``: the line of the specification to which it
    belongs. ``types``: what it may be called. ``ends``: where it stands; ``apart`` says that it goes
    from one end to the other, which is the same one for the steps of a pattern. ``meeting``: an end
    is where faces meet, or the circle through several, which XCAF does not follow. ``lost``: a name
    of the line leads to no face, or the part has not what the callout says. ``owed``: nothing in
    the standard keeps a file from carrying it. None, or empty, where nothing is asked for.
    """

    line: str
    subject: str
    kind: str
    types: tuple[str, ...] = ()
    name: str | None = None
    value: float | None = None
    limits: tuple[float, float] | None = None
    fit: str = ""
    shape: str = ""
    modifiers: frozenset[str] = frozenset()
    datums: tuple[str, ...] = ()
    ends: tuple[End, ...] = ()
    apart: bool = False
    meeting: bool = False
    lost: bool = False
    owed: bool = True
    where: Where | None = None


_TYPES: Mapping[Kind, tuple[str, ...]] = {
    Kind.LINEAR: ("thickness",), Kind.SQUARE: ("thickness",),
    Kind.DIAMETER: ("diameter",), Kind.SPHERE: ("spherical diameter",), Kind.RADIUS: ("radius",),
    Kind.ANGLE: ("angle",), Kind.CHAMFER: ("chamfer",),
    **dict.fromkeys(THREADS, ("thread",)),
}  # fmt: skip
_LOCATIONS = {Kind.LINEAR: ("linear distance",), Kind.ANGLE: ("angle",)}
_ROLES = {Role.EXACT: "TED", Role.REFERENCE: "reference"}


def expected_items(spec: PartSpec, geometry: PartGeometry) -> Iterator[Expected]:
    """Yield every item that the file of a part must hold."""
    for dimension in spec.dimensions.values():
        yield _size(dimension, geometry)
        yield from _parts(dimension, geometry)
    yield from _tolerances(spec, geometry)
    for letter, feature in spec.datums.items():
        yield Expected(
            line=letter, subject=f"datums.{letter}", kind="datum", types=("datum",), name=letter,
            ends=_faces(geometry, (feature,)), where=_place(spec, f"datums.{letter}"),
            lost=feature not in geometry.features,
        )  # fmt: skip
    yield from _textures(spec, geometry)
    yield from _notes(spec)


def _faces(geometry: PartGeometry, names: tuple[str, ...]) -> tuple[End, ...]:
    """Return all faces of features as one end; none when the part lacks them all."""
    found = {face.index for name in names for face in faces_of(name, geometry)}
    return (whole(found),) if found else ()


# ---- dimensions ----


def _size(dimension: Dimension, geometry: PartGeometry) -> Expected:
    size = dimension.size
    if dimension.between is not None:
        names = [parse_end(end).names for end in dimension.between]
    else:
        names = [(dimension.pattern or dimension.id,)]
    ends = [end for group in names for end in _faces(geometry, group)]
    if not dimension.on_feature:
        ends = [some(end.faces) for end in ends]
    slab = dimension.kind is Kind.LINEAR and _is_slab(dimension, geometry)
    apart = not (dimension.on_feature or slab or _is_circle(dimension))
    marks = {_ROLES.get(size.role, ""), size.bound or "", "Ⓔ" if size.envelope else ""}
    marks.add("□" if size.kind is Kind.SQUARE else "")
    return Expected(
        line=dimension.id, subject=dimension.id, kind="dimension",
        types=_LOCATIONS.get(dimension.kind, ()) if apart else _TYPES[dimension.kind],
        value=dimension.nominal, limits=dimension.limits, fit=size.fit or "",
        modifiers=frozenset(marks - {""}), where=dimension.where, ends=tuple(ends),
        apart=apart,
        meeting=any(len(group) > 1 for group in names) or _is_circle(dimension),
        owed=dimension.between is None or dimension.kind in (Kind.LINEAR, Kind.ANGLE),
        lost=any(name not in geometry.features for group in names for name in group),
    )  # fmt: skip


def _is_slab(dimension: Dimension, geometry: PartGeometry) -> bool:
    """Tell whether a length goes straight from one plane to another that is turned against it."""
    if dimension.between is None or dimension.along is not None:
        return False
    ends = [parse_end(end) for end in dimension.between]
    found = [f for end in ends for name in end.names for f in geometry.features.get(name, ())]
    if len(found) != 2 or any(end.tangent or f.surface != "plane" for end in ends for f in found):
        return False
    turned = sum(a * b for a, b in zip(found[0].direction, found[1].direction, strict=True))
    return turned <= _OPPOSED


_OPPOSED = -1 + 1e-9  # the product of two outward normals


def _is_circle(dimension: Dimension) -> bool:
    return dimension.pattern is not None and dimension.kind is Kind.DIAMETER


def _parts(dimension: Dimension, geometry: PartGeometry) -> Iterator[Expected]:
    """Yield the parts of a callout beside its size, and the texture written with it."""
    for part, kind, value, place in _callout(dimension, geometry):
        yield Expected(
            line=f"{dimension.id}.{part}", subject=dimension.id, kind="dimension", types=(kind,),
            value=value, modifiers=_role_of(dimension.size), where=dimension.where,
            ends=place.ends, apart=kind == "linear distance", lost=place.wrong,
            owed=bool(place.ends),
        )  # fmt: skip
    if dimension.kind in THREADS:
        yield Expected(
            line=f"{dimension.id}.thread", subject=dimension.id, kind="note", types=("thread",),
            name=_designation(dimension.size), modifiers=frozenset(_lengths(dimension.size)),
            ends=_faces(geometry, (dimension.id,)), where=dimension.where,
            lost=dimension.id not in geometry.features,
        )  # fmt: skip


def _designation(thread: Size) -> str:
    bare = replace(
        thread, count=None, depth=None, drill_diameter=None, drill_depth=None, recess=None
    )
    return print_size(bare, "en")


def _lengths(thread: Size) -> Iterator[str]:
    """Yield the figures that stand beside a thread's designation."""
    told = {
        "nominal diameter": thread.nominal, "pitch": thread_of(thread).pitch, "thread depth": thread.depth,
    }  # fmt: skip
    return (f"{name} {value:.9g}" for name, value in told.items() if value)


def _role_of(size: Size) -> frozenset[str]:
    return frozenset({_ROLES[size.role]}) if size.role in _ROLES else frozenset()


def _callout(
    dimension: Dimension, geometry: PartGeometry
) -> Iterator[tuple[str, str, float, Place]]:
    """Yield name, type, value and place of each part of a callout."""
    size, own = dimension.size, faces_of(dimension.id, geometry)
    if dimension.kind is Kind.CHAMFER:
        yield "angle", "angle", size.angle or 45.0, place_on(own)
    if size.drill_diameter:
        yield "drill_diameter", "diameter", size.drill_diameter, place_on(own)
    if depth := size.drill_depth or size.depth:
        part = "drill_depth" if size.drill_depth else "depth"
        ending = faces_of(f"{dimension.id}.bottom", geometry)
        place = depth_place(dimension, depth, own, ending, geometry)
        yield part, "linear distance", depth, place
    if (recess := size.recess) is not None:
        kind = "counterbore" if recess.depth else "countersink"
        walls = recess_walls(dimension.id, recess, geometry)
        yield f"{kind}.diameter", "diameter", recess.diameter, place_on(walls)
        if recess.angle:
            yield f"{kind}.angle", "angle", recess.angle, place_on(walls)
        if recess.depth:
            ending = faces_of(f"{dimension.id}.recess", geometry)
            place = depth_place(dimension, recess.depth, walls, ending, geometry)
            yield f"{kind}.depth", "linear distance", recess.depth, place


# ---- tolerances ----


def _tolerances(spec: PartSpec, geometry: PartGeometry) -> Iterator[Expected]:
    for key, tolerance in spec.tolerances.items():
        zone = tolerance.zone
        names = (tolerance.on, *(spec.datums[letter] for letter in tolerance.letters))
        yield Expected(
            line=key, subject=f"tolerances.{key}", kind="tolerance", types=(tolerance.symbol,),
            value=zone.width_mm, shape=zone.shape, modifiers=frozenset(_zone_marks(zone)),
            datums=tuple(_compartment(reference) for reference in tolerance.references),
            ends=_faces(geometry, (tolerance.on,)), where=tolerance.where,
            owed=zone.projected_mm is None,
            lost=any(name not in geometry.features for name in names),
        )  # fmt: skip


def _zone_marks(zone: Zone) -> Iterator[str]:
    lengths = {"UZ": f"UZ {zone.offset_mm or 0.0:+.9g}", "Ⓟ": f"Ⓟ {zone.projected_mm or 0.0:.9g}"}
    return (lengths.get(sign, sign) for sign in zone.modifiers)


def _compartment(reference: DatumReference) -> str:
    letters = "-".join(reference.letters)
    return f"{letters} {reference.material}" if reference.material else letters


# ---- textures and notes ----


def _textures(spec: PartSpec, geometry: PartGeometry) -> Iterator[Expected]:
    for line, subject, feature, text in _written_textures(spec):
        texture = parse_texture(text)
        rules = sorted({limit.rule or spec.part.surface_texture_rule for limit in texture.limits})
        paired = {limit.parameter for limit in texture.limits if limit.lower}
        for limit in texture.limits:
            side = (" lower limit" if limit.lower else " upper limit") * (limit.parameter in paired)
            yield Expected(
                line=line, subject=subject, kind="texture", types=(limit.parameter + side,),
                name=print_texture(texture, "en"), value=limit.value_um / 1000,
                modifiers=frozenset({f"ISO 21920 {' / '.join(rules)}"}),
                ends=_faces(geometry, (feature,)), where=_place(spec, subject),
                lost=feature in spec.textures and feature not in geometry.features,
            )  # fmt: skip


def _written_textures(spec: PartSpec) -> Iterator[tuple[str, str, str, str]]:
    """Yield identifier, line, feature and text of each texture; the general one has no feature."""
    for dimension in spec.dimensions.values():
        if dimension.ra:
            yield f"{dimension.id}.ra", dimension.id, dimension.id, dimension.ra
    for feature, texture in spec.textures.items():
        yield f"textures.{feature}", f"textures.{feature}", feature, texture.ra
    if spec.part.surface_texture is not None:
        yield "surface_texture", "part.surface_texture", "", spec.part.surface_texture


def _place(spec: PartSpec, path: str) -> Where | None:
    """Return the address of a line that holds none itself."""
    if path in spec.dimensions:
        return spec.dimensions[path].where
    places = [d.where for d in spec.dimensions.values()]
    places += [t.where for t in spec.tolerances.values()]
    file = next((place.file for place in places), "")
    return Where(file, path) if file else None


def _notes(spec: PartSpec) -> Iterator[Expected]:
    part = spec.part
    texts = {
        "general_tolerances": print_general(part.general, "en"), "edges": part.edges,
        "treatment": part.treatment, "coating": part.coating, "marking": part.marking,
        "note": part.note,
    }  # fmt: skip
    for key, text in texts.items():
        if text:
            where = _place(spec, f"part.{key}")
            yield Expected(line=key, subject=f"part.{key}", kind="note", name=text, where=where)
