"""How many operations a surface needs for the quality wanted (IT and Ra): E, ½F, F, grinding."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gmp_cad.errors import OutsideTableError
from gmp_cad.process.planning.part_view import PartView
from gmp_cad.standards import iso286
from gmp_cad.standards.roughness import required_stages

_RA = re.compile(r"Ra\s*([0-9]+(?:[.,][0-9]+)?)")
_DEFAULT_RA_UM = 6.3
_COARSE_IT = 13
_FINEST_IT = 5
_NEARLY = 0.999
_HARD = re.compile(r"HRC|HV|[Tt]remp|[Qq]uench")
_CUT_IT = 6  # what finish turning and milling still reach (processes.csv)
_CUT_RA_UM = 0.8


def stages_of(view: PartView, faces: Iterable[int]) -> tuple[str, ...]:
    """Return the stages that the finest of the faces needs, first to last.

    Source: number of operations by IT and Ra, ``standards/data/stages.csv`` (workshop practice).
    """
    wanted = frozenset(faces)
    return required_stages(_grade(view, wanted), _ra_um(view, wanted))


def is_ground(view: PartView, faces: Iterable[int]) -> bool:
    """Return whether faces are ground: the part is hardened, or no cutting edge is fine enough."""
    wanted = frozenset(faces)
    if "grinding" not in stages_of(view, wanted):
        return False
    hardened = _HARD.search(view.spec.part.treatment or "") is not None
    return hardened or _grade(view, wanted) < _CUT_IT or _ra_um(view, wanted) < _CUT_RA_UM


def _names(view: PartView, faces: frozenset[int]) -> list[str]:
    return [
        name
        for name, features in view.geometry.features.items()
        if any(faces & set(one.faces) for one in features)
    ]


def _ra_um(view: PartView, faces: frozenset[int]) -> float:
    """Return the finest Ra (µm) written on the faces, else the general one."""
    texts = [view.spec.roughness_of(name) for name in _names(view, faces)]
    texts.append(view.spec.part.surface_texture)
    values = [float(m[1].replace(",", ".")) for t in texts if t and (m := _RA.search(t))]
    return min(values, default=_DEFAULT_RA_UM)


def _grade(view: PartView, faces: frozenset[int]) -> int:
    """Return the finest IT grade that a size on the faces asks for."""
    grades = [_COARSE_IT]
    names = set(_names(view, faces))
    for key, dimension in view.spec.dimensions.items():
        ends = set(dimension.between or (key,))
        if dimension.tolerance is None or not ends & names or dimension.size.kind == "angle":
            continue
        grades.append(_grade_of(dimension.nominal, 1000 * dimension.tolerance.width))
    return min(grades)


def _grade_of(size_mm: float, width_um: float) -> int:
    for grade in range(_FINEST_IT, _COARSE_IT):
        try:
            if iso286.it_um(size_mm, str(grade)) >= width_um * _NEARLY:
                return grade
        except OutsideTableError:
            return _COARSE_IT
    return _COARSE_IT
