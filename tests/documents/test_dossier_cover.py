"""The cover shows the shaded product; its drawing where there is no shaded picture."""

from __future__ import annotations

import io

import numpy as np
import pikepdf

from gmp_cad.documents.dossier.dossier import dossier_context, dossier_pdf, picture_files
from gmp_cad.drawing.shaded.png import to_png
from gmp_cad.drawing.shaded.size import DOTS_PER_MM, PICTURE_PX
from tests.documents import vice

SOLID = np.full((PICTURE_PX[1], PICTURE_PX[0], 4), (90, 120, 150, 255), dtype=np.uint8)


def cover_images(pdf: bytes) -> list[tuple[int, int]]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            (int(image.Width), int(image.Height))
            for image in document.pages[0].get_images().values()
        ]


def test_the_cover_shows_the_shaded_product_instead_of_its_drawing():
    png = to_png(SOLID, DOTS_PER_MM)
    shown = vice.dossier(shaded=png)
    files = picture_files(shown, "fr")
    cover = dossier_context(shown, "fr")["cover"]["picture"]
    assert files[cover["file"]] == png
    assert cover["alt"] == "vue isométrique ombrée"
    assert abs(cover["width"] / cover["height"] - 4 / 3) < 1e-9
    assert vice.dossier().picture.svg not in files.values()
    templates = vice.templates()
    assert PICTURE_PX in cover_images(dossier_pdf(shown, templates, "fr"))
    assert PICTURE_PX not in cover_images(dossier_pdf(vice.dossier(), templates, "fr"))


def test_without_a_shaded_picture_the_cover_shows_the_drawing():
    shown = vice.dossier()
    cover = dossier_context(shown, "fr")["cover"]["picture"]
    assert picture_files(shown, "fr")[cover["file"]] == shown.picture.svg
