"""The sketch of a contrat de phase from what was derived and decided: a value for the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gmp_cad.documents.figures import number_ranges
from gmp_cad.drawing.sketch import placing
from gmp_cad.drawing.sketch.values import (
    MachinedSurface,
    Note,
    PhaseSketch,
    SketchDimension,
    ToleranceFrame,
)
from gmp_cad.evidence import (
    ClampForce,
    FaceGeometry,
    Feature,
    LocalSection,
    LocatingNormal,
    Projection,
    Vector,
)
from gmp_cad.language import Message, number, translate
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.faces import Array, faces_of, made_faces, unit, vector
from gmp_cad.process.locating import CONTACT_NORMALS
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.operation import ManufacturedDimension
from gmp_cad.spec.process import Phase
from gmp_cad.spec.size import print_size
from gmp_cad.spec.workholding import Locating

_BY_COUNT = {
    1: "point contact",
    2: "line contact",
    3: "plane contact",
    4: "long centring",
    5: "long cone",
}
_CONTACTS = {
    "plane": "plane contact", "short_centring": "short centring", "long_centring": "long centring",
    "short_vee": "short vee", "long_vee": "long vee", "centre": "fixed centre",
    "sliding_centre": "sliding centre", "locating_pin": "locating pin", "relieved_pin": "relieved pin",
}  # fmt: skip
_CLAMPS = {
    "jaw": "jaw", "strap": "strap clamp", "screw": "screw", "chuck": "chuck", "toggle": "toggle clamp",
    "tailstock": "tailstock", "collet": "collet",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseFigure:
    """What the sketch of a phase is drawn from."""

    work: PhaseWork
    views: tuple[Projection, ...]
    normals: tuple[LocatingNormal, ...]
    clamps: tuple[ClampForce, ...]
    lang: str
    sections: tuple[LocalSection, ...] = ()


def phase_sketch_of(figure: PhaseFigure) -> PhaseSketch:
    """Return the sketch: surfaces made, location, clamping, origin, manufactured dimensions."""
    work, phase = figure.work, figure.work.phase
    dimensions = tuple(d for cf in phase.dimensions if (d := _dimension(work, cf, figure.lang)))
    origin = program_origin(work)
    location = part_origin(figure.normals)
    return PhaseSketch(
        views=figure.views,
        faces=work.leaving.faces,
        surfaces=tuple(_surfaces(work)),
        sections=figure.sections,
        normals=figure.normals,
        clamps=figure.clamps,
        axes=machine_axes(phase),
        origin=origin,
        origin_label=_origin_label(origin, location),
        dimensions=dimensions,
        notes=tuple(_notes(figure)),
        title=f"{work.spec.part.number} {phase.id}",
    )


def machine_axes(phase: Phase) -> tuple[tuple[str, Vector], ...]:
    """Return X, Y, Z of the machine (ISO 841) in the part's frame; a lathe has X and Z."""
    z, x = AXES[phase.spindle], AXES[phase.x_axis]
    if phase.turning:
        return ("X", x), ("Z", z)
    return ("X", x), ("Y", vector(np.asarray(np.cross(z, x), dtype=float))), ("Z", z)


def _surfaces(work: PhaseWork) -> Iterator[MachinedSurface]:
    for name, faces in work.leaving.made.items():
        yield MachinedSurface(
            number=str(work.numbers.get(name, name)), faces=faces,
            texture=work.spec.roughness_of(name.split("[")[0]) or "", frames=_frames(work, name),
        )  # fmt: skip


def _frames(work: PhaseWork, name: str) -> tuple[ToleranceFrame, ...]:
    """Return the geometric tolerances that the phase realises on a surface."""
    realised = [work.spec.tolerances[n] for n in work.phase.tolerances if n in work.spec.tolerances]
    return tuple(placing.tolerance_frame(t) for t in realised if t.on == name)


def _ends(work: PhaseWork, name: str) -> tuple[FaceGeometry, ...]:
    return made_faces(work.leaving, name) or faces_of(work.leaving, name)


def _features(work: PhaseWork, name: str) -> tuple[Feature, ...]:
    """Return the faces of a name as features of the workpiece, one each."""
    return tuple(
        Feature(
            faces=(f.index,), surface=f.surface, point=f.point, direction=f.direction,
            radius_mm=f.radius_mm, hollow=f.hollow, span_mm=f.span_mm, found_by="selector",
        )
        for f in _ends(work, name)
    )  # fmt: skip


def _dimension(work: PhaseWork, cf: ManufacturedDimension, lang: str) -> SketchDimension | None:
    text, faces = print_size(cf.size, lang), work.leaving.faces
    if cf.between is None:
        placed = placing.placed_on(cf.size, _features(work, cf.on), faces, text)
    else:
        first, second = (_features(work, end) for end in cf.between)
        placed = placing.placed_between(cf.size, first, second, faces, text)
    return None if placed is None else replace(placed, name=cf.name)


def program_origin(work: PhaseWork) -> Vector | None:
    """Return the program origin OP: the point given, or where its three features meet."""
    origin = work.phase.origin
    if len(origin) == 3 and all(isinstance(value, float) for value in origin):
        return (float(origin[0]), float(origin[1]), float(origin[2]))
    faces = [found[0] for name in origin if (found := _ends(work, str(name)))]
    return _meeting([(f.point, f.direction, f.surface == "plane") for f in faces])


