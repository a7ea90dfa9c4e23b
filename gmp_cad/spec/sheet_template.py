"""The template of the drawing sheet (``docs_templates/sheet.toml``): frame, title block, tables.

Lengths in mm on paper. Frame and zones are those of ISO 5457, the fields of the title block those
of ISO 7200 with French practice, the parts list that of ISO 7573.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, field_validator, model_validator

from gmp_cad.language import Message
from gmp_cad.spec.drawing import SheetName
from gmp_cad.spec.fault import InvalidValueError, Keys, refuse
from gmp_cad.spec.text import ShownRemark
from gmp_cad.spec.toml import Table, parse
from gmp_cad.standards import sheets

FILE = "docs_templates/sheet.toml"
BlockField = Literal[
    "owner", "number", "title", "supplementary_title", "revision", "date", "sheet", "language",
    "creator", "approver", "department", "technical_reference", "document_type", "status",
    "classification", "material", "mass", "scale", "format", "general_tolerances",
    "surface_texture", "edges", "projection",
]  # fmt: skip
RevisionField = Literal["index", "date", "author", "change"]
PartsField = Literal[
    "ref", "quantity", "designation", "material", "reference", "unit_mass", "total_mass", "note"
]
Align = Literal["left", "middle", "right"]
Length = Annotated[float, Field(gt=0, le=2000)]
Place = Annotated[float, Field(ge=0, le=2000)]
Width = Annotated[float, Field(gt=0, le=2)]
# Not below the least of ISO 3098-1, or a print could not be read.
Lettering = Annotated[float, Field(ge=1.8, le=20)]
Point = tuple[Place, Place]
_TOUCHING = 0.01
T = TypeVar("T")


def _at_least(count: int) -> Callable[[tuple[T, ...]], tuple[T, ...]]:
    """Return a check of a list's length, made once all its entries are valid."""

    def check(value: tuple[T, ...]) -> tuple[T, ...]:
        if len(value) < count:
            raise InvalidValueError(
                Message("expected at least {limit} {limit:value|values}, found {found}",
                        limit=count, found=len(value))
            )  # fmt: skip
        return value

    return check


class Frame(Table):
    """The border, from the edges of the trimmed sheet, and the marks in it (ISO 5457)."""

    left: Length = 20.0
    other: Length = 10.0
    line: Width = 0.7
    zones: bool = True
    zone_pitch: Annotated[float, Field(ge=10, le=500)] = 50.0
    zone_width: Length = 5.0
    zone_line: Width = 0.35
    zone_lettering: Lettering = 3.5
    centring: bool = True
    centring_reach: Place = 5.0
    trimming: bool = False


class Cell(Table):
    """A cell of the title block, placed from the upper left corner of the block, y downwards.

    It shows the value of ``field``, or ``text``, or nothing; ``empty`` stands where a field has no
    value. ``lines``: the most lines on which a long value is written.
    """

    x: Place
    y: Place
    width: Length
    height: Length
    caption: ShownRemark = ""
    field: BlockField | None = None
    text: ShownRemark = ""
    lettering: Lettering = 2.5
    align: Align = "left"
    lines: Annotated[int, Field(ge=1, le=9)] = 2
    border: Literal["narrow", "wide", "none"] = "narrow"
    empty: ShownRemark = "—"

    @model_validator(mode="after")
    def _one_content(self) -> Cell:
        if self.field is not None and self.text:
            hint = Message("write one cell for the field and another for the text")
            raise InvalidValueError(Message("give either field or text"), hint, ("text",))
        return self


class Stroke(Table):
    """A line of the logo: straight strokes through points, placed as the cells are."""

    points: Annotated[tuple[Point, ...], AfterValidator(_at_least(2))]
    width: Width = 0.35
    filled: bool = False


class TitleBlock(Table):
    """A title block, in the lower right corner of the sheets named, or of every other sheet."""

    sheets: tuple[SheetName, ...] = ()
    width: Length = 180.0
    height: Length
    line: Width = 0.5
    caption_lettering: Lettering = 1.8
    cells: tuple[Cell, ...] = Field(alias="cell")
    strokes: tuple[Stroke, ...] = Field(default=(), alias="stroke")

    @model_validator(mode="after")
    def _drawable(self) -> TitleBlock:
        refuse((*_outside(self), *_covered(self.cells), *self._strays()))
        return self

    def _strays(self) -> Iterator[InvalidValueError]:
        for i, stroke in enumerate(self.strokes):
            for j, (x, y) in enumerate(stroke.points):
                if x > self.width + _TOUCHING or y > self.height + _TOUCHING:
                    yield InvalidValueError(
                        Message("the point lies outside the block of {width} × {height} mm",
                                width=self.width, height=self.height),
                        keys=("stroke", i, "points", j),
                    )  # fmt: skip


def _outside(block: TitleBlock) -> Iterator[InvalidValueError]:
    for i, cell in enumerate(block.cells):
        for start, size, most in (("x", "width", block.width), ("y", "height", block.height)):
            end = getattr(cell, start) + getattr(cell, size)
            if end > most + _TOUCHING:
                yield InvalidValueError(
                    Message("the cell ends at {end} mm, the block at {most} mm", end=end, most=most),
                    Message("make the cell smaller, or the block larger"),
                    ("cell", i, size),
                )  # fmt: skip


def _covered(cells: Sequence[Cell]) -> Iterator[InvalidValueError]:
    for i, cell in enumerate(cells):
        for j, other in enumerate(cells[:i]):
            wide = min(cell.x + cell.width, other.x + other.width) - max(cell.x, other.x)
            high = min(cell.y + cell.height, other.y + other.height) - max(cell.y, other.y)
            if wide > _TOUCHING and high > _TOUCHING:
                yield InvalidValueError(
                    Message("the cell covers cell[{other}] by {width} × {height} mm",
                            other=j, width=round(wide, 2), height=round(high, 2)),
                    Message("cells lie side by side: change x, y, width or height"),
                    ("cell", i),
                )  # fmt: skip
                break


