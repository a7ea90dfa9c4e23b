"""What goes to a confined worker and what is taken from it: copies, by digest, checked and bounded.

The worker reads its inputs in one folder and writes its outputs in another; it never sees the
store. What it answers may be forged: names, digests, facts and words are taken only as far as they
can do no harm here, and a file only when it is one, and holds what its digest says.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from gmp_cad.engine.cache.store import OBJECTS, Store, digest_of
from gmp_cad.engine.files.regular_file import regular
from gmp_cad.engine.outcome import Outcome, Usage
from gmp_cad.engine.processes.death import Notes, outcome_of_death
from gmp_cad.engine.processes.sandbox import policy_for
from gmp_cad.engine.read_sets import tells_reads
from gmp_cad.engine.task import Task
from gmp_cad.errors import Where
from gmp_cad.evidence.reads import GROUPS
from gmp_cad.language import LANGUAGES, Message

_DIGEST = re.compile(r"[0-9a-f]{64}")
# What bodies give that run scripts. Verdicts ("findings", "coverage" …) are never among them: the
# build would believe whoever gives an output of such a name.
_OUTPUTS = re.compile(r"brep(\.[\w.-]{1,100})?|run|notes|stock|evidence|positions|assembly")
_FACTS = frozenset({"reads", "several"})
_MOST_OUTPUTS = 200
_MOST_BYTES = 500_000_000  # of all outputs of a task
_MOST_FACTS_BYTES = 16_000_000
_LONGEST = 4000
_LONGEST_PATH = 400
_LONGEST_S = 1e6
_NOT_ITS_TO_SAY = frozenset({"bug", "missing", "unkept"})  # of this program, and of the store


class Scratch:
    """The two folders of a confined worker of the project at ``root``, and what it may do."""

    def __init__(self, folder: Path, root: Path) -> None:
        self._root = root.resolve()
        self.inputs, self.outputs = folder / "inputs", folder / "outputs"
        self.inputs.mkdir()
        self.outputs.mkdir()
        policy = policy_for(self._root, self.outputs)
        self.policy = replace(policy, readable=(*policy.readable, str(self.inputs.resolve())))

    def give(self, store: Store, digests: Iterable[str]) -> None:
        """Copy objects of the store to where the worker reads; raise MissingObjectError."""
        given = Store(self.inputs)
        for digest in digests:
            given.put(store.get(digest))

    def take(self, store: Store, task: Task, outcome: Outcome) -> Outcome:
        """Keep the outputs of a task in the store; return its outcome, made harmless."""
        said = self._harmless(outcome)
        if outcome.kind != "done":
            return said
        names = outcome.outputs
        sound = len(names) <= _MOST_OUTPUTS and all(map(_OUTPUTS.fullmatch, names))
        contents = self._contents(set(names.values())) if sound else None
        if contents is None or not _facts_are_sound(outcome.facts):
            return outcome_of_death(task, "crash", Message("its answer makes no sense"), Notes())
        reads = _readable(outcome.facts["reads"], self._root, self.policy.readable)
        kept = {name: store.put(contents[digest]) for name, digest in names.items()}
        return replace(said, outputs=kept, facts={**outcome.facts, "reads": reads})

    def _harmless(self, outcome: Outcome) -> Outcome:
        """Return the outcome without its outputs, and nothing in it that could do harm when shown."""
        return replace(
            outcome, outputs={}, message=harmless(outcome.message), hint=harmless(outcome.hint),
            kind="crash" if outcome.kind in _NOT_ITS_TO_SAY else outcome.kind,
            where=outcome.where if _is_place(outcome.where) else None,
            seconds=outcome.seconds if 0 <= outcome.seconds <= _LONGEST_S else 0.0,
            usage=outcome.usage if _is_usage(outcome.usage) else None,
        )  # fmt: skip

    def _contents(self, digests: Collection[str]) -> dict[str, bytes] | None:
        """Return what the outputs hold, each read once; None where one is not what it is said to be."""
        found: dict[str, bytes] = {}
        left = _MOST_BYTES
        for digest in digests:
            if not _DIGEST.fullmatch(digest):
                return None
            path = self.outputs / OBJECTS / digest[:2] / digest[2:]
            content = regular(str(path), left, linked=False)
            if content is None or digest_of(content.data) != digest:
                return None
            found[digest] = content.data
            left -= len(content.data)
        return found


def _facts_are_sound(facts: Mapping[str, Any]) -> bool:
    try:
        size = len(json.dumps(facts, allow_nan=False))
    except (ValueError, RecursionError):
        return False
    return set(facts) <= _FACTS and size <= _MOST_FACTS_BYTES and tells_reads(facts)


def _is_place(where: Where | None) -> bool:
    """Tell whether a process names a place of its project, in words that can be shown."""
    if where is None:
        return False
    file, texts = PurePosixPath(where.file), where.file + where.path
    return (
        not file.is_absolute() and ".." not in file.parts
        and texts.isprintable() and len(texts) <= _LONGEST_PATH
        and all(0 <= (number or 0) < 10**9 for number in (where.line, where.column))
    )  # fmt: skip


def _is_usage(usage: Usage | None) -> bool:
    """Tell whether a process says when it ran in numbers that can be."""
    if usage is None:
        return False
    times = (usage.started_s, usage.ended_s)
    return (
        all(math.isfinite(time) and 0 <= time < 1e11 for time in times)
        and 0 <= usage.ended_s - usage.started_s <= _LONGEST_S
        and 0 <= usage.memory_bytes < 1 << 50
        and usage.worker.isdecimal() and len(usage.worker) < 20
    )  # fmt: skip


def _readable(reads: Mapping[str, Any], root: Path, readable: Sequence[str]) -> dict[str, Any]:
    """Return what a script read without what it was refused: that has no part in what it gives."""
    return {
        kind: {
            name: state
            for name, state in found.items()
            if any(_is_below(os.path.normpath(root / name), folder) for folder in readable)
        }
        if kind in GROUPS else found
        for kind, found in reads.items()
    }  # fmt: skip


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def harmless(message: Message | None) -> Message | None:
    """Return a message that can be said: one that cannot, or not in few words, is taken as text."""
    if message is None:
        return None
    try:
        longest = max(len(message.say(lang)) for lang in LANGUAGES)
    except Exception:  # noqa: BLE001 - whatever a forged message raises
        longest = _LONGEST + 1
    if longest <= _LONGEST:
        return message
    return Message("{said}", said=message.template[:_LONGEST])
