"""Which faces of a part each line of its specification, and each phase of its plan, stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gmp_cad.documents.part.dimension_table import dimension_rows
from gmp_cad.documents.site.scene_faces import FaceTable, SceneLine
from gmp_cad.documents.site.site import Entry
from gmp_cad.documents.site.site_part import anchor
from gmp_cad.drawing.specified_part.wording import texture_of
from gmp_cad.evidence import Measurement, PartGeometry, PhaseState
from gmp_cad.finding import Finding
from gmp_cad.language import Message, translate
from gmp_cad.process.faces import faces_of, made_faces
from gmp_cad.spec.balloons import balloons
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.size import print_size

Faces = Sequence[int]


def part_table(
    spec: PartSpec,
    geometry: PartGeometry,
    measurements: Sequence[Measurement],
    findings: Iterable[Finding],
    plan: ProcessPlan | None,
    lang: str,
) -> FaceTable:
    """Return the faces of a finished part with the lines of its specification."""
    names = {
        name: tuple(i for feature in features for i in feature.faces)
        for name, features in geometry.features.items()
    }
    made = {
        face: _phase_text(phase, lang)
        for phase in (plan.phases if plan else ())
        for name in _made_names(phase)
        for face in _instance(geometry, name)
    }
    lines = (
        *_measured(spec, geometry, names, measurements, findings, lang),
        *_signs(spec, geometry, names, lang),
    )
    return FaceTable(faces=geometry.faces, names=_worded(spec, names), lines=lines, made=made)


def state_table(state: PhaseState, spec: PartSpec, plan: ProcessPlan, lang: str) -> FaceTable:
    """Return the faces of a workpiece after a phase, with the manufactured dimensions of the phase."""
    printed = [str(phase.number) for phase in plan.phases]
    done = plan.phases[: printed.index(state.phase) + 1] if state.phase in printed else ()
    made = {
        face.index: _phase_text(phase, lang)
        for phase in done
        for name in _made_names(phase)
        for face in (made_faces if phase is done[-1] else faces_of)(state, name)
    }
    lines = tuple(_manufactured(state, done[-1], lang)) if done else ()
    names = _worded(spec, state.features)
    return FaceTable(faces=state.faces, names=names, lines=lines, made=made)


def machined(state: PhaseState) -> tuple[int, ...]:
    """Return the faces that the operations of a state's phase made."""
    return tuple(sorted({i for faces in state.made.values() for i in faces}))


def _made_names(phase: Phase) -> Iterator[str]:
    for operation in phase.operations:
        yield from operation.makes


def _phase_text(phase: Phase, lang: str) -> str:
    return Message("Phase {phase} — {title}", phase=phase.number, title=phase.title).say(lang)


def _worded(spec: PartSpec, names: Mapping[str, Faces]) -> dict[str, Faces]:
    """Return the names that people gave: features and dimensions of the specification."""
    given = {*spec.features, *spec.dimensions}
    return {name: faces for name, faces in names.items() if name in given}


def _instance(geometry: PartGeometry, name: str) -> Faces:
    """Return the faces of ``dowels`` or of its instance ``dowels[2]``."""
    group, _, rest = name.partition("[")
    features = geometry.features.get(name) or geometry.features.get(group, ())
    if rest and name not in geometry.features:
        rank = int(rest.rstrip("]")) - 1
        features = features[rank : rank + 1]
    return tuple(i for feature in features for i in feature.faces)


def _on(dimension: Dimension, geometry: PartGeometry, names: Mapping[str, Faces]) -> Faces:
    """Return the faces of a dimension: its own, or those that it lies between."""
    if dimension.on_feature:
        return names.get(dimension.id, ())
    if dimension.pattern is not None:
        return names.get(dimension.pattern, ())
    seen = geometry.witnesses.get(dimension.id, ())
    return tuple(sorted({i for witness in seen for end in witness.faces for i in end}))


def _measured(
    spec: PartSpec,
    geometry: PartGeometry,
    names: Mapping[str, Faces],
    measurements: Sequence[Measurement],
    findings: Iterable[Finding],
    lang: str,
) -> Iterator[SceneLine]:
    """Yield the dimensions and the geometric tolerances as the page's table tells them."""
    faces = {name: _on(dimension, geometry, names) for name, dimension in spec.dimensions.items()}
    on = [*faces.values(), *(names.get(t.on, ()) for t in spec.tolerances.values())]
    keys = [*spec.dimensions, *(f"tolerances.{key}" for key in spec.tolerances)]
    rows = dimension_rows(spec, measurements, findings, balloons(spec), lang)
    for key, row, where in zip(keys, rows, on, strict=True):
        yield SceneLine(
            key=key, anchor=_row(spec, key), number=row.number, text=row.text, required=row.required,
            limits=row.limits, observed=row.measured, status=row.status, label=row.label,
            faces=tuple(where),
        )  # fmt: skip


def _row(spec: PartSpec, key: str) -> str:
    """Return the row of a dimension or of a tolerance in the page of its part, if it has one."""
    if "." in spec.name:  # the parts of fixtures have no page
        return ""
    page = Entry(kind="part", name=spec.name, number="", title="").page
    return f"{page}#{anchor(key if key.startswith('tolerances.') else f'dimensions.{key}')}"


def _signs(
    spec: PartSpec, geometry: PartGeometry, names: Mapping[str, Faces], lang: str
) -> Iterator[SceneLine]:
    """Yield the textures of surfaces and the datums."""
    numbers = balloons(spec)
    for on, texture in spec.textures.items():
        yield SceneLine(
            key=f"textures.{on}", number=numbers.get(f"textures.{on}", ""),
            text=translate("Surface texture", lang), required=texture_of(texture.ra, lang),
            label=translate("to be inspected", lang), faces=tuple(names.get(on, ())),
        )  # fmt: skip
    for letter, on in spec.datums.items():
        yield SceneLine(
            key=f"datums.{letter}", number="",
            text=Message("Datum {letter}", letter=letter).say(lang), required=letter,
            faces=tuple(names.get(on) or _instance(geometry, on)),
        )  # fmt: skip


def _manufactured(state: PhaseState, phase: Phase, lang: str) -> Iterator[SceneLine]:
    """Yield the manufactured dimensions (cotes fabriquées) of a phase, on the workpiece after it."""
    for made in phase.dimensions:
        ends = made.between or (made.on,)
        faces = {face.index for end in ends for face in faces_of(state, end)}
        yield SceneLine(
            key=made.name, number=made.name,
            text=" ↔ ".join(ends), required=print_size(made.size, lang),
            faces=tuple(sorted(faces)),
        )  # fmt: skip
