"""A proposed plan before it is written: phases and operations, each with the reason for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gmp_cad.evidence import Vector
from gmp_cad.language import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOperation:
    """One operation; ``faces`` are those that it makes; ``missing`` says which tool to buy."""

    kind: str
    makes: tuple[str, ...]
    faces: frozenset[int] = frozenset()
    stage: str = "finish"
    tool: str = ""
    allowance: float | None = None
    depth: float | None = None
    title: Message | None = None
    gauge: str = ""
    manual_time: float | None = None
    why: Message | None = None
    missing: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftContact:
    """A locating contact, or a clamp where ``force`` (N) is given."""

    on: str
    normals: int = 0
    contact: str = ""
    seating: str = ""
    points: tuple[Vector, ...] = ()
    force: float | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDimension:
    """A manufactured dimension: its size as written, and its one or two surfaces."""

    size: str
    between: tuple[str, str] | None = None
    on: str = ""
    kind: str = "Cm"
    gauge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPhase:
    """One phase; times in min."""

    title: Message
    machine: str
    spindle: str
    x_axis: str
    workholding: Message | None = None
    program: bool = False
    origin: tuple[str, ...] = ()
    locating: tuple[DraftContact, ...] = ()
    clamping: tuple[DraftContact, ...] = ()
    operations: tuple[DraftOperation, ...] = ()
    dimensions: tuple[DraftDimension, ...] = ()
    tolerances: tuple[str, ...] = ()
    setup_time: float = 20.0
    loading_time: float = 1.0
    coolant: Message | None = None
    note: str = ""
    why: tuple[Message, ...] = ()

    @property
    def faces(self) -> frozenset[int]:
        """All faces that the phase makes."""
        return frozenset(f for operation in self.operations for f in operation.faces)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStock:
    """The stock: sizes mm, ``offset`` from the middle of the part's box."""

    form: str
    size: tuple[float, ...] = ()
    allowance: float | None = None
    axis: str = ""
    offset: Vector = (0.0, 0.0, 0.0)
    note: str = ""
    why: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewName:
    """A name that the plan needs and the specification has not: ``selector`` chooses its faces."""

    name: str
    faces: tuple[int, ...]
    selector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A whole proposed plan; ``remarks`` are for the student: what is missing, what is left.

    ``author``, ``checker`` and ``date`` are those of the project; nothing where it tells none.
    """

    stock: DraftStock
    phases: tuple[DraftPhase, ...]
    names: tuple[NewName, ...] = ()
    revision: str = ""
    author: str = ""
    checker: str = ""
    date: str = ""
    program: str = "01"
    remarks: tuple[Message, ...] = field(default=())
