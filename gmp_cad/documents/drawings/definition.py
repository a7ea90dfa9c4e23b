"""The definition drawing of a part from its specification and what was observed on the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gmp_cad.documents.drawings.title_block import general_notes, part_content, revision_rows
from gmp_cad.drawing.annotation import PartAnnotations, key_of
from gmp_cad.drawing.best_sheet import Drawn
from gmp_cad.drawing.callouts_of import annotations_of
from gmp_cad.drawing.composition import Paper
from gmp_cad.drawing.part_drawing import PartDrawing, part_drawing
from gmp_cad.drawing.primitives import Drawing, Group
from gmp_cad.drawing.sheets.signs import projection_sign
from gmp_cad.drawing.views.plan import DrawingPlan
from gmp_cad.drawing.views.planner import plan_views
from gmp_cad.evidence import PartGeometry, Projection
from gmp_cad.language import Message
from gmp_cad.spec.drawing import DrawingChoices
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Project
from gmp_cad.spec.sheet_template import SheetTemplate


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What the definition drawing of a part is made from.

    ``projections``: views and cuts by name; ``mass_kg`` is None where it is not known.
    ``choices``: those of the part over those of the project.
    """

    spec: PartSpec
    project: Project
    choices: DrawingChoices
    template: SheetTemplate
    geometry: PartGeometry
    projections: Mapping[str, Projection]
    mass_kg: float | None
    lang: str = "fr"

    @property
    def annotations(self) -> PartAnnotations:
        """What the drawing must say."""
        return annotations_of(self.spec, self.geometry, self.lang)


def planned(definition: Definition) -> DrawingPlan:
    """Return the views of the drawing, and the cuts that they need; ``projections`` lack those."""
    return plan_views(
        definition.geometry, definition.annotations, definition.projections,
        definition.choices.method,
    )  # fmt: skip


def definition_drawing(definition: Definition, plan: DrawingPlan) -> Drawn:
    """Return the definition drawing of the planned views."""
    spec, lang, choices = definition.spec, definition.lang, definition.choices
    content = part_content(spec, definition.project, definition.mass_kg, lang)
    content = content.drawn(projection=projection_sign(choices.method)).also(sheet="1/1")
    title = Message(
        "Definition drawing — {number} {title}", number=spec.part.number, title=spec.part.title
    )
    paper = Paper(
        template=definition.template, content=content,
        title=title.say(lang), revisions=revision_rows(spec.revisions, lang),
        notes=general_notes(spec.part, lang), lang=lang,
    )  # fmt: skip
    return part_drawing(
        PartDrawing(
            annotations=definition.annotations,
            geometry=definition.geometry,
            plan=plan,
            projections=definition.projections,
            paper=paper,
            choices=choices,
        )
    )


def drawn_lines(drawing: Drawing) -> tuple[str, ...]:
    """Return the lines of the specification that a drawing shows at their places.

    ``bore`` for a dimension; ``tolerances.KEY``, ``datums.LETTER`` and ``textures.SURFACE``. What
    stands in the notes alone is not among them: nobody can tell from the sheet where it applies.
    """
    groups = (g for g in drawing.primitives if isinstance(g, Group) and g.layer != "balloons")
    keys = {key for group in groups for key in group.keys}
    return tuple(sorted(key.removeprefix("dimensions.") for key in keys if key))


def lost_keys(drawn: Drawn) -> frozenset[str]:
    """Return the keys of the lines for which no view has a place: they stand in the notes."""
    return frozenset(key_of(line) for line, _ in drawn.unplaced)
