"""The items of a project, known from its files alone: what a test run lists before anything is built.

An item stands in a file of the project, under one name or two (``dimension::bore``). Nothing here
knows pytest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gmp_cad.pytest_plugin.files import (
    ASSEMBLY,
    BASELINE,
    MODEL,
    PROCESS,
    SPEC,
    text_of,
)
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.lines import Keys, find_line
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.product import Assembly

OTHER = ("other",)
_KEYS: Mapping[str, Keys] = {"mass": ("product", "mass_budget")}  # of what judges the whole
PRODUCT_SUBJECT = "product"

# The tables of a specification whose lines are items, and the word of their items.
PART_TABLES: Mapping[str, str] = {
    "dimensions": "dimension", "tolerances": "tolerance", "datums": "datum", "textures": "texture",
}  # fmt: skip
PART_NOTES = ("general_tolerances", "surface_texture", "edges")
# The rules of a contract that judge a phase as a whole; those from CP03 on need a cut.
PHASE_RULES = (
    "CP01", "CP02", "CP03", "CP04", "CP05", "CP06", "CP07", "CP12", "CP14", "CP16", "CP17", "CP18",
)  # fmt: skip
_AT_THE_FIXTURE = "CP17"  # whether tools pass what holds the part: known when the fixture stands
_OF_ANY_PHASE = ("CP01", "CP02")
# A check that judges a subject as a whole: the item of its file.
PART_CHECKS: Mapping[str, str] = {
    "feature.named": "names", "dimension.side": "sides", "drawing.legible": "drawing",
    "line.covered": "coverage", "pmi.read_back": "step", "documents.signs": "signs",
}  # fmt: skip
BASELINE_CHECKS: Mapping[str, str] = {
    "baseline.geometry": "geometry", "baseline.dimensions": "dimensions",
    "baseline.names": "names", "baseline.material": "material",
}  # fmt: skip
MODEL_CHECKS: Mapping[str, str] = {
    "model.literals": "literals", "model.notes": "notes", "model.reproducible": "reproducible",
}  # fmt: skip
PLAN_CHECKS: Mapping[str, str] = {
    "process.sound": "simulated", "process.closure": "closure",
    "process.precedence": "precedence", "process.validated": "validated",
}  # fmt: skip
ASSEMBLY_CHECKS: Mapping[str, str] = {
    "product.interference": "interference", "product.motion": "interference",
    "product.placement": "placement", "product.solid": "solids", "documents.signs": "signs",
    "product.mass": "mass",
}  # fmt: skip
FIXTURE_CHECKS: Mapping[str, str] = {
    "fixture.contacts": "contacts", "fixture.nature": "nature", "fixture.isostatic": "isostatic",
    "fixture.loading": "loading", "fixture.foolproof": "foolproof", "fixture.base": "base",
    "fixture.table": "table", "fixture.bush": "bush",
}  # fmt: skip
# The tables of an assembly whose entries are items, and the word of their items.
ASSEMBLY_TABLES: Mapping[str, str] = {
    "item": "item", "fit": "fit", "joint": "joint", "clearance": "clearance",
    "insertion": "insertion",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item: the file that it stands in, its names there, the subject whose build judges it.

    ``line``: of the file, from 1; None: the file as a whole. ``silent``: that nothing is said of it
    is good news; of any other item something must be said. ``also``: other subjects whose build
    speaks of it.
    """

    file: str
    names: tuple[str, ...]
    subject: str
    markers: tuple[str, ...]
    line: int | None = None
    silent: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFiles:
    """A part and what its files say; ``subject`` is its name in the build. None: not valid.

    Parts of fixtures are called ``fixture.part``.
    """

    subject: str
    folder: str
    spec: PartSpec | None
    plan: ProcessPlan | None = None

    def markers(self, *own: str) -> tuple[str, ...]:
        """How its items are marked: those of a part of a fixture as of the fixture too."""
        return (*own, "fixture") if "." in self.subject else own


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyFiles:
    """The product or a fixture, and what its file says."""

    subject: str
    folder: str
    file: str
    spec: Assembly | None

    @property
    def markers(self) -> tuple[str, ...]:
        """How its items are marked."""
        return ("product",) if self.subject == PRODUCT_SUBJECT else ("fixture",)


@dataclass(frozen=True)
class Outline:
    """Every item of the project at ``root``."""

    root: Path
    parts: tuple[PartFiles, ...]
    assemblies: tuple[AssemblyFiles, ...]

    @cached_property
    def entries(self) -> Mapping[str, tuple[Entry, ...]]:
        """The items by file, in the order of the file."""
        found: dict[str, dict[tuple[str, ...], Entry]] = {}
        for entry in self._all():
            found.setdefault(entry.file, {}).setdefault(entry.names, entry)
        return {file: tuple(entries.values()) for file, entries in found.items()}

    @property
    def subjects(self) -> frozenset[str]:
        """The names of everything that can be built."""
        return frozenset(e.subject for entries in self.entries.values() for e in entries)

    def _all(self) -> Iterator[Entry]:
        for part in self.parts:
            yield from _part_entries(self.root, part)
            yield from _model_entries(self.root, part)
            if part.plan is not None:
                yield from _plan_entries(self.root, part, part.plan)
        for assembly in self.assemblies:
            yield from _assembly_entries(self.root, assembly)


