"""The definition drawing of a part from its specification and what was observed on the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gmp_cad.documents import pdf, template
from gmp_cad.documents.figures import date_parts
from gmp_cad.documents.title_block import notes_of, title_block
from gmp_cad.drawing import specified, svg
from gmp_cad.drawing.definition import (
    DefinitionInput,
    definition_drawing,
    shown,
)
from gmp_cad.drawing.primitives import Drawing
from gmp_cad.evidence import MassProperties, PartGeometry, Projection
from gmp_cad.language import Message
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What the kernel observed on a part: features, mass, views by name."""

    geometry: PartGeometry
    mass: MassProperties
    views: tuple[Projection, ...]


def definition_of(spec: PartSpec, project: Project, observed: Observed, lang: str) -> Drawing:
    """Return the definition drawing: views, dimensions with balloons, their table, title block."""
    return definition_drawing(_input(spec, project, observed, lang))


def _input(spec: PartSpec, project: Project, observed: Observed, lang: str) -> DefinitionInput:
    views = {view.name: view for view in observed.views}
    return DefinitionInput(
        views=specified.chosen_views(views),
        isometric=views.get("isometric"),
        faces=observed.geometry.faces,
        dimensions=specified.drawn_dimensions(spec, observed.geometry),
        rows=specified.dimension_rows(spec, lang),
        marks=specified.surface_marks(spec, observed.geometry),
        notes=notes_of(spec.part, lang),
        block=title_block(spec, project, observed.mass, lang),
    )


def drawn_lines(spec: PartSpec, project: Project, observed: Observed, lang: str) -> tuple[str, ...]:
    """Return the lines of the specification that the views of the drawing show.

    ``bore`` for a dimension; ``tolerances.KEY``, ``datums.LETTER`` and ``textures.SURFACE``. A dimension that stands in the
    table alone is not among them: nobody can tell from the sheet where it applies.
    """
    dimensions, marks = shown(_input(spec, project, observed, lang))
    names = {number: name for name, number in balloons(spec).items()}
    lines = [names[dimension.balloon] for dimension in dimensions]
    frames = [frame for item in dimensions for frame in item.frames]
    frames += [frame for mark in marks for frame in mark.frames]
    lines += [f"tolerances.{frame.line}" for frame in frames]
    letters = [item.datum for item in dimensions] + [mark.datum for mark in marks]
    lines += [f"datums.{letter}" for letter in letters if letter]
    lines += [f"textures.{m.on}" for m in marks if m.texture and m.on in spec.textures]
    return tuple(sorted(lines))


def balloons(spec: PartSpec) -> dict[str, str]:
    """Return the balloon number of each line of ``[dimensions]``, in the order of the file."""
    return {name: str(i) for i, name in enumerate(spec.dimensions, start=1)}


def drawing_pdf(
    drawing: Drawing, spec: PartSpec, project: Project, templates: Mapping[str, str], lang: str
) -> bytes:
    """Return a drawing as a PDF page of its own size."""
    identity = spec.part
    title = Message(
        "Definition drawing — {number} {title}", number=identity.number, title=identity.title
    )
    context = {
        "title": title.say(lang), "author": identity.author or project.author,
        "date": date_parts(project.date), "file": "drawing.svg",
        "width": drawing.width, "height": drawing.height,
    }  # fmt: skip
    source = template.render(templates, "drawing.typ.j2", {"drawing": context}, lang)
    files = {"gmp.typ": templates["gmp.typ"], "drawing.svg": svg.to_svg(drawing)}
    return pdf.pdf(source, files, project.date, "drawing.typ.j2")
