"""The one exception tree, the exit codes, and the address of a fault in a project file."""

from __future__ import annotations

import difflib
import errno
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from gmp_cad.language import Message


class ExitCode(IntEnum):
    """What a command returns; the highest priority wins (see :func:`worst`)."""

    OK = 0
    CHECK_FAILED = 1
    USAGE = 2
    TOOL_FAILED = 3
    BUG = 4


_PRIORITY = (ExitCode.OK, ExitCode.CHECK_FAILED, ExitCode.TOOL_FAILED, ExitCode.USAGE, ExitCode.BUG)


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """Return the code that a run made of several outcomes ends with (4, 2, 3, 1, then 0)."""
    return max(codes, key=_PRIORITY.index, default=ExitCode.OK)


_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Where:
    """An address in the project: file (relative, forward slashes), dotted path, line, column.

    Line and column are counted from 1.
    """

    file: str
    path: str = ""
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        steps = (self.file, self.line, self.column)
        place = ":".join(str(step) for step in steps if step is not None)
        return f"{place}: {self.path}" if self.path else place

    def child(self, *keys: str | int) -> Where:
        """Return the address of a key below this one; an integer is a list index."""
        path = self.path
        for key in keys:
            if isinstance(key, int):
                path += f"[{key}]"
            else:
                written = key if _BARE_KEY.fullmatch(key) else f'"{key}"'
                path += f".{written}" if path else written
        return replace(self, path=path, line=None, column=None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an input file: where it is, what is wrong, what to do."""

    where: Where
    message: Message
    hint: Message | None = None


class GmpError(Exception):
    """Root of every error that gmp_cad raises on purpose."""

    exit_code = ExitCode.BUG

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidInputError(GmpError, ValueError):
    """Files of the project that cannot be used, with every problem found in one run."""

    exit_code = ExitCode.USAGE

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            Message(
                "{count} {count:problem|problems} in the project files", count=len(self.problems)
            )
        )


class UsageError(GmpError, ValueError):
    """A command that cannot be carried out as it was typed."""

    exit_code = ExitCode.USAGE


class NotationError(GmpError, ValueError):
    """A text that is not valid drawing notation; ``position`` is the 0-based faulty character."""

    exit_code = ExitCode.USAGE

    def __init__(
        self, message: Message, text: str, position: int, hint: Message | None = None
    ) -> None:
        super().__init__(message, hint)
        self.text = text
        self.position = position

    @property
    def pointed(self) -> str:
        """The text on one line, and a caret under the faulty character on the next."""
        return pointed(self.text, self.position)


class NoRoomError(GmpError, ValueError):
    """A sheet template that leaves no room for what a sheet shows; ``where``: its file."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: Message, hint: Message, where: Where) -> None:
        super().__init__(message, hint)
        self.where = where


class OutsideTableError(GmpError, LookupError):
    """A value for which the standard gives no figure."""

    exit_code = ExitCode.USAGE


class ModelError(GmpError, RuntimeError):
    """A model that raised, returned something unusable, or named faces that cannot be found.

    ``where`` is the file and line of the model when it is known.
    """

    exit_code = ExitCode.TOOL_FAILED

    def __init__(
        self, message: Message, hint: Message | None = None, where: Where | None = None
    ) -> None:
        super().__init__(message, hint)
        self.where = where


class KernelError(GmpError, RuntimeError):
    """A geometric operation that the kernel could not carry out."""

    exit_code = ExitCode.TOOL_FAILED


# What the system refuses to the user's files; any other OSError is a fault of ours.
REFUSALS = {
    errno.EACCES: Message("its permissions do not allow it"),
    errno.EPERM: Message("its permissions do not allow it"),
    errno.EROFS: Message("the disk is read-only"),
    errno.ENOSPC: Message("the disk is full"),
    errno.EDQUOT: Message("the disk quota is used up"),
    errno.EFBIG: Message("it is too large"),
    errno.EISDIR: Message("it is a folder"),
    errno.ENOTDIR: Message("a file stands where a folder is expected"),
    errno.EEXIST: Message("a file stands where a folder is expected"),
    errno.ENAMETOOLONG: Message("its name is too long"),
    errno.ELOOP: Message("its symbolic links go round in a circle"),
}


def refusal(error: OSError) -> Message:
    """Return why the system refused a file, in the words of the user where they are known."""
    known = REFUSALS.get(error.errno or 0)
    return known or Message("{said}", said=error.strerror or str(error))


def printable(text: str) -> str:
    """Return the text on one line, with what a terminal would not print as it is escaped."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[:1000])


def pointed(text: str, position: int) -> str:
    """Return one line of text with a caret under the character at ``position`` (0-based)."""
    start = max(0, position - 40)
    before = ("…" if start else "") + printable(text[start:position])
    after = printable(text[position : position + 30]) + ("…" if len(text) > position + 30 else "")
    return f"{before}{after}\n{' ' * len(before)}^"


def suggestion(word: str, known: Iterable[str]) -> Message | None:
    """Return "did you mean ...?" for the known word nearest to ``word``, or None."""
    names = list(known)
    same = [name for name in names if name.casefold() == word.casefold()]
    near = same or difflib.get_close_matches(word[:100], names, n=1, cutoff=0.6)
    return Message("did you mean {word!r}?", word=near[0]) if near else None