def _part_entries(root: Path, part: PartFiles) -> Iterator[Entry]:
    if part.spec is None:
        return
    file = f"{part.folder}/{SPEC}"
    text = text_of(root / file)

    def entry(*names: str, marker: str = "part", keys: Keys = (), silent: bool = False) -> Entry:
        line = find_line(text, keys) if keys else None
        return Entry(file=file, names=names, subject=part.subject, line=line, silent=silent,
                     markers=part.markers(marker))  # fmt: skip

    for table, word in PART_TABLES.items():
        for name in getattr(part.spec, table):
            yield entry(word, name, marker=word, keys=(table, name))
    for name in PART_NOTES:
        if getattr(part.spec.part, name):
            yield entry("part", name, keys=("part", name))
    for name in dict.fromkeys(PART_CHECKS.values()):
        yield entry(name)
    baseline = f"{part.folder}/{BASELINE}"
    if not (root / baseline).is_file():
        yield entry("baseline", marker="baseline")  # it says that nothing was accepted yet
    for name in BASELINE_CHECKS.values() if (root / baseline).is_file() else ():
        yield Entry(file=baseline, names=(name,), subject=part.subject,
                    markers=part.markers("baseline"))  # fmt: skip
    yield entry(*OTHER, silent=True)


def _model_entries(root: Path, part: PartFiles) -> Iterator[Entry]:
    file = f"{part.folder}/{MODEL}"
    line = build_line(root / file)
    for name in ("builds", *MODEL_CHECKS.values()):
        yield Entry(file=file, names=(name,), subject=part.subject, line=line,
                    markers=part.markers("model"), silent=name == "builds")  # fmt: skip


def _plan_entries(root: Path, part: PartFiles, plan: ProcessPlan) -> Iterator[Entry]:
    file = f"{part.folder}/{PROCESS}"
    text = text_of(root / file)

    def entry(
        *names: str, keys: Keys = (), silent: bool = False, also: tuple[str, ...] = ()
    ) -> Entry:
        return Entry(file=file, names=names, subject=part.subject, markers=("process",),
                     line=find_line(text, keys) if keys else None, silent=silent,
                     also=also)  # fmt: skip

    for index, phase in enumerate(plan.phases):
        name = phase_name(str(phase.number))
        for rule in PHASE_RULES if phase.cuts else _OF_ANY_PHASE:
            held = (phase.fixture,) if rule == _AT_THE_FIXTURE and phase.fixture else ()
            yield entry(name, rule, keys=("phase", index), also=held)
        for number, _ in enumerate(phase.operations):
            keys = ("phase", index, "operation", number)
            yield entry(name, operation_name(number), keys=keys)
        for number, cf in enumerate(phase.dimensions):
            yield entry(name, cf.name, keys=("phase", index, "dimension", number))
        yield entry(name, *OTHER, keys=("phase", index), silent=True)
    for name in PLAN_CHECKS.values():
        yield entry(name)
    yield entry(*OTHER, silent=True)


def build_line(script: Path) -> int:
    """Return the line of ``def build`` in a script, 1 where it defines none."""
    lines = text_of(script).splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.startswith("def build")), 1)


def phase_name(number: str) -> str:
    """Return the name under which the items of a phase stand."""
    return f"phase_{number}"


def operation_name(index: int) -> str:
    """Return the name of an operation, counted from 0, as documents count it: from 1."""
    return f"operation_{index + 1}"


def phase_of(part: PartFiles, index: int) -> Phase | None:
    """Return a phase of the part's plan by its place in the file, None where there is none."""
    phases = part.plan.phases if part.plan is not None else ()
    return phases[index] if index < len(phases) else None


def _assembly_entries(root: Path, place: AssemblyFiles) -> Iterator[Entry]:
    if place.spec is None:
        return
    text = text_of(root / place.file)

    def entry(*names: str, keys: Keys = (), silent: bool = False) -> Entry:
        return Entry(file=place.file, names=names, subject=place.subject, markers=place.markers,
                     line=find_line(text, keys) if keys else None, silent=silent)  # fmt: skip

    for table, word in ASSEMBLY_TABLES.items():
        for index, name in enumerate(entry_names(place.spec, table)):
            yield entry(word, name, keys=(table, index))
    for name in place.spec.parameters:
        yield entry("parameter", name, keys=("parameters", name))
    for name in _checks_of(place.spec):
        yield entry(name, keys=_KEYS.get(name, ()))
    yield Entry(file=f"{place.folder}/{ASSEMBLY}", names=("places",), subject=place.subject,
                markers=place.markers, line=build_line(root / place.folder / ASSEMBLY), silent=True)  # fmt: skip
    yield entry(*OTHER, silent=True)


def _checks_of(spec: Assembly) -> Iterator[str]:
    names = dict.fromkeys(ASSEMBLY_CHECKS.values())
    if isinstance(spec, FixtureSpec):
        del names["mass"]
        names |= dict.fromkeys(FIXTURE_CHECKS.values())
        if not spec.bushes:
            del names["bush"]
    yield from names


def entry_names(spec: Assembly, table: str) -> list[str]:
    """Return the names of the entries of a table, in order, each once: a second one is ``…-2``."""
    written = {
        "item": [item.name for item in spec.items],
        "fit": [f"{fit.hole}/{fit.shaft}" for fit in spec.fits],
        "joint": [f"{joint.a}+{joint.b}" for joint in spec.joints],
        "clearance": ["+".join(rule.names) or "all" for rule in spec.clearances],
        "insertion": [insertion.part for insertion in spec.insertions],
    }[table]
    seen: dict[str, int] = {}
    names = []
    for name in written:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names
