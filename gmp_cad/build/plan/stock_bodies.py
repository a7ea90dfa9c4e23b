"""Body of the task that studies the stock of a part. No kernel."""

from __future__ import annotations

from gmp_cad.build.documents.embedded_bodies import embedded_outputs, part_publisher
from gmp_cad.build.documents.plan_documents_bodies import planned_part
from gmp_cad.documents.plan.planned import PlannedPart
from gmp_cad.documents.plan.stock_document import stock_document
from gmp_cad.drawing import svg
from gmp_cad.drawing.stock_picture import stock_picture
from gmp_cad.engine.codec import Data, Params, Result, decode
from gmp_cad.evidence import MassProperties, PhaseState, Projection
from gmp_cad.language import Message, number
from gmp_cad.process.stock_study import StockStudy, stock_sides
from gmp_cad.standards.prices import stock_price_eur_kg

_FRAME_MM = (172.0, 92.0)
_ROUND = ("round", "tube")
_HALF = 0.5


def stock_study(data: Data, params: Params) -> Result:
    """Compare the stock with the finished part, draw both, and write the study."""
    lang, planned = params["lang"], planned_part(data, params)
    document = stock_document(planned, _study(data, planned), _picture(data, planned, lang), lang)
    publisher = part_publisher(params, planned.part, planned.plan)
    return embedded_outputs(document, publisher, params), {}


def _study(data: Data, planned: PlannedPart) -> StockStudy:
    states = {s.phase: s for s in decode(data["states"], tuple[PhaseState, ...])}
    raw, last = states["00"], states[str(planned.plan.phases[-1].number)]
    box = raw.box_mm
    return StockStudy(
        stock=planned.plan.stock, sides=stock_sides(planned.plan.stock, raw, last),
        size_mm=(box[3] - box[0], box[4] - box[1], box[5] - box[2]), stock_kg=planned.stock_kg,
        part_kg=decode(data["mass"], MassProperties).mass_kg,
        price_eur_kg=stock_price_eur_kg(planned.part.part.matter),
    )  # fmt: skip


def _picture(data: Data, planned: PlannedPart, lang: str) -> tuple[str, str]:
    """Return the drawing of the stock as file name and SVG; "" where a solid could not be projected."""
    name = f"stock-{planned.part.name}.svg"
    if not {"views.stock", "views.finished"} <= set(data):
        return name, ""
    stock, part = (
        decode(data[f"views.{what}"], tuple[Projection, ...]) for what in ("stock", "finished")
    )
    sizes = [_sizes(view, data, planned, lang) for view in stock]
    title = Message("stock of {part}", part=planned.title).say(lang)
    pairs = tuple(zip(stock, part, strict=True))
    return name, svg.to_svg(stock_picture(pairs, sizes, _FRAME_MM, title))


def _sizes(view: Projection, data: Data, planned: PlannedPart, lang: str) -> tuple[str, str]:
    """Return width and height of the stock in a view; a round's diameter once, along its axis."""
    states = {s.phase: s for s in decode(data["states"], tuple[PhaseState, ...])}
    box, stock = states["00"].box_mm, planned.plan.stock
    axes = [next(i for i in range(3) if abs(way[i]) > _HALF) for way in (view.right, view.up)]
    width, height = (number(round(box[i + 3] - box[i], 2), lang) for i in axes)
    if stock.form not in _ROUND:
        return width, height
    return (width, f"⌀{height}") if "XYZ"[axes[0]] == stock.axis[1] else ("", "")