def part_origin(normals: Sequence[LocatingNormal]) -> Vector | None:
    """Return Op, where the locating planes meet; None when they do not fix a point."""
    return _meeting([(n.point, n.direction, True) for n in normals])


def _meeting(constraints: Sequence[tuple[Vector, Vector, bool]]) -> Vector | None:
    """Return the point nearest to planes (normal) and axes (direction); None if it is not fixed."""
    rows, values = [], []
    for point, direction, is_plane in constraints:
        axis = np.asarray(direction)
        for row in [axis] if is_plane else _across(axis):
            rows.append(row)
            values.append(float(row @ np.asarray(point)))
    if not rows:
        return None
    matrix = np.asarray(rows)
    if np.linalg.matrix_rank(matrix, tol=1e-6) < 3:
        return None
    solution: Array = np.linalg.lstsq(matrix, np.asarray(values), rcond=None)[0]
    x, y, z = (round(float(value), 9) + 0.0 for value in solution)
    return (x, y, z)


def _across(axis: Array) -> list[Array]:
    """Return two directions across an axis."""
    aside = np.eye(3)[int(np.argmin(np.abs(axis)))]
    first = unit(np.asarray(np.cross(axis, aside), dtype=np.float64))
    return [first, np.asarray(np.cross(axis, first), dtype=np.float64)]


def _origin_label(origin: Vector | None, location: Vector | None) -> str:
    if origin is None or location is None:
        return "OP"
    same = np.linalg.norm(np.asarray(origin) - np.asarray(location)) < 1e-3
    return "OP ≡ Op" if same else "OP"


def _notes(figure: PhaseFigure) -> Iterator[Note]:
    phase, lang = figure.work.phase, figure.lang
    if phase.locating:
        yield Note(text=translate("Location", lang), heading=True)
        yield from (Note(text=text) for text in locating_lines(figure))
    if phase.clamping:
        yield Note(text=translate("Clamping", lang), heading=True)
        yield from (Note(text=text) for text in clamping_lines(figure.work, lang))
    numbers = sorted(
        {figure.work.numbers[n] for n in figure.work.leaving.made if n in figure.work.numbers}
    )
    if numbers:
        surfaces = Message(
            "surfaces machined in the phase: {numbers}", numbers=number_ranges(numbers, lang)
        )
        yield Note(text=f"— {surfaces.say(lang)}", red=True)


def locating_lines(figure: PhaseFigure) -> Iterator[str]:
    """Yield ``Appui plan 1-2-3 / A (usinée)`` for each contact of the location."""
    first = 1
    for locating in figure.work.phase.locating:
        indices = [n for n in figure.normals if first <= n.index < first + locating.normals]
        first += locating.normals
        state = "machined" if all(n.machined for n in indices) else "raw"
        shown = "-".join(str(n.index) for n in indices)
        where = place_name(figure.work, locating.on, figure.lang)
        label = translate(_contact(locating), figure.lang)
        yield f"{label[:1].upper()}{label[1:]} {shown} / {where} ({translate(state, figure.lang)})"


def _contact(locating: Locating) -> str:
    if locating.contact in CONTACT_NORMALS or locating.contact == "plane":
        return _CONTACTS[locating.contact]
    return _BY_COUNT[locating.normals]


def clamping_lines(work: PhaseWork, lang: str) -> Iterator[str]:
    """Yield one line per kind, place and force of clamp, with their number: ``3 × bride / …``."""
    counts: dict[tuple[str, str, float], int] = {}
    for clamping in work.phase.clamping:
        key = (clamping.kind, clamping.on, clamping.force)
        counts[key] = counts.get(key, 0) + 1
    for (kind, on, force), count in counts.items():
        label = translate(_CLAMPS[kind], lang)
        shown = f"{count} × {label}" if count > 1 else f"{label[:1].upper()}{label[1:]}"
        yield f"{shown} / {place_name(work, on, lang)} — {number(force / 1000, lang)} kN"


def place_name(work: PhaseWork, name: str, lang: str) -> str:
    """Return how people name a surface: datum letter, surface number, side of the stock, or name.

    Names of models are English: those in the catalogue are translated, others are spelt out.
    """
    letter = next((letter for letter, on in work.spec.datums.items() if on == name), "")
    if letter:
        return letter
    if name in work.numbers:
        return Message("surface {number}", number=work.numbers[name]).say(lang)
    if name.startswith("stock"):
        return _stock_side(name.removeprefix("stock").strip(), lang)
    stem, _, instance = name.partition("[")
    spoken = translate(stem.replace("_", " "), lang)
    return f"{spoken} {instance.rstrip(']')}".strip()


def _stock_side(selector: str, lang: str) -> str:
    """Return ``brut, côté −X`` for the selector ``<X``, ``brut, cylindre`` for ``%CYLINDER``."""
    stock = translate("stock", lang)
    if selector[:1] in {"<", ">"}:
        side = f"{'−' if selector[0] == '<' else '+'}{selector[1:]}"
        return f"{stock}, {Message('side {side}', side=side).say(lang)}"
    if selector.startswith("%"):
        return f"{stock}, {translate(selector[1:].lower(), lang)}"
    return stock
