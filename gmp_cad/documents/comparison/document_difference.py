"""A document in two states, compared page by page as pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import PurePosixPath

from gmp_cad.documents.comparison.difference import PageChange, PageRegion
from gmp_cad.documents.comparison.page_alignment import Pair, aligned, thumbnail
from gmp_cad.documents.comparison.page_difference import Marked, compared
from gmp_cad.documents.printing.page_picture import (
    CLOSE_PPI,
    ENDINGS,
    INCH_MM,
    PAGE_PPI,
    Page,
    PageReader,
    Pixels,
    is_grey,
    size_mm,
)
from gmp_cad.drawing.shaded.png import to_png
from gmp_cad.drawing.sheets.zones import zone_of
from gmp_cad.errors import UsageError
from gmp_cad.spec.sheet_template import SheetTemplate
from gmp_cad.standards.sheets import sheets

FOLDER = "pages"  # of the report, where the pictures of pages stand
_DRAWING = "drawing"  # how the names of documents begin whose sheets have zones
_EFFORT = 6
_CLOSE_REGIONS = 8  # of a page, the first ones
_CLOSE_MM = (90.0, 75.0)  # what is larger is seen on the page itself
_LEAST_MM = (30.0, 15.0)
_AROUND_MM = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStates:
    """A document before and after (None: there is none); ``path`` under ``output/``.

    ``sheet``: of the project's drawings, for the zones; None where they are not told.
    """

    path: str
    before: bytes | None
    after: bytes | None
    sheet: SheetTemplate | None = None
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDifference:
    """The pages that differ, and the pictures of them (PNG) by their path in the report."""

    pages: tuple[PageChange, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def document_difference(states: DocumentStates) -> DocumentDifference:
    """Compare a document page by page; nothing where nobody would see a difference.

    What cannot be read is told in the place of its pages, never left out.
    """
    if states.before == states.after or PurePosixPath(states.path).suffix not in ENDINGS:
        return DocumentDifference()
    with ExitStack() as open_files:
        readers = tuple(
            None if content is None else open_files.enter_context(PageReader(content, states.path))
            for content in (states.before, states.after)
        )
        try:
            pages = tuple([] if reader is None else list(reader.pages()) for reader in readers)
        except UsageError as error:
            told = PageChange(
                file=states.path, page=1, status="changed", note=error.message.say(states.lang)
            )
            return DocumentDifference(pages=(told,))
        made = _Comparison(states=states, before=readers[0], after=readers[1])
        changes = tuple(made.changes(pages[0], pages[1]))
    return DocumentDifference(pages=changes, pictures=made.pictures)


@dataclass(slots=True, kw_only=True)
class _Comparison:
    """A comparison at work: what it reads, and the pictures made so far."""

    states: DocumentStates
    before: PageReader | None
    after: PageReader | None
    pictures: dict[str, bytes] = field(default_factory=dict)

    def changes(self, before: list[Page], after: list[Page]) -> Iterator[PageChange]:
        for i, j in _pairs(before, after):
            one = None if i is None else before[i]
            other = None if j is None else after[j]
            if one is None or other is None or one.png != other.png:
                change = self._change((i, j), one, other)
                if change is not None:
                    yield change

    def _change(self, pair: Pair, before: Page | None, after: Page | None) -> PageChange | None:
        i, j = pair
        number = (i if j is None else j) or 0
        document = self.states.path.removesuffix(".pdf")
        stem = f"{FOLDER}/{document}/{number + 1}{'-gone' if j is None else ''}"
        seen = {
            state: page.pixels()
            for state, page in (("before", before), ("after", after))
            if page is not None
        }
        sizes = {state: size_mm(pixels) for state, pixels in seen.items()}
        alike = len(seen) == 2 and seen["before"].shape == seen["after"].shape
        found = compared(seen["before"], seen["after"]) if alike else None
        if alike and found is None:
            return None
        kept = {
            state: self._keep(f"{stem}-{state}.png", pixels, PAGE_PPI)
            for state, pixels in seen.items()
        }
        marked = self._keep(f"{stem}-marked.png", found.picture, PAGE_PPI) if found else None
        regions = found.regions if found else ()
        return PageChange(
            file=self.states.path, page=number + 1,
            status="added" if i is None else "removed" if j is None else "changed",
            page_before=None if i is None else i + 1,
            size_mm=sizes.get("after"), size_before_mm=sizes.get("before"),
            before=kept.get("before"), after=kept.get("after"), marked=marked,
            share=round(found.share, 6) if found else 1.0,
            regions=tuple(
                self._region(region, rank, f"{stem}-{rank}", (i or 0, j or 0), sizes["after"])
                for rank, region in enumerate(regions, start=1)
            ),
        )  # fmt: skip

    def _region(
        self, region: Marked, rank: int, stem: str, pair: tuple[int, int], size: tuple[float, float]
    ) -> PageRegion:
        box, close = region.box_mm, {}
        if rank <= _CLOSE_REGIONS and box[2] <= _CLOSE_MM[0] and box[3] <= _CLOSE_MM[1]:
            shown = _around(box, size)
            states = (("before", self.before, pair[0]), ("after", self.after, pair[1]))
            close = {
                state: self._keep(
                    f"{stem}-{state}.png", reader.close_up(number + 1, size, shown), CLOSE_PPI
                )
                for state, reader, number in states
                if reader is not None
            }
        return PageRegion(
            box_mm=box, zone=self._zone(box, size), removed=region.removed, added=region.added,
            before=close.get("before"), after=close.get("after"),
        )  # fmt: skip

    def _zone(self, box: tuple[float, float, float, float], size: tuple[float, float]) -> str:
        """Return the zone of the sheet in which a region has its middle, "" where there are none."""
        template = self.states.sheet
        sheet = next((s for s in sheets() if (s.width, s.height) == size), None)
        drawn = PurePosixPath(self.states.path).name.startswith(_DRAWING)
        if template is None or sheet is None or not drawn:
            return ""
        left, top, width, height = box
        return zone_of(template, sheet, (left + width / 2, size[1] - top - height / 2))

    def _keep(self, path: str, pixels: Pixels, ppi: float) -> str:
        shown = pixels[:, :, :1] if is_grey(pixels) else pixels
        self.pictures[path] = to_png(shown, ppi / INCH_MM, _EFFORT)
        return path


def _pairs(before: list[Page], after: list[Page]) -> list[Pair]:
    """Return which page became which; documents of one page need no thumbnails for that."""
    if len(before) == len(after) == 1 or not before or not after:
        ranks = zip_longest(range(len(before)), range(len(after)))
        return list(ranks)
    return aligned(*([thumbnail(page.pixels()) for page in pages] for pages in (before, after)))


def _around(
    box: tuple[float, float, float, float], size: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Return what a close-up of a region shows: the region with its surroundings, on the page."""
    shown = []
    for at, extent, least, whole in zip(box[:2], box[2:], _LEAST_MM, size, strict=True):
        wide = min(max(extent + 2 * _AROUND_MM, least), whole)
        shown.append((round(min(max(at + extent / 2 - wide / 2, 0.0), whole - wide), 1), wide))
    (left, width), (top, height) = shown
    return left, top, round(width, 1), round(height, 1)
