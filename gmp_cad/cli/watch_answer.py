"""What ``gmp-cad watch --json`` prints: one JSON object a line."""

from __future__ import annotations

from typing import Literal, NotRequired  # pydantic reads no other before Python 3.12

from typing_extensions import TypedDict

from gmp_cad.build.results.published import Counts, Figure, Place, Verdict


class WatchFault(TypedDict):
    """What keeps a project or a part from being built; ``quoted``: the faulty text."""

    file: str
    line: int | None
    path: str
    message: str
    quoted: str
    hint: str | None


class WatchVerdict(TypedDict):
    """A verdict that is another one than at the save before: ``from_status`` null where it is new.

    ``gone``: what it judged is no more; then it is told as it was.
    """

    check: str
    subject: str
    status: Verdict
    message: str
    hint: str | None
    where: Place | None
    observed: Figure
    unit: str
    from_status: Verdict | None
    was: Figure
    gone: bool


class WatchLine(TypedDict):
    """One line of ``gmp-cad watch --json``: what happened, and what belongs to it.

    ``serving``: the page can be opened at ``url``. ``changed``: ``files`` were saved. ``shown``: a
    ``part`` is to be seen, ``seconds`` after the save. ``judged``: all verdicts of a part are there.
    ``built``: the whole project, in ``seconds``, with the exit code of a build. ``invalid``,
    ``failed``: nothing was built, for these ``faults``. ``polling``: the file system gives no notices.
    """

    version: Literal[1]
    event: Literal["serving", "changed", "shown", "judged", "built", "invalid", "failed", "polling"]
    url: NotRequired[str]
    files: NotRequired[list[str]]
    part: NotRequired[str]
    state: NotRequired[Literal["ready", "failed"]]
    seconds: NotRequired[float | None]
    counts: NotRequired[Counts]
    verdicts: NotRequired[list[WatchVerdict]]
    faults: NotRequired[list[WatchFault]]
    exit_code: NotRequired[int]
    written: NotRequired[int]
    reason: NotRequired[str]
