"""A model tried over the whole range of its sizes, an assembly over that of its parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from gmp_cad.build.bench import ObservedAssembly, ObservedPart
from gmp_cad.checks.dimension import wrong_values
from gmp_cad.errors import GmpError, ModelError
from gmp_cad.language import Message
from gmp_cad.pytest_plugin.collectors import ProjectItem
from gmp_cad.pytest_plugin.failure import VerdictError
from gmp_cad.pytest_plugin.session import session_of
from gmp_cad.pytest_plugin.strategies import positions, sizes
from gmp_cad.pytest_plugin.trial_search import Found, Values, search
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.size import Role, print_size


class SweepItem(ProjectItem):
    """N random examples, the same at every run: each must build, be sound, measure as asked."""

    def runtest(self) -> None:
        """Fail with the smallest example that fails; nothing that a model does ends the run."""
        try:
            self._run()
        except GmpError as error:
            lang = self.project.settings.lang
            said = [error.message.say(lang)]
            said += [f"→ {error.hint.say(lang)}"] if error.hint else []
            where = getattr(error, "where", None)
            place = {"file": where.file, "line": where.line} if where else None
            raise VerdictError([self.quoted(said, "sweep", place)]) from None

    def _run(self) -> None:
        examples = session_of(self.config).options.sweep
        parts = {part.subject: part.spec for part in self.project.reading.outline.parts}
        spec = parts.get(self.entry.subject)
        if spec is not None:
            nominal = self.part_at({})
            fault = _PartFault(self, spec, nominal)
            found = search(sizes(spec), fault.of, examples)
            lines = {name: print_size(d.size) for name, d in spec.dimensions.items()}
        else:
            assembly = self.assembly_at({})
            places = {p.subject: p.spec for p in self.project.reading.outline.assemblies}
            space = places[self.entry.subject]
            assert space is not None
            found = search(positions(space), _AssemblyFault(self, assembly).of, examples)
            lines = {n: f"{p.start:g} … {p.end:g}" for n, p in space.parameters.items()}
        self._tell(found, lines)

    def _tell(self, found: Found, lines: Mapping[str, str]) -> None:
        lang = self.project.settings.lang
        told = Message("{count} different {count:example|examples}", count=found.tried).say(lang)
        self.add_report_section("call", "sweep", told)
        self.user_properties.append(("examples", found.tried))
        if found.fault is None or found.values is None:
            return
        said = [found.fault.say(lang)]
        if found.values:
            said.append(Message("it needs no more than this to fail:").say(lang))
        else:
            said.append(Message("it fails at its nominal sizes already").say(lang))
        for name, value in found.values.items():
            said.append(f"  {name} = {_exact(value, lang)}   ({lines[name]})")
        raise VerdictError([self.quoted(said, "sweep")])

    def part_at(self, values: Values) -> ObservedPart:
        """Return the part at these sizes."""
        return self.project.bench.opened().part(self.entry.subject, sizes=values)

    def assembly_at(self, values: Values) -> ObservedAssembly:
        """Return the assembly at these values of its parameters."""
        return self.project.bench.opened().assembly(self.entry.subject, values)


def _exact(value: float, lang: str) -> str:
    text = f"{value:.9g}"
    return text.replace(".", ",") if lang == "fr" else text


class _PartFault:
    """What is wrong with a part at other sizes; lines that nobody can measure are not asked for."""

    def __init__(self, item: SweepItem, spec: PartSpec, nominal: ObservedPart) -> None:
        self._item = item
        measured = {m.dimension for m in nominal.measurements if m.outcome == "measured"}
        self._lines = [
            name
            for name, dimension in spec.dimensions.items()
            if name in measured and dimension.size.role is not Role.REFERENCE
        ]

    def of(self, values: Values) -> Message | None:
        """Return what is wrong at these sizes, None where all holds."""
        try:
            built = self._item.part_at(values)
        except ModelError as error:
            return error.message
        if built.bounds.fault is not None:
            return built.bounds.fault
        by_name = {m.dimension: m for m in built.measurements}
        for line in self._lines:
            found = by_name[line]
            if found.outcome != "measured":
                reason = found.reason or Message("it was not measured")
                return Message("{line}: {reason}", line=line, reason=reason)
            for _, expected, seen in wrong_values(found):
                return Message("{line} is {seen} {unit} instead of {expected} {unit}", line=line,
                               seen=seen, expected=expected, unit=found.unit)  # fmt: skip
        return None


class _AssemblyFault:
    """What is wrong with an assembly at other values of its parameters."""

    def __init__(self, item: SweepItem, usual: ObservedAssembly) -> None:
        self._item = item
        self._placed = Counter(placement.item for placement in usual.placements)

    def of(self, values: Values) -> Message | None:
        """Return what is wrong at these values, None where every item is placed as ever."""
        try:
            found = self._item.assembly_at(values)
        except ModelError as error:
            return error.message
        placed = Counter(placement.item for placement in found.placements)
        other = sorted({*(placed - self._placed), *(self._placed - placed)})
        if other:
            return Message("{item} is placed {count} times instead of {usual}", item=other[0],
                           count=placed[other[0]], usual=self._placed[other[0]])  # fmt: skip
        return None
