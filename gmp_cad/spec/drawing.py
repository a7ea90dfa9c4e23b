"""What a specification says of its drawings: ``[drawing]``, ``[[revision]]``, the fuller titles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from gmp_cad.errors import OutsideTableError, suggestion
from gmp_cad.language import Message
from gmp_cad.spec.fault import InvalidValueError
from gmp_cad.spec.text import Date, ShownNote, ShownRemark, ShownText, Text
from gmp_cad.spec.toml import Table
from gmp_cad.standards import sheets

ProjectionMethod = Literal["first", "third"]


class Titled(Table):
    """What a title block says besides number, title and revision (ISO 7200).

    An empty ``status`` is that of a drawing under study.
    """

    supplementary_title: ShownRemark = ""
    technical_reference: ShownRemark = ""
    classification: ShownRemark = ""
    status: ShownRemark = ""


def _named(find: Callable[[str], object]) -> Callable[[str], str]:
    """Return a check that says what the table of a standard says of an unknown entry."""

    def check(text: str) -> str:
        try:
            return getattr(find(text), "name", "") or str(find(text))
        except OutsideTableError as error:
            names = (sheet.name for sheet in sheets.sheets())
            hint = error.hint or suggestion(text.upper()[:60], names)
            raise InvalidValueError(error.message, hint) from error

    return check


SheetName = Annotated[str, Field(max_length=60), AfterValidator(_named(sheets.sheet))]
ScaleText = Annotated[str, Field(max_length=60), AfterValidator(_named(sheets.parse_scale))]


class DrawingChoices(Table):
    """The ``[drawing]`` table: what is chosen for a drawing instead of being found.

    Of a product it holds for every drawing of the project; that of a part comes before it. Without
    a sheet or a scale, the smallest sheet and the largest scale that fit are taken.
    """

    projection: ProjectionMethod | None = None
    sheet: SheetName | None = None
    scale: ScaleText | None = None
    balloons: bool | None = None

    def over(self, project: DrawingChoices) -> DrawingChoices:
        """Return these choices, completed by those of the project."""
        own = self.model_dump(exclude_none=True)
        return DrawingChoices.model_validate(project.model_dump(exclude_none=True) | own)

    @property
    def method(self) -> ProjectionMethod:
        """The projection method; first angle unless another is chosen (ISO 5456-2)."""
        return self.projection or "first"


class Revision(Table):
    """One line of the history of a drawing: ``[[revision]]``."""

    index: Annotated[Text, Field(max_length=10)]
    date: Date = ""
    author: ShownNote = ""
    change: ShownText


def history_faults(history: Sequence[Revision], current: str) -> Iterator[InvalidValueError]:
    """Yield what makes a history another than that of a drawing whose revision is ``current``."""
    seen: dict[str, int] = {}
    for i, line in enumerate(history):
        if (first := seen.setdefault(line.index, i)) != i:
            message = Message("revision {index!r} is told twice (also revision[{first}])",
                              index=line.index, first=first)  # fmt: skip
            yield InvalidValueError(message, keys=("revision", i, "index"))
        earlier = max((entry.date for entry in history[:i]), default="")
        if line.date and line.date < earlier:
            message = Message("revision {index!r} is older than the one before it",
                              index=line.index)  # fmt: skip
            hint = Message("write the history from the oldest to the newest")
            yield InvalidValueError(message, hint, ("revision", i, "date"))
    if history and history[-1].index != current:
        message = Message("the history ends with revision {last!r}, the drawing is at {current!r}",
                          last=history[-1].index, current=current)  # fmt: skip
        hint = Message('write revision = "{last}", or tell the change to {current}',
                       last=history[-1].index, current=current)  # fmt: skip
        yield InvalidValueError(message, hint, ("revision", len(history) - 1, "index"))
