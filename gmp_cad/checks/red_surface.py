"""Every surface that a phase machines is fully specified on its contract (CP12)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from gmp_cad.checks.contract import PhaseEvidence
from gmp_cad.checks.registry import check
from gmp_cad.evidence import FaceGeometry, Vector
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.process.faces import faces_of, instances_of, made_faces, same_feature
from gmp_cad.process.operations import ends_of
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.size import Role

SIZE = "size"


@check(
    "CP12",
    "Machined surfaces specified",
    "A machinist can only make what the contract says: each machined surface needs an operation, "
    "a manufactured dimension in every toleranced direction, and a surface texture.",
)
def specified(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield the verdicts of each machined (red) surface; without any, a single SKIP."""
    if not evidence.leaving.made:
        yield _finding(evidence, "none", Status.SKIP, Message("the phase machines no surface"))
    for name in sorted(evidence.leaving.made):
        faults = list(_faults(evidence, name))
        for code, message in faults:
            # The size itself may be left to the tool; every position must be dimensioned.
            status = Status.WARN if code == "no_size" else Status.FAIL
            yield _finding(evidence, code, status, message)
        if not faults:
            message = Message(
                "{surface}: {dimensions}, {texture}", surface=name,
                dimensions=", ".join(_dimensions(evidence, name)),
                texture=evidence.spec.roughness_of(name) or "",
            )  # fmt: skip
            yield _finding(evidence, "specified", Status.PASS, message)


def _finding(evidence: PhaseEvidence, code: str, status: Status, message: Message) -> Finding:
    phase = evidence.phase
    return Finding(check="CP12", code=code, status=status, message=message, where=phase.where,
                   subject=f"{evidence.spec.name}.{phase.id}")  # fmt: skip


def _faults(evidence: PhaseEvidence, name: str) -> Iterator[tuple[str, Message]]:
    makers = [
        op for op in evidence.phase.operations for made in op.makes if same_feature(made, name)
    ]
    if not makers:
        yield "no_operation", Message("{surface}: no operation makes it", surface=name)
    wanted = _toleranced(evidence, name)
    if not wanted and not _dimensions(evidence, name) and not _given_by_tool(evidence.spec, name):
        yield "no_cf", Message("{surface}: no manufactured dimension names it", surface=name)
    covered = _covered(evidence, name)
    for direction, dimension in sorted(wanted.items()):
        if direction not in covered:
            yield "no_size" if direction == SIZE else "no_cf", Message(
                "{surface}: no manufactured dimension in the direction of {dimension}",
                surface=name, dimension=dimension,
            )  # fmt: skip
    texture = evidence.spec.texture_of(name.partition("[")[0])
    if texture is None:
        yield "no_texture", Message("{surface}: no surface texture", surface=name)
    elif texture.removal == "forbidden":
        yield (
            "kept_raw",
            Message(
                "{surface}: its surface texture (NMR) forbids the removal of material", surface=name
            ),
        )


def _given_by_tool(spec: PartSpec, name: str) -> bool:
    """Tell whether the surface is a radius, chamfer or hole whose size no written tolerance binds."""
    dimension = spec.dimensions.get(name.partition("[")[0])
    return (
        dimension is not None and dimension.between is None and not dimension.size.tolerance_written
    )


def _dimensions(evidence: PhaseEvidence, name: str) -> list[str]:
    """Return the Cf, and the geometric tolerances realised, that name the surface."""
    named = [cf.name for cf in evidence.phase.dimensions
             if any(same_feature(end, name) for end in ends_of(cf))]  # fmt: skip
    return named + _tolerances(evidence, name)


def _tolerances(evidence: PhaseEvidence, name: str) -> list[str]:
    known = evidence.spec.tolerances
    return [key for key in evidence.phase.tolerances
            if key in known and same_feature(known[key].on, name)]  # fmt: skip


def _toleranced(evidence: PhaseEvidence, name: str) -> dict[str, str]:
    """Return each direction in which the drawing tolerances the surface: direction → dimension."""
    found: dict[str, str] = {}
    for key, dimension in evidence.spec.dimensions.items():
        if dimension.size.role is not Role.TOLERANCED:
            continue
        if dimension.between is None:
            if same_feature(key, name) and dimension.size.tolerance_written:
                found.setdefault(SIZE, key)
        elif any(_is(evidence.spec, end, name) for end in dimension.between):
            found.setdefault(_direction(evidence, dimension.between), key)
    # Where the other surface does not exist yet, a later phase answers for the dimension.
    found.pop("", None)
    return found


def _covered(evidence: PhaseEvidence, name: str) -> set[str]:
    """Return the directions of the Cf; a location tolerance realised covers every direction."""
    covered = set()
    for cf in evidence.phase.dimensions:
        ends = ends_of(cf)
        if any(same_feature(end, name) for end in ends):
            covered.add(SIZE if cf.between is None else _direction(evidence, ends))
    located = {"position", "coaxiality", "symmetry", "surface_profile", "total_runout"}
    if any(evidence.spec.tolerances[key].symbol in located for key in _tolerances(evidence, name)):
        covered |= set(_toleranced(evidence, name)) - {SIZE}
    return covered


def _is(spec: PartSpec, end: str, name: str) -> bool:
    """Tell whether an end of a dimension is the surface: by its name or by its selector."""
    return same_feature(end, name) or spec.features.get(name) == end


def _direction(evidence: PhaseEvidence, ends: tuple[str, ...]) -> str:
    """Return the direction of a dimension, sign left out; "" when it cannot be told.

    The normal of its plane end; between two axes, the direction from one to the other.
    """
    for end in ends:
        selector = evidence.spec.features.get(end, end)
        if re.fullmatch(r"[<>][XYZ]", selector):
            return _axis(AXES[f"+{selector[1]}"])
    found = [_faces(evidence, end) for end in ends]
    for face in (face for faces in found for face in faces):
        if face.surface == "plane":
            return _axis(face.direction)
    if len(found) == 2 and all(found):
        one, two = (_first_instance(faces, end) for faces, end in zip(found, ends, strict=True))
        gap = np.array(two.point) - np.array(one.point)
        across = gap - float(gap @ one.direction) * np.array(one.direction)
        if np.linalg.norm(across) > 1e-6:
            x, y, z = (across / np.linalg.norm(across)).tolist()
            return _axis((x, y, z))
    return ""


def _first_instance(faces: Sequence[FaceGeometry], end: str) -> FaceGeometry:
    return faces[0] if "[" in end else instances_of(faces)[0][0]


def _faces(evidence: PhaseEvidence, end: str) -> tuple[FaceGeometry, ...]:
    names = [end, *(n for n, selector in evidence.spec.features.items() if selector == end)]
    for name in names:
        for state in (evidence.leaving, evidence.entering):
            if found := made_faces(state, name) or faces_of(state, name):
                return found
    return ()


def _axis(direction: Vector) -> str:
    rounded = [round(c, 4) + 0.0 for c in direction]
    lead = next(c for c in rounded if c)
    return str([c if lead > 0 else -c + 0.0 for c in rounded])
