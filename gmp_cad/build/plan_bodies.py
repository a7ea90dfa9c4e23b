"""The body that proposes a process plan, runs it on solids, and tries again where it fails."""

from __future__ import annotations


from collections.abc import Collection
from dataclasses import dataclass, replace

import cadquery as cq

from gmp_cad.build.part_graph import FORM_TOOLS
from gmp_cad.errors import Problem
from gmp_cad.evidence import Closure, Feature, PartGeometry, Removal
from gmp_cad.kernel.access import access
from gmp_cad.kernel.in_process import CLOSED_MM3, in_process
from gmp_cad.process.planning.choices import Choices
from gmp_cad.process.planning.draft import Draft
from gmp_cad.process.planning.part_view import PartView
from gmp_cad.process.planning.proposal import propose
from gmp_cad.process.planning.repair import alternatives, fails
from gmp_cad.process.planning.writing import toml_text
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import parse
from gmp_cad.spec.workshop import Workshop

_TRIES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A proposed plan, run: its text, its proofs, and how many proposals were run."""

    draft: Draft
    text: str
    removals: tuple[Removal, ...]
    closure: Closure
    problems: tuple[Problem, ...]
    tries: int = 1

    @property
    def closes(self) -> bool:
        """Whether the last workpiece is the finished part and every operation passes its proofs."""
        return self.is_whole and not self.faults

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left and nothing is missing."""
        return max(self.closure.left_mm3, self.closure.missing_mm3) <= CLOSED_MM3

    @property
    def faults(self) -> tuple[str, ...]:
        """The operations whose proofs fail, and the problems, for people who mend the plan."""
        told = [
            f"ph{r.phase}.{r.operation + 1} gouge {r.gouge_mm3:.3f} removed {r.removed_mm3:.3f} {r.unreachable}"
            for r in self.removals
            if fails(r)
        ]
        return (*told, *(f"{p.where.path}: {p.message}" for p in self.problems))

    @property
    def rank(self) -> tuple[float, ...]:
        """How far from closed the plan is: the least is best."""
        gouge = sum(r.gouge_mm3 for r in self.removals)
        off = self.closure.left_mm3 + self.closure.missing_mm3
        return (not self.is_whole, round(off + gouge, 3), len(self.faults))


def planned(
    part: cq.Shape,
    geometry: PartGeometry,
    spec: PartSpec,
    workshop: Workshop,
    stock: cq.Shape | None,
    lang: str = "fr",
) -> Planned:
    """Return the best plan found for a part; the first that closes ends the search."""
    view = PartView(
        name=spec.name, spec=spec, geometry=geometry, workshop=workshop,
        access=access(part, geometry, stock), casting=stock is not None,
    )  # fmt: skip
    tools = frozenset(tool.id for tool in workshop.tools if tool.kind in FORM_TOOLS)
    tried: set[Choices] = set()
    waiting = [Choices()]
    best: Planned | None = None
    while waiting and len(tried) < _TRIES and (best is None or not best.closes):
        choices = waiting.pop(0)
        if choices in tried:
            continue
        tried.add(choices)
        found = _run(part, view, choices, tools, stock, lang)
        if found is None:
            continue
            print(len(tried), found.rank, found.faults, choices)
        if best is None or found.rank < best.rank:
            best = found
            waiting = [*alternatives(found.draft, found.removals, choices), *waiting]
    assert best is not None
    return replace(best, tries=len(tried))


def _run(
    part: cq.Shape, view: PartView, choices: Choices, tools: Collection[str],
    stock: cq.Shape | None, lang: str,
) -> Planned | None:  # fmt: skip
    draft = propose(view, choices)
    text = toml_text(draft, view.spec.part.title, lang)
    plan = parse(text, f"parts/{view.name}/process.toml", ProcessPlan)
    plan = plan.model_copy(update={"part": view.name})
    derived = in_process(part, _named(view, draft), plan, stock, view.spec.dimensions, tools)
    return Planned(
        draft=draft, text=text, removals=derived.removals, closure=derived.closure,
        problems=derived.problems,
    )  # fmt: skip


def _named(view: PartView, draft: Draft) -> PartGeometry:
    """Return the part with the names that the plan adds."""
    added = {}
    for name in draft.names:
        first = view.face(name.faces[0])
        added[name.name] = (
            Feature(
                faces=name.faces, surface=first.surface, point=first.point,
                direction=first.direction, radius_mm=first.radius_mm, found_by="selector",
            ),
        )  # fmt: skip
    return replace(view.geometry, features={**view.geometry.features, **added})