class Column(Table):
    """A column of a table: what it shows, its heading, its width, how its texts are aligned."""

    field: str
    caption: ShownRemark = ""
    width: Length
    align: Align = "left"


class RevisionColumn(Column):
    """A column of the revision table."""

    field: RevisionField


class PartsColumn(Column):
    """A column of the parts list."""

    field: PartsField


class Grid(Table):
    """What tables of a sheet have in common: they grow upwards from their heading."""

    row_height: Length = 7.0
    heading_height: Length = 7.0
    lettering: Lettering = 2.5
    heading_lettering: Lettering = 1.8


class RevisionTable(Grid):
    """The history of the drawing: on the title block or at its left side, the newest lines."""

    place: Literal["above", "beside"] = "above"
    most: Annotated[int, Field(ge=1, le=50)] = 5
    columns: Annotated[tuple[RevisionColumn, ...], AfterValidator(_at_least(1))] = Field(
        alias="column"
    )


class PartsTable(Grid):
    """The parts list of an assembly drawing, on the title block (ISO 7573)."""

    columns: Annotated[tuple[PartsColumn, ...], AfterValidator(_at_least(1))] = Field(
        alias="column"
    )


_DOT = {"x": 0.0, "y": 0.0, "width": 0.001, "height": 0.001}
_STAND_INS: Mapping[str, Any] = {
    "revision_table": {"column": ({"field": "index", "width": 1.0},)},
    "parts_list": {"column": ({"field": "ref", "width": 1.0},)},
}


def _with_dot(blocks: Sequence[Any], number: int, index: int) -> tuple[Any, ...]:
    """Return the blocks with a dot for one cell of one of them."""
    cells = tuple(_DOT if j == index else cell for j, cell in enumerate(blocks[number]["cell"]))
    return tuple({**b, "cell": cells} if i == number else b for i, b in enumerate(blocks))


class SheetTemplate(Table):
    """The template of the drawing sheet: sheet.toml."""

    frame: Frame = Field(default_factory=Frame)
    title_blocks: tuple[TitleBlock, ...] = Field(alias="title_block")
    revision_table: RevisionTable
    parts_list: PartsTable

    @field_validator("title_blocks")
    @classmethod
    def _for_every_sheet(cls, value: tuple[TitleBlock, ...]) -> tuple[TitleBlock, ...]:
        named = {name for block in value for name in block.sheets}
        missing = [sheet.name for sheet in sheets.sheets() if sheet.name not in named]
        if missing and all(block.sheets for block in value):
            raise InvalidValueError(
                Message("no title block for the sheets {names}", names=", ".join(missing)),
                Message("leave out sheets = […] of one block: it then holds for the others"),
            )
        return value

    @model_validator(mode="after")
    def _in_the_frame(self) -> SheetTemplate:
        refuse((*self._too_large(), *self._narrow_border()))
        return self

    def _too_large(self) -> Iterator[InvalidValueError]:
        for i, block in enumerate(self.title_blocks):
            for sheet in sheets.sheets():
                room = sheet.width - self.frame.left - self.frame.other
                if self.block(sheet.name) is block and block.width > room + _TOUCHING:
                    yield InvalidValueError(
                        Message("the title block of {width} mm is wider than the space of {sheet}, "
                                "{room} mm", width=block.width, sheet=sheet.name, room=room),
                        Message("give a narrower one for sheets = [{sheet!r}]", sheet=sheet.name),
                        ("title_block", i, "width"),
                    )  # fmt: skip

    def _narrow_border(self) -> Iterator[InvalidValueError]:
        frame = self.frame
        if frame.zones and frame.zone_width > min(frame.left, frame.other):
            yield InvalidValueError(
                Message(
                    "the zones of {width} mm are wider than the border", width=frame.zone_width
                ),
                keys=("frame", "zone_width"),
            )

    @classmethod
    def without(cls, data: Mapping[str, Any], faulty: Sequence[Keys]) -> dict[str, Any] | None:
        """Return the data with sound entries for the faulty ones, so that the rest is looked at too.

        A faulty cell becomes a dot: the others keep their numbers. A fault of a whole block could
        make its cells look wrong.
        """
        rest = dict(data)
        for table, *line in (keys for keys in faulty if keys):
            if table in _STAND_INS:
                rest[str(table)] = _STAND_INS[str(table)]
            elif table == "title_block" and line[1:2] == ["cell"] and len(line) > 2:
                rest["title_block"] = _with_dot(rest["title_block"], int(line[0]), int(line[2]))
            elif table == "frame" and line:
                rest["frame"] = {k: v for k, v in rest["frame"].items() if k != line[0]}
            elif table in ("title_block", "frame"):
                return None
            else:
                rest.pop(str(table), None)
        return rest

    def block(self, sheet: str) -> TitleBlock:
        """Return the title block of a sheet, by its name: its own, or that of all the others."""
        own = (block for block in self.title_blocks if sheet in block.sheets)
        return next(own, None) or next(b for b in self.title_blocks if not b.sheets)


def read_sheet_template(text: str, file: str = FILE, lang: str = "fr") -> SheetTemplate:
    """Return the template that the TOML ``text`` describes, its captions in a language.

    Raises :class:`~gmp_cad.errors.InvalidInputError` with every fault of the file.
    """
    return parse(text, file, SheetTemplate, lang=lang)
