"""The class of a characteristic (critique, majeure, mineure), where its line does not say it.

No rule can tell what is critical: a line says so. Major, by rule: a class of ISO 286 or an envelope
Ⓔ, an IT of grade 7 or finer, a thread, the size of a datum, what places a fitted or a datum feature
by a tolerance of its own, a geometric tolerance, a texture of Ra 1,6 (Rz 6,3) or finer. Else minor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmp_cad.errors import OutsideTableError
from gmp_cad.language import Message
from gmp_cad.quality.characteristics import Characteristic
from gmp_cad.spec.dimension import Dimension, named_ends
from gmp_cad.spec.inspected import Importance, Inspected
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.size import Kind
from gmp_cad.spec.texture import parse_texture
from gmp_cad.standards import iso286

_FINE_GRADE = "7"
_FINE_UM = {"Ra": 1.6, "Rz": 6.3}


@dataclass(frozen=True, slots=True)
class Class:
    """A class with its reason; ``derived``: by rule, and not written."""

    importance: Importance
    reason: Message
    derived: bool = True


def line_of(spec: PartSpec, line: str) -> Inspected:
    """Return the line of a specification that reports call ``bore`` or ``tolerances.flat``."""
    table, _, key = line.partition(".")
    if table == "tolerances" and key:
        return spec.tolerances[key]
    if table == "textures" and key:
        return spec.textures[key]
    return spec.dimensions[line]


def class_of(characteristic: Characteristic, spec: PartSpec) -> Class:
    """Return the class of a characteristic: the written one, else that of the first rule met."""
    written = line_of(spec, characteristic.line)
    if written.importance is not None and characteristic.own:
        return Class(written.importance, Message("written in the specification"), derived=False)
    reason = next(_major(characteristic, spec, written), None)
    if reason is None:
        return Class("minor", Message("no rule makes it major"))
    return Class("major", reason)


def _major(one: Characteristic, spec: PartSpec, line: Inspected) -> Iterator[Message]:
    """Yield the reasons why a characteristic is major."""
    if one.nature == "geometric":
        yield Message("geometric tolerance")
    elif one.nature == "texture":
        if _fine_texture(one, spec):
            yield Message("texture of Ra 1.6 or finer")
    elif one.nature in ("size", "thread") and not one.aspect and isinstance(line, Dimension):
        yield from _of_size(one, spec, line)


def _of_size(one: Characteristic, spec: PartSpec, line: Dimension) -> Iterator[Message]:
    if line.size.fit or line.size.envelope:
        yield Message("fit")
    if one.nature == "thread":
        yield Message("thread")
    if _fine(one, line):
        yield Message("IT {grade} or finer", grade=_FINE_GRADE)
    on_datum = next((letter for letter, on in spec.datums.items() if _same(on, line.id)), None)
    if on_datum is not None and line.on_feature:
        yield Message("size of the datum {letter}", letter=on_datum)
    placed = next((end for end in named_ends(line) if _functional(end, spec)), None)
    if placed is not None and one.written and not _coarse(line, spec):
        yield Message("places {name}", name=placed)


def _fine(one: Characteristic, line: Dimension) -> bool:
    if one.unit != "mm" or one.interval is None or line.kind in (Kind.CHAMFER, Kind.RADIUS):
        return False
    try:
        return one.interval <= iso286.it_um(line.nominal, _FINE_GRADE) / 1000 + 1e-9
    except OutsideTableError:
        return False


def _functional(end: str, spec: PartSpec) -> bool:
    """Tell whether an end is a feature with a fit, or a datum."""
    fitted = any(_same(end, d.id) for d in spec.dimensions.values() if d.size.fit)
    return fitted or any(_same(end, on) for on in spec.datums.values())


def _coarse(line: Dimension, spec: PartSpec) -> bool:
    """Tell whether a written tolerance is as coarse as the general one, or coarser."""
    try:
        found = spec.part.general.tolerance_of(line.size)
    except OutsideTableError:
        return False
    return bool(found and line.tolerance and line.tolerance.width >= 2 * found[0] - 1e-9)


def _fine_texture(one: Characteristic, spec: PartSpec) -> bool:
    line = line_of(spec, one.line)
    text = line.ra if isinstance(line, Dimension) else getattr(line, "ra", None)
    limits = parse_texture(text).limits if text else ()
    return any(limit.value_um <= _FINE_UM[limit.parameter] for limit in limits if not limit.lower)


def _same(a: str, b: str) -> bool:
    """Tell whether two names call the same feature, an instance or a part of it included."""
    return a.partition("[")[0].partition(".")[0] == b.partition("[")[0].partition(".")[0]
