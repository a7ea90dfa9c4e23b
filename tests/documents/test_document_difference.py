"""Documents compared page by page: real PDF files, written by Typst as ours are."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import typst
from PIL import Image

from gmp_cad.documents.comparison.document_difference import (
    DocumentDifference,
    DocumentStates,
    document_difference,
)
from gmp_cad.documents.printing import pdf
from gmp_cad.documents.printing.page_picture import PageReader, size_mm
from gmp_cad.documents.templating import template
from gmp_cad.spec.sheet_template import FILE, read_sheet_template

A4 = (210, 297)
SHEET = read_sheet_template(template.load(Path("none"))["sheet.toml"], FILE, "fr")


def document(tmp_path: Path, *pages: str, size: tuple[int, int] = A4) -> bytes:
    """A PDF with the text of each page 50 mm from the left and 100 mm from the top."""
    source = f"#set page(width: {size[0]}mm, height: {size[1]}mm, margin: 0mm)\n"
    source += '#set text(font: "DejaVu Sans", size: 9pt)\n'
    source += "#pagebreak()\n".join(
        f"#place(dx: 50mm, dy: 100mm)[{text}]#place(dx: 20mm, dy: 20mm)[Contrat de phase {text[:1]}]\n"
        for text in pages
    )  # fmt: skip
    main = tmp_path / "main.typ"
    main.write_text(source, "utf-8")
    made = typst.Compiler(
        str(main), root=str(tmp_path), font_paths=pdf.fonts(), ignore_system_fonts=True
    ).compile(format="pdf", pdf_standards=["a-2b"])
    assert isinstance(made, bytes)
    return made


def difference(
    before: bytes | None, after: bytes | None, path: str = "parts/cale/contrat-20.pdf"
) -> DocumentDifference:
    return document_difference(
        DocumentStates(path=path, before=before, after=after, sheet=SHEET, lang="fr")
    )


def test_pages_are_read_in_order_with_their_size(tmp_path: Path):
    with PageReader(document(tmp_path, "1 un", "2 deux", size=(420, 297)), "a.pdf") as reader:
        pages = [page.pixels() for page in reader.pages()]
    assert [size_mm(pixels) for pixels in pages] == [(420.0, 297.0)] * 2
    assert not np.array_equal(*pages)


def test_one_changed_digit_is_found_where_it_is_and_seen_from_close(tmp_path: Path):
    before, after = (document(tmp_path, "a", f"cote {n}") for n in ("20,05", "20,08"))
    found = difference(before, after)
    (change,) = found.pages
    assert (change.page, change.page_before, change.status) == (2, 2, "changed")
    (region,) = change.regions
    left, top, width, height = region.box_mm
    assert 50 < left < 80
    assert 97 < top < 105
    assert width < 8
    assert height < 8
    assert region.zone == ""
    assert (region.removed, region.added) == (True, True)
    named = {change.before, change.after, change.marked, region.before, region.after}
    assert named == set(found.pictures)
    close = [
        np.asarray(Image.open(io.BytesIO(found.pictures[n]))) for n in (region.before, region.after)
    ]
    assert close[0].shape == close[1].shape
    assert (close[0] < 128).any()
    assert not np.array_equal(*close)


def test_the_zone_is_told_of_drawings_alone(tmp_path: Path):
    before, after = (document(tmp_path, f"b {n}", size=(420, 297)) for n in ("5", "8"))
    for path, zone in (("parts/cale/drawing.pdf", "C1"), ("parts/cale/contrat-20.pdf", "")):
        (change,) = difference(before, after, path).pages
        (region,) = change.regions
        assert region.zone == zone


def test_a_page_that_was_put_in_is_the_only_one_that_differs(tmp_path: Path):
    texts = ["a " * 40, "b " * 60, "c " * 50]
    whole, less = document(tmp_path, *texts), document(tmp_path, texts[0], texts[2])
    (added,) = difference(less, whole).pages
    assert (added.page, added.page_before, added.status) == (2, None, "added")
    assert added.before is None
    assert added.after is not None
    (removed,) = difference(whole, less).pages
    assert (removed.page, removed.page_before, removed.status) == (2, 2, "removed")
    assert removed.after is None


def test_another_format_is_told_and_not_marked(tmp_path: Path):
    found = difference(document(tmp_path, "x"), document(tmp_path, "x", size=(297, 210)))
    (change,) = found.pages
    assert (change.size_before_mm, change.size_mm) == ((210.0, 297.0), (297.0, 210.0))
    assert change.marked is None
    assert {change.before, change.after} == set(found.pictures)


def test_a_document_that_came_or_went_shows_its_pages(tmp_path: Path):
    made = document(tmp_path, "a", "b")
    assert [p.status for p in difference(None, made).pages] == ["added", "added"]
    assert [p.status for p in difference(made, None).pages] == ["removed", "removed"]


def test_nothing_is_told_of_files_that_look_alike(tmp_path: Path):
    made = document(tmp_path, "a", "b")
    other = made.replace(b"%PDF-1.7", b"%PDF-1.7\n%x")
    assert other != made
    for after in (made, other):
        assert difference(made, after) == DocumentDifference()


@pytest.mark.parametrize("broken", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_what_cannot_be_read_is_told_never_left_out(tmp_path: Path, broken: bytes):
    (change,) = difference(document(tmp_path, "a"), broken).pages
    assert change.note.startswith("ses pages ne peuvent pas être lues")
    assert str(tmp_path) not in change.note


def test_the_same_documents_give_the_same_bytes(tmp_path: Path):
    pair = document(tmp_path, "a", "b 1"), document(tmp_path, "a", "b 2")
    assert difference(*pair).pictures == difference(*pair).pictures
