"""What the line of progress says: what runs, and how far the pairs of parts are compared."""

from __future__ import annotations

from dataclasses import dataclass, field

from gmp_cad.build.announced import STATES, Told
from gmp_cad.build.graph import Result
from gmp_cad.build.task import Task
from gmp_cad.language import Message

PAIRS = "pairs"  # the event that tells how many more pairs there are to compare
_PAIR = "relation"


@dataclass(slots=True)
class Progress:
    """Counts what a listener of the build hears; one line, however many tasks there are.

    ``done`` of ``total`` tasks; ``pairs_done`` of ``pairs`` among them compare two parts each:
    these are told as one, all others by their names while they run.
    """

    lang: str
    total: int = 0
    done: int = 0
    pairs: int = 0
    pairs_done: int = 0
    running: dict[str, None] = field(default_factory=dict)

    def hear(self, event: str, what: Told) -> None:
        """Take in an event of the build."""
        if isinstance(what, int):
            if event == PAIRS:
                self.pairs += what
            else:
                self.total = what
            return
        if not isinstance(what, Task | Result) or (event != "start" and event not in STATES):
            return
        pair = what.id.partition(":")[0] == _PAIR
        if event == "start":
            if not pair:
                self.running[what.id] = None
            return
        self.running.pop(what.id, None)
        self.done += 1
        self.pairs_done += pair

    @property
    def text(self) -> str:
        """What is going on, in words."""
        said = []
        if self.pairs_done < self.pairs:
            counted = Message("pairs {done} of {total}", done=self.pairs_done, total=self.pairs)
            said.append(counted.say(self.lang))
        return ", ".join([*said, *self.running]) or "…"
