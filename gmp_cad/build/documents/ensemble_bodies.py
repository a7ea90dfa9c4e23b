"""Bodies of the tasks of an assembly drawing: its views planned, then laid out and written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.documents.document_bodies import project_header
from gmp_cad.build.study_bodies import part_spec
from gmp_cad.checks import drawing as drawing_checks
from gmp_cad.checks import ensemble as ensemble_checks
from gmp_cad.documents.drawings.drawing_pdf import Imprint, drawing_pages
from gmp_cad.documents.drawings.ensemble import (
    Assembled,
    EnsemblePlan,
    Sheets,
    ensemble_sheets,
    planned,
    with_held,
)
from gmp_cad.drawing import svg
from gmp_cad.drawing.assembly.cutting import outside_planes
from gmp_cad.drawing.assembly.general import Sheeted
from gmp_cad.drawing.assembly.pictorial import EXPLODED
from gmp_cad.drawing.dxf import to_dxf
from gmp_cad.drawing.primitives import Group
from gmp_cad.drawing.score import score
from gmp_cad.drawing.view import ISOMETRIC
from gmp_cad.engine.codec import Data, Params, Result, decode, dump, encode
from gmp_cad.evidence import AssemblyPosition, Cut, MassProperties, PartGeometry, Projection
from gmp_cad.finding import Finding
from gmp_cad.spec.drawing import DrawingChoices
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.sheet_template import FILE, read_sheet_template
from gmp_cad.spec.toml import Source, parse, validate

_ITEM = "item."


def assembled_of(data: Data, params: Params) -> Assembled:
    """Return an assembly with what was observed of its parts and of their places."""
    kind: type[ProductSpec | FixtureSpec] = (
        ProductSpec if params["subject"] == "product" else FixtureSpec
    )
    spec = parse(params["file"], params["file_name"], kind, lang=params["lang"])
    items = [item.name for item in spec.items]
    return Assembled(
        spec=spec,
        parts={name: part_spec(texts) for name, texts in params["parts"].items()},
        positions=decode(data["positions"], tuple[AssemblyPosition, ...]),
        geometry={name: decode(data[f"geometry.{name}"], PartGeometry) for name in items},
        masses={name: decode(data[f"mass.{name}"], MassProperties) for name in items},
    )


def ensemble_plan(data: Data, params: Params) -> Result:
    """Plan the views of an assembly drawing; ask for what the kernel shall project and cut."""
    plan = planned(assembled_of(data, params))
    outside = outside_planes(plan.drawing)
    sections = {cut.name: (cut.right, cut.up) for cut in plan.drawing.cuts}
    apart = {
        "name": EXPLODED, "right": ISOMETRIC[0], "up": ISOMETRIC[1], "hidden": False,
        "offsets": {move.part: move.offset for move in plan.moves},
    }  # fmt: skip
    return {
        "plan": encode(plan, EnsemblePlan),
        "views": dump([*_requests(outside), apart]),
        "cuts": encode(plan.drawing.cuts, tuple[Cut, ...]),
        "held": dump(list(_requests(outside | sections))),
    }, {}


def _requests(planes: Any) -> Iterator[dict[str, Any]]:
    for name, (right, up) in planes.items():
        yield {"name": name, "right": right, "up": up, "hidden": False}


def ensemble(data: Data, params: Params) -> Result:
    """Draw the sheets of an assembly and write them as SVG, DXF and PDF."""
    assembled, lang = assembled_of(data, params), params["lang"]
    project = project_header(params)
    own = validate(params["choices"], Source("parts/product.toml", ""), DrawingChoices)
    projections = _projections(data)
    found = ensemble_sheets(
        assembled, decode(data["plan"], EnsemblePlan), projections,
        Sheets(
            project=project, choices=assembled.spec.drawing.over(own), lang=lang,
            template=read_sheet_template(params["templates"]["sheet.toml"], FILE, lang),
        ),
    )  # fmt: skip
    drawings = [sheet.drawing for sheet in found]
    spec = assembled.spec
    identity = spec.product if isinstance(spec, ProductSpec) else spec.fixture
    imprint = Imprint(
        title=drawings[0].title, author=project.author, date=project.date,
        keywords=(project.affair, f"{identity.number} — {identity.revision}"),
    )  # fmt: skip
    rough = tuple(name for name, view in projections.items() if not view.exact)
    findings = _judged(params["subject"], assembled, found, rough)
    written = {"pdf": drawing_pages(drawings, imprint, params["templates"], lang)}
    for suffix, drawing in zip(("", "2"), drawings, strict=True):
        written[f"svg{suffix}"] = svg.to_svg(drawing).encode()
        written[f"dxf{suffix}"] = to_dxf(drawing, lang)
    return {**written, "findings": encode(findings, tuple[Finding, ...])}, {}


def _projections(data: Data) -> dict[str, Projection]:
    """Return views and cuts by name, those of a fixture with its workpiece."""
    drawn = (*decode(data["views"], tuple[Projection, ...]),
             *decode(data["cuts"], tuple[Projection, ...]))  # fmt: skip
    held = decode(data["held"], tuple[Projection, ...]) if "held" in data else ()
    beside = {view.name: view for view in held}
    return {
        view.name: with_held(view, beside[view.name]) if view.name in beside else view
        for view in drawn
    }


def _judged(
    subject: str, assembled: Assembled, sheets: tuple[Sheeted, ...], rough: tuple[str, ...]
) -> tuple[Finding, ...]:
    """Judge the sheets: whole, and legible; ``rough``: views with approximate hidden lines."""
    keys = [[g.key for g in sheet.drawing.primitives if isinstance(g, Group)] for sheet in sheets]
    fits = tuple(f"{fit.hole}/{fit.shaft}" for fit in assembled.spec.fits)
    drawn = ensemble_checks.DrawnAssembly(
        subject=subject,
        items=tuple(str(item.ref) for item in assembled.spec.items),
        fits=fits,
        sheets=tuple(
            tuple(key.removeprefix(_ITEM) for key in on if key.startswith(_ITEM)) for on in keys
        ),
        shown=tuple(key for key in keys[0] if key in fits),
        rest=len(sheets[-1].rest),
    )
    legible = [
        finding
        for number, sheet in enumerate(sheets, start=1)
        for finding in drawing_checks.sheet(
            drawing_checks.DrawnSheet(
                subject=f"{subject}.{number}",
                score=score(sheet.drawing, ()),
                shortened=sheet.shortened,
                given_up=sheet.given_up,
                rough=tuple(name for name in rough if (name == EXPLODED) == (number > 1)),
            )
        )
    ]
    return (*ensemble_checks.ensemble(drawn), *legible)
