"""What goes to a confined worker and what is taken from it: copies, by digest, checked and bounded.

The worker reads its inputs in one folder and writes its outputs in another; it never sees the
store. What it answers may be forged: names, digests, facts and words are taken only as far as they
can do no harm here, and a file only when it is one, and holds what its digest says.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gmp_cad.build.death import Notes, outcome_of_death
from gmp_cad.build.outcome import Outcome
from gmp_cad.build.read_sets import tells_reads
from gmp_cad.build.sandbox import policy_for
from gmp_cad.build.store import Store, digest_of
from gmp_cad.build.task import Task
from gmp_cad.evidence.reads import GROUPS
from gmp_cad.language import LANGUAGES, Message

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[\w.-]{1,100}")
_MOST_OUTPUTS = 100
_LARGEST_BYTES = 500_000_000
_LONGEST = 4000


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
        if outcome.kind == "bug":  # nobody's but the script's, as far as can be known
            outcome = replace(outcome, kind="crash")
        said = replace(
            outcome, message=harmless(outcome.message), hint=harmless(outcome.hint), outputs={}
        )
        if outcome.kind != "done":
            return said
        contents = {name: self._content(name, d) for name, d in outcome.outputs.items()}
        sound = len(contents) <= _MOST_OUTPUTS and tells_reads(outcome.facts)
        if not sound or None in contents.values():
            return outcome_of_death(task, "crash", Message("its answer makes no sense"), Notes())
        reads = _readable(outcome.facts["reads"], self._root, self.policy.readable)
        kept = {name: store.put(c) for name, c in contents.items() if c is not None}
        return replace(said, outputs=kept, facts={**outcome.facts, "reads": reads})

    def _content(self, name: str, digest: str) -> bytes | None:
        if not _NAME.fullmatch(name) or not _DIGEST.fullmatch(digest):
            return None
        content = _regular(self.outputs / "objects" / digest[:2] / digest[2:])
        return content if content is not None and digest_of(content) == digest else None


def _regular(path: Path) -> bytes | None:
    """Return what a file holds; None for a link, a pipe, a device, or too much."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST_BYTES:
            return None
        return file.read(_LARGEST_BYTES)


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
