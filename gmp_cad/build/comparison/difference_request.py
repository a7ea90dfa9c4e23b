"""What the words of ``gmp-cad diff`` mean: which two states, and of which parts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from gmp_cad.build.comparison.compared_files import state_files
from gmp_cad.build.comparison.repository import (
    Repository,
    Revision,
    merge_base,
    repository_of,
    revision_of,
    unknown,
)
from gmp_cad.errors import UsageError, suggestion
from gmp_cad.language import Message
from gmp_cad.spec.project_folder import subject_named, subject_of_folder

_HEAD = "HEAD"
_RANGE = re.compile(r"(?P<one>.*?)(?P<dots>\.{2,3})(?P<other>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Two states (``before`` None: the baselines, ``after`` None: the working tree) and subjects."""

    before: Revision | None = None
    after: Revision | None = None
    subjects: tuple[str, ...] = ()


def asked_for(root: Path, words: Sequence[str]) -> Asked:
    """Return what the words ask for: a revision first, if any, then parts; none of these: all.

    A part may also be given by its folder (``parts/semelle``), a revision as ``A..B`` (two of them)
    or ``A...B`` (what B has since both parted). Raises UsageError for a first word that is neither,
    or both; of the others it is told where the states are known.
    """
    if not words:
        return Asked()
    first, rest = words[0], tuple(map(subject_named, words[1:]))
    known = state_files(root).names
    if (subject := subject_of_folder(first)) is not None:
        return Asked(subjects=(subject, *rest))
    if first in known:
        if _may_be_revision(root, first):
            raise UsageError(
                Message("{name!r} is both a part and a revision", name=first),
                Message("write parts/{name} for the part, heads/{name} or tags/{name} for the revision",
                        name=first),
            )  # fmt: skip
        return Asked(subjects=(first, *rest))
    repository = repository_of(root)
    before, after = _revisions(repository, first, known)
    return Asked(before=before, after=after, subjects=rest)


def _revisions(
    repository: Repository, word: str, parts: Collection[str]
) -> tuple[Revision, Revision | None]:
    whole = revision_of(repository, word)
    between = _RANGE.fullmatch(word)
    if whole is not None or between is None:
        return whole or _required(repository, word, parts), None
    one, other = (_required(repository, between[name] or _HEAD, parts) for name in ("one", "other"))
    if between["dots"] == "...":
        one = merge_base(repository, one, other)
    return one, other


def _required(repository: Repository, word: str, parts: Collection[str]) -> Revision:
    """Return the revision that a word names; raise UsageError, with a part that was perhaps meant."""
    found = revision_of(repository, word)
    if found is not None:
        return found
    error = unknown(repository, word)
    near = suggestion(word, parts)
    if near is None:
        raise error
    message = Message("{name!r} is neither a revision of the repository nor a part", name=word)
    raise UsageError(message, near)


def _may_be_revision(root: Path, word: str) -> bool:
    try:
        return revision_of(repository_of(root), word) is not None
    except UsageError:
        return False
