"""Everything looked at once; what cannot be looked at is told, and stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from gmp_cad.doctor import binding, cache, kernel, machine, packages, project, system
from gmp_cad.doctor.symptom import Level, Symptom
from gmp_cad.language import Message


def examine(root: Path | None, lang: str) -> list[Symptom]:
    """Return what is found, area by area; the kernel is tried meanwhile in a process of its own.

    ``root``: the project, if inside one; ``lang``: that of the sizes.
    """
    trying = kernel.Trying()
    looks: tuple[tuple[str, Callable[[], Iterable[Symptom]]], ...] = (
        (packages.AREA, packages.look),
        (kernel.AREA, binding.look),
        (system.LIBRARIES, system.look),
        (machine.AREA, lambda: machine.look(root)),
        (cache.AREA, lambda: cache.look(root, lang)),
        (project.AREA, lambda: project.look(root)),
    )
    found = [symptom for area, look in looks for symptom in _looked(area, look)]
    torn = any(s.area == kernel.AREA and s.level is Level.PROBLEM for s in found)
    found += _looked(kernel.AREA, lambda: kernel.look(trying.ended(), torn=torn))
    order = list(dict.fromkeys(symptom.area for symptom in found))
    return sorted(found, key=lambda symptom: order.index(symptom.area))


def _looked(area: str, look: Callable[[], Iterable[Symptom]]) -> list[Symptom]:
    """Return what was found; where looking fails, that is told: a doctor must not fall ill."""
    found: list[Symptom] = []
    try:
        found.extend(look())
    except Exception as error:  # noqa: BLE001 - whatever is broken here is what is looked for
        told = Message("could not be looked at: {kind}: {error}", kind=type(error).__name__,
                       error=str(error))  # fmt: skip
        found.append(Symptom(area=area, name="examination", level=Level.WARNING, told=told))
    return found
