"""The room that a text takes, against what Typst sets."""

from __future__ import annotations

import json

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.documents.printing import wrapping
from gmp_cad.documents.templating.template import quoted
from gmp_cad.drawing.font import fallback
from tests.documents import vice

TEXTS = (
    "Épauler 2-3 — E puis F, en reprise sur la base usinée en phase 10", "fraise 2 tailles ⌀20 z4 carbure",
    "micromètre 0–25 ; micromètre 50–75, 1/5", "x", "un_identifiant_qui_ne_se_coupe_nulle_part_du_tout_jamais",
    "Contrôler sur marbre avec comparateur au 1/100 et cales étalons, noter sur la fiche de relevé de la série",
)  # fmt: skip


def typst_height_mm(text: str, width: float, size: float, folder) -> float:
    source = (
        '#import "gmp.typ": *\n#set text(font: body-font, hyphenate: false)\n#set par(leading: 0.5em)\n'
        f"#context metadata(measure(width: {width}mm, text({size}pt, breakable({quoted(text)}))).height.mm())"
    )
    (folder / "gmp.typ").write_text(vice.templates()["gmp.typ"], "utf-8")
    (folder / "main.typ").write_text(source, "utf-8")
    answer = typst.query(
        str(folder / "main.typ"),
        "metadata",
        font_paths=[str(fallback.font_folder())],
        ignore_system_fonts=True,
    )
    return float(json.loads(answer)[0]["value"])


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("width", [17, 31, 52])
def test_never_lower_than_what_is_set(text, width, tmp_path):
    lines = wrapping.line_count(text, width - 0.5, 6.4)
    expected = typst_height_mm(text, width, 6.4, tmp_path)
    planned = wrapping.height_mm(lines, 6.4)
    assert planned >= expected - 0.05
    assert planned <= expected + 2 * wrapping.height_mm(2, 6.4)


def test_one_line_is_as_wide_as_typst_makes_it(tmp_path):
    source = '#set text(font: "DejaVu Sans")\n#context metadata(measure(text(10pt, "Épauler ⌀20")).width.mm())'
    (tmp_path / "main.typ").write_text(source, "utf-8")
    answer = typst.query(
        str(tmp_path / "main.typ"),
        "metadata",
        font_paths=[str(fallback.font_folder())],
        ignore_system_fonts=True,
    )
    assert wrapping.text_width_mm("Épauler ⌀20", 10) == pytest.approx(
        json.loads(answer)[0]["value"], rel=0.01
    )


@given(st.text(max_size=200), st.floats(10, 100))
def test_more_room_never_needs_more_lines(text, width):
    assert wrapping.line_count(text, width * 2, 6) <= wrapping.line_count(text, width, 6)


def test_explicit_lines_count():
    assert wrapping.line_count("Vc\nm/min", 100, 6) == 2
