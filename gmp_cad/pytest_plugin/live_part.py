"""A part as a test meets it: the live CadQuery shape, its names, its numbers.

The shape is read from the stored B-rep: the process of the tests never runs a model.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Self

from gmp_cad.build.bench import ObservedPart
from gmp_cad.errors import UsageError, suggestion
from gmp_cad.evidence import Measurement
from gmp_cad.language import Message
from gmp_cad.spec.condition import Condition
from gmp_cad.spec.values import Values, values_of

if TYPE_CHECKING:
    import cadquery as cq

_NAME = re.compile(r"(?P<name>[^\[\]]+)(?:\[(?P<instance>\d+)\])?")


class MeasuredValue(float):
    """What was measured of a line (mm or degrees): the worst of its instances, and all of them.

    ``expected``: what it was built for.
    """

    instances: tuple[float, ...]
    expected: float
    unit: str

    def __new__(
        cls, value: float, *, instances: tuple[float, ...], expected: float, unit: str
    ) -> Self:  # fmt: skip
        """Return a measured value; it is a float in all else."""
        made = super().__new__(cls, value)
        made.instances, made.expected, made.unit = instances, expected, unit
        return made

    def __repr__(self) -> str:
        return f"{float(self)!r} {self.unit}"


class LivePart:
    """A part of the project, built at a condition and with the sizes that the test chose.

    Lengths in mm, masses in kg, frame of the part.
    """

    def __init__(
        self, name: str, observed: ObservedPart, condition: Condition,
        again: Callable[[str], LivePart],
    ) -> None:  # fmt: skip
        self.name = name
        self.condition = condition
        self.observed = observed
        self._again = again

    def __repr__(self) -> str:
        return f"<part {self.name} ({self.condition}), {self.volume:.6g} mm³>"

    def at(self, condition: str) -> LivePart:
        """Return the same part at ``nominal``, ``middle``, ``mmc`` or ``lmc``."""
        return self._again(condition)

    @cached_property
    def d(self) -> Values:
        """The sizes that it was built with, as its model reads them."""
        return values_of(self.observed.spec)

    @cached_property
    def shape(self) -> cq.Shape:
        """The shape: a Solid, or a Compound where the specification says several bodies."""
        from gmp_cad.kernel import brep  # noqa: PLC0415 - a second, for tests that look at shapes

        return brep.from_bytes(self.observed.brep)

    @property
    def solid(self) -> cq.Solid:
        """The one solid of the part; raises UsageError where it has several."""
        solids = self.shape.Solids()
        if len(solids) != 1:
            raise UsageError(
                Message("{part} has {count} solids: use shape", part=self.name, count=len(solids))
            )
        return solids[0]

    @property
    def workplane(self) -> cq.Workplane:
        """A workplane with the shape on its stack: ``.faces(">Z")``, ``.section()``."""
        import cadquery  # noqa: PLC0415 - a second, for tests that look at shapes

        return cadquery.Workplane(obj=self.shape)

    def faces(self, name: str) -> list[cq.Face]:
        """Return the faces of a feature; ``holes[2]``: of its second instance.

        Raises UsageError for a name that the part does not have.
        """
        features = self.observed.geometry.features
        asked = _NAME.fullmatch(name)
        if asked is None or asked["name"] not in features:
            known = Message("known: {names}", names=", ".join(sorted(features)) or "—")
            raise UsageError(
                Message("{part} has no feature {name!r}", part=self.name, name=name),
                suggestion(name.partition("[")[0], features) or known,
            )
        instances = features[asked["name"]]
        if asked["instance"]:
            number = int(asked["instance"])
            if not 1 <= number <= len(instances):
                raise UsageError(
                    Message("{name} has {count} {count:instance|instances}, counted from 1", name=asked["name"],
                            count=len(instances))
                )  # fmt: skip
            instances = instances[number - 1 : number]
        faces = self.shape.Faces()
        return [faces[index] for feature in instances for index in feature.faces]

    @property
    def volume(self) -> float:
        """Its volume (mm³)."""
        return self.observed.mass.volume_mm3

    @property
    def area(self) -> float:
        """Its area (mm²)."""
        return self.observed.mass.area_mm2

    @property
    def mass(self) -> float:
        """Its mass (kg), in the material of the specification."""
        return self.observed.mass.mass_kg

    @property
    def centre(self) -> tuple[float, float, float]:
        """Its centre of mass (mm)."""
        return self.observed.mass.centre_of_mass_mm

    @property
    def box(self) -> tuple[float, float, float, float, float, float]:
        """Its exact bounding box (mm): xmin, ymin, zmin, xmax, ymax, zmax."""
        return self.observed.mass.bounding_box_mm

    @property
    def fault(self) -> Message | None:
        """Why the shape is no sound closed solid; None where it is."""
        return self.observed.bounds.fault

    def measure(self, line: str) -> MeasuredValue:
        """Return what was measured of a line of the specification."""
        return self.measured(line, None, "")

    def measured(self, line: str, instance: int | None, detail: str) -> MeasuredValue:
        """Return what was measured of a line, of one instance (from 1), or of a detail of it.

        Raises UsageError for a line that is not there or could not be measured.
        """
        by_name = {m.dimension: m for m in self.observed.measurements}
        found = by_name.get(line)
        if found is None:
            known = Message("known: {names}", names=", ".join(by_name) or "—")
            raise UsageError(
                Message("{part} has no dimension {name!r}", part=self.name, name=line),
                suggestion(line, by_name) or known,
            )
        if found.outcome != "measured" or found.observed is None:
            reason = found.reason or Message("it was not measured")
            raise UsageError(Message("{line}: {reason}", line=line, reason=reason))
        return _value(found, instance, detail)


def _value(found: Measurement, instance: int | None, detail: str) -> MeasuredValue:
    assert found.observed is not None
    instances = found.instances or (found.observed,)
    if detail:
        figures = {name: (expected, seen) for name, expected, seen in found.details}
        if detail not in figures:
            known = Message("known: {names}", names=", ".join(figures) or "—")
            raise UsageError(
                Message("{line} has no {detail!r}", line=found.dimension, detail=detail), known
            )
        expected, seen = figures[detail]
        unit = "°" if detail.endswith("angle") else "mm"
        return MeasuredValue(seen, instances=(seen,), expected=expected, unit=unit)
    if instance is not None:
        if not 1 <= instance <= len(instances):
            raise UsageError(
                Message("{name} has {count} {count:instance|instances}, counted from 1", name=found.dimension,
                        count=len(instances))
            )  # fmt: skip
        instances = instances[instance - 1 : instance]
    worst = max(instances, key=lambda seen: abs(seen - found.expected))
    return MeasuredValue(worst, instances=instances, expected=found.expected, unit=found.unit)
