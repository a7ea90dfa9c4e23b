"""The definition drawing of a part from its specification and what was observed on the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gmp_cad.documents import pdf, sketch_dimension, template
from gmp_cad.documents.figures import date_parts, date_text, limits_text, mass_text
from gmp_cad.documents.phase_figure import tolerance_frame
from gmp_cad.drawing import svg
from gmp_cad.drawing.definition import (
    DefinitionInput,
    DimensionRow,
    SurfaceMark,
    definition_drawing,
)
from gmp_cad.drawing.primitives import Drawing
from gmp_cad.drawing.sheet import TitleBlock
from gmp_cad.drawing.sketch import SketchDimension
from gmp_cad.evidence import FaceGeometry, MassProperties, PartGeometry, Projection
from gmp_cad.language import Message, translate
from gmp_cad.spec.notation import print_size
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.product import Project

ISOMETRIC = "iso"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What the kernel observed on a part: features, mass, views."""

    geometry: PartGeometry
    mass: MassProperties
    views: tuple[Projection, ...]


def definition_of(spec: PartSpec, project: Project, observed: Observed, lang: str) -> Drawing:
    """Return the definition drawing: views, dimensions with balloons, their table, title block."""
    numbers = balloons(spec)
    return definition_drawing(
        DefinitionInput(
            views=tuple(v for v in observed.views if v.name != ISOMETRIC),
            isometric=next((v for v in observed.views if v.name == ISOMETRIC), None),
            faces=observed.geometry.faces,
            dimensions=tuple(_dimensions(spec, observed.geometry, numbers, lang)),
            rows=tuple(_rows(spec, numbers, lang)),
            marks=tuple(_marks(spec, observed.geometry)),
            block=_block(spec, project, observed.mass, lang),
        )
    )


def balloons(spec: PartSpec) -> dict[str, str]:
    """Return the balloon number of each line of ``[dimensions]``, in the order of the file."""
    return {name: str(i) for i, name in enumerate(spec.dimensions, start=1)}


def _faces(geometry: PartGeometry, name: str) -> tuple[FaceGeometry, ...]:
    """Return the faces of a feature, or of one instance ``name[i]``; all by increasing instance."""
    features = geometry.features.get(name)
    if features is None:
        return ()
    return tuple(geometry.faces[i] for feature in features for i in feature.faces)


def _dimensions(
    spec: PartSpec, geometry: PartGeometry, numbers: Mapping[str, str], lang: str
) -> Iterator[SketchDimension]:
    for name, dimension in spec.dimensions.items():
        placed = _placed(dimension, geometry, numbers[name], lang)
        if placed is not None:
            yield placed


def _placed(
    dimension: Dimension, geometry: PartGeometry, balloon: str, lang: str
) -> SketchDimension | None:
    text = print_size(dimension.size, lang).strip("[]")
    if dimension.between is None:
        faces = _faces(geometry, dimension.id)
        return sketch_dimension.on_one(dimension.size, faces, text=text, balloon=balloon)
    first, second = (_faces(geometry, end) for end in dimension.between)
    return sketch_dimension.between(dimension.size, first, second, text=text, balloon=balloon)


def _rows(spec: PartSpec, numbers: Mapping[str, str], lang: str) -> Iterator[DimensionRow]:
    for name, dimension in spec.dimensions.items():
        yield DimensionRow(
            number=numbers[name], text=print_size(dimension.size, lang),
            limits=limits_text(dimension, lang), designation=dimension.note or name,
        )  # fmt: skip


def _marks(spec: PartSpec, geometry: PartGeometry) -> Iterator[SurfaceMark]:
    """Yield what is written on surfaces: texture, geometric tolerances, datum letters."""
    textures = {name: d.ra for name, d in spec.dimensions.items() if d.ra} | dict(spec.textures)
    frames = {t.on: [] for t in spec.tolerances.values()}
    for tolerance in spec.tolerances.values():
        frames[tolerance.on].append(tolerance_frame(tolerance))
    datums = {name: letter for letter, name in spec.datums.items()}
    for name in dict.fromkeys([*textures, *frames, *datums]):
        faces = _faces(geometry, name)
        if faces:
            yield SurfaceMark(
                faces=tuple(f.index for f in faces), texture=textures.get(name) or "",
                frames=tuple(frames.get(name, ())), datum=datums.get(name, ""),
            )  # fmt: skip


def _block(spec: PartSpec, project: Project, mass: MassProperties, lang: str) -> TitleBlock:
    identity = spec.part
    return TitleBlock(
        owner=project.owner, number=identity.number, revision=identity.revision,
        title=identity.title, document_type=translate("Definition drawing", lang),
        status=translate("Under study", lang), creator=identity.author or project.author,
        approver=project.checker, date=date_text(project.date, lang), language=lang,
        material=" — ".join(filter(None, (identity.material_name, identity.treatment))),
        mass=mass_text(mass.mass_kg, lang), surface_texture=identity.surface_texture or "",
        general_tolerances=f"ISO 8015 · {identity.general_tolerances}",
    )  # fmt: skip


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
