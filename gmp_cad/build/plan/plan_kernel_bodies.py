"""The body that proposes a process plan, runs it on solids, and tries again where it fails."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import cadquery as cq

from gmp_cad.build.documents.document_bodies import project_header, workshop_of
from gmp_cad.build.plan.phase_graph import FORM_TOOLS
from gmp_cad.build.plan.plan_completion import completed
from gmp_cad.build.plan.proposed import ProposedPlan
from gmp_cad.build.study_bodies import part_spec
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.errors import Problem
from gmp_cad.evidence import Closure, Feature, PartGeometry, PhaseState, Removal
from gmp_cad.kernel import brep
from gmp_cad.kernel.machining.access import access
from gmp_cad.kernel.machining.in_process import CLOSED_MM3, in_process
from gmp_cad.process.planning.choices import Choices
from gmp_cad.process.planning.draft import Draft
from gmp_cad.process.planning.part_view import PartView
from gmp_cad.process.planning.proposal import propose
from gmp_cad.process.planning.repair import alternatives, fails
from gmp_cad.process.planning.writing import name_lines, toml_text
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.product import Project
from gmp_cad.spec.toml import parse
from gmp_cad.spec.workshop import Workshop

_TRIES = 10
_FRUITLESS = 4  # plans run in a row of which none is better: the next ones seldom are


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A proposed plan that was run on solids: its text, its proofs, how many were run."""

    draft: Draft
    text: str
    states: tuple[PhaseState, ...]
    removals: tuple[Removal, ...]
    closure: Closure
    problems: tuple[Problem, ...]
    tries: int = 1

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left and nothing is missing."""
        return max(self.closure.left_mm3, self.closure.missing_mm3) <= CLOSED_MM3

    @property
    def faults(self) -> int:
        """How many proofs fail, and what could not be computed."""
        return sum(map(fails, self.removals)) + len(self.problems)

    @property
    def closes(self) -> bool:
        """Whether the last workpiece is the finished part and every proof passes."""
        return self.is_whole and not self.faults

    @property
    def rank(self) -> tuple[float, ...]:
        """How far from closed the plan is: the least is best."""
        gouge = sum(removal.gouge_mm3 for removal in self.removals)
        off = self.closure.left_mm3 + self.closure.missing_mm3
        return (not self.is_whole, round(off + gouge, 3), self.faults)


def plan(data: Data, params: Params) -> Result:
    """Propose the plan of a part and prove it; see :class:`~gmp_cad.build.plan.proposed.ProposedPlan`."""
    spec = part_spec(params)
    stock = brep.from_bytes(data["stock"]) if "stock" in data else None
    workshop = workshop_of(params)
    found = planned(
        brep.from_bytes(data["brep"]), decode(data["geometry"], PartGeometry), spec,
        workshop, stock, params["lang"],
    )  # fmt: skip
    found = _signed(found, spec, project_header(params))
    found = _completed(found, spec, workshop, params["lang"])
    proposal = ProposedPlan(
        part=spec.name, text=found.text, names=tuple(name_lines(found.draft)),
        removals=found.removals, closure=found.closure, problems=found.problems,
        remarks=found.draft.remarks, tries=found.tries,
    )  # fmt: skip
    return {"proposal": encode(proposal, ProposedPlan)}, {}


def planned(
    part: cq.Shape,
    geometry: PartGeometry,
    spec: PartSpec,
    workshop: Workshop,
    stock: cq.Shape | None,
    lang: str = "fr",
) -> Planned:
    """Return the best plan found for a part; the first that closes ends the search.

    ``stock``: the casting or forging of the model, if it has one. Deterministic: the alternatives
    are tried in a fixed order, and no more of them when several in a row are no better.
    """
    view = PartView(
        name=spec.name, spec=spec, geometry=geometry, workshop=workshop,
        access=access(part, geometry, stock), casting=stock is not None,
    )  # fmt: skip
    form_tools = frozenset(tool.id for tool in workshop.tools if tool.kind in FORM_TOOLS)
    tried: list[Choices] = []
    waiting = [Choices()]
    best: Planned | None = None
    better = 0
    while waiting and (best is None or not best.closes):
        if len(tried) == _TRIES or len(tried) - better == _FRUITLESS:
            break
        choices = waiting.pop(0)
        if choices in tried:
            continue
        tried.append(choices)
        found = _run(part, view, choices, (stock, form_tools, lang))
        if best is None or found.rank < best.rank:
            best, better = found, len(tried)
            waiting = [*alternatives(found.draft, found.removals, choices), *waiting]
    assert best is not None
    return replace(best, tries=len(tried))


def _signed(found: Planned, spec: PartSpec, project: Project) -> Planned:
    """Return the plan with who answers for it: the part's author if it has one, else the project's."""
    draft = replace(
        found.draft, author=spec.part.author or project.author, checker=project.checker,
        date=project.date,
    )  # fmt: skip
    return replace(found, draft=draft)


def _completed(found: Planned, spec: PartSpec, workshop: Workshop, lang: str) -> Planned:
    """Return the plan with forces and gauges; they change no solid, so that its proofs still hold."""
    plan = _parsed(found.text, spec.name)
    observed = (found.states, found.removals)
    draft = completed(found.draft, plan, spec, workshop, observed)
    return replace(found, draft=draft, text=toml_text(draft, spec.part.title, lang))


def _parsed(text: str, name: str) -> ProcessPlan:
    plan = parse(text, f"parts/{name}/process.toml", ProcessPlan)
    return plan.model_copy(update={"part": name})


def _run(
    part: cq.Shape,
    view: PartView,
    choices: Choices,
    given: tuple[cq.Shape | None, Collection[str], str],
) -> Planned:
    stock, form_tools, lang = given
    draft = propose(view, choices)
    text = toml_text(draft, view.spec.part.title, lang)
    plan = _parsed(text, view.name)
    derived = in_process(part, _named(view, draft), plan, stock, view.spec.dimensions, form_tools)
    return Planned(
        draft=draft, text=text, states=tuple(state for state, _ in derived.states), removals=derived.removals, closure=derived.closure,
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
