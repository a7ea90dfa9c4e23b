"""The study of the stock: its figures, its drawing, its verdicts in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.documents.plan.stock_document import stock_document
from gmp_cad.documents.printing.embedded import document_pdf
from gmp_cad.drawing import svg
from gmp_cad.drawing.primitives import Polyline, Text
from gmp_cad.drawing.stock_picture import FINISHED, stock_picture
from gmp_cad.evidence import Projection, ViewCurve
from gmp_cad.process.stock_study import StockSide, StockStudy
from tests.documents import test_plan_documents, vice


def square(size: float, name: str = "front") -> Projection:
    corners = ((0.0, 0.0), (size, 0.0), (size, size), (0.0, size), (0.0, 0.0))
    return Projection(
        name=name, right=(1.0, 0.0, 0.0), up=(0.0, 0.0, 1.0), box_mm=(0.0, 0.0, size, size),
        curves=(ViewCurve(points=corners, line="visible"), ViewCurve(points=corners, line="hidden")),
    )  # fmt: skip


def side(name: str, raw: float, finished: float) -> StockSide:
    return StockSide(side=name, condition="sawn", raw_mm=raw, finished_mm=finished, interval_mm=1.0,
                     chip_mm=0.5)  # fmt: skip


def study() -> StockStudy:
    planned = test_plan_documents.planned()
    return StockStudy(
        stock=planned.plan.stock, size_mm=(204.0, 130.0, 30.0), stock_kg=4.0, part_kg=2.5,
        sides=(side("+X", 104, 100), side("-X", 100, 100), side("+Z", 10.4, 10), side("R", 12, 10)),
        price_eur_kg=3.5,
    )  # fmt: skip


def document(lang: str = "fr", *, drawn: bool = True):
    drawing = stock_picture([(square(40), square(30))], [("40", "40")], (172, 92), "brut")
    picture = ("stock-x.svg", svg.to_svg(drawing) if drawn else "")
    return stock_document(test_plan_documents.planned(), study(), picture, lang)


def test_sides_say_whether_their_allowance_is_enough():
    rows = {
        row["cells"][0]: (row["status"], row["cells"][4]) for row in document().context["sides"]
    }
    assert rows == {
        "+X": ("PASS", "4"), "−X": ("SKIP", "0"), "+Z": ("WARN", "0,4"),
        "autour de l'axe": ("PASS", "2"),
    }  # fmt: skip


def test_masses_prices_and_material_used():
    lines = {line["label"]: line["value"] for line in document("en").context["masses"]}
    assert lines["Chips (kg)"] == "1.500"
    assert lines["Material used (part / stock)"] == "62.5 %"
    assert lines["Bought for 1 kg of part (kg)"] == "1.6"
    assert lines["Stock of a part (€)"] == "14.00"
    free = stock_document(
        test_plan_documents.planned(), replace(study(), price_eur_kg=None), ("", ""), "en"
    )
    lines = {line["label"]: line["value"] for line in free.context["masses"]}
    assert lines["Stock of a part (€)"] == "—"


def test_the_part_stands_inside_its_stock_at_one_scale():
    drawing = stock_picture([(square(40), square(30))], [("40", "")], (172, 92), "brut")
    lines = [p for p in drawing.primitives if isinstance(p, Polyline) and len(p.points) == 5]
    stock, part = (
        next(p for p in lines if (p.pen == FINISHED) is inner) for inner in (False, True)
    )
    width = [max(x for x, _ in p.points) - min(x for x, _ in p.points) for p in (stock, part)]
    assert width[1] / width[0] == pytest.approx(30 / 40)
    assert stock.points[0] == pytest.approx(part.points[0])  # both stand on the same corner
    assert [p.text for p in drawing.primitives if isinstance(p, Text)] == ["40"]
    assert all(0 <= x <= 172 and 0 <= y <= 92 for p in lines for x, y in p.points)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("drawn", [True, False])
def test_it_takes_one_page(lang, drawn):
    data = document_pdf(
        document(lang, drawn=drawn), test_plan_documents.SIGNED, vice.templates(), lang
    )
    assert vice.page_count(data) == 1
