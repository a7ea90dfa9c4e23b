"""Bookmarks read from the bytes of a PDF: what another reader finds, whatever the titles hold."""

from __future__ import annotations

import io

import pikepdf
import pytest

from gmp_cad.documents.printing.pdf_outline import bookmarks

TITLES = [
    "A (b) \\ c",
    "Étude du brut — ⌀16 H7 Ⓔ",
    "/First 3 0 R /Next 9 0 R >>",
    "((",
    "a\nb",
    "𝛑 🙂",
]


def written(streams: pikepdf.ObjectStreamMode) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    with document.open_outline() as outline:
        for title in TITLES:
            top = pikepdf.OutlineItem(title, 0)
            top.children.append(pikepdf.OutlineItem(title + " / enfant", 0))
            outline.root.append(top)
    target = io.BytesIO()
    document.save(target, object_stream_mode=streams)
    return target.getvalue()


@pytest.mark.parametrize(
    "streams", [pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable]
)
def test_bookmarks_are_those_that_another_program_wrote(streams):
    expected = tuple(
        entry for title in TITLES for entry in ((1, title), (2, title + " / enfant"))
    )  # fmt: skip
    assert bookmarks(written(streams)) == expected


def test_a_file_without_bookmarks_has_none():
    document, target = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(target)
    assert bookmarks(target.getvalue()) == ()
    assert bookmarks(b"no PDF") == ()
