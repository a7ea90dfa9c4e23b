"""The git repository that a project is kept in: its revisions, and their files, by plumbing alone.

Nothing of the repository, its index or its work tree is touched; no hook, filter or pager runs, and
nothing is fetched. Words of users never are options of git.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from gmp_cad.errors import UsageError, suggestion
from gmp_cad.language import Message

_TIMEOUT_S = 120.0
_QUIET = (
    "--no-pager", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never",
    "-c", "core.hooksPath=" + os.devnull,
)  # fmt: skip
_NEVER_ASK = {
    "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C", "LANGUAGE": "",
}  # fmt: skip
# These would lead git to another repository than the one that the project stands in.
_ASTRAY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE")
_MOST_REFS = 500
_FEW_REFS = 6  # that are all named where a word names none


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A commit, as it was asked for, in full, and what its message begins with."""

    name: str
    commit: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """Where a project is kept: ``root`` its folder, ``prefix`` from the top of the repository.

    ``prefix`` ends with a slash, or is empty where the project is the top. ``shared``: the folder
    of what all work trees share.
    """

    root: Path
    prefix: str
    shared: Path


def repository_of(root: Path) -> Repository:
    """Return the repository of a project; raise UsageError where there is none, or no git."""
    code, told, wrong = _run(root, "rev-parse", "--show-prefix", "--git-common-dir")
    if code != 0:
        raise _no_repository(root, wrong)
    prefix, shared = os.fsdecode(told).split("\n")[:2]
    return Repository(root=root, prefix=prefix, shared=root / shared)


def revision_of(repository: Repository, name: str) -> Revision | None:
    """Return the commit that a word names (branch, tag, hash, ``HEAD~2``); None where it names none."""
    if not name or "\0" in name:
        return None
    commit = name
    for suffix in ("", "^{commit}"):  # what follows ":/" is all searched for
        code, told, _ = _run(
            repository.root, "rev-parse", "--verify", "--quiet", "--end-of-options", commit + suffix
        )
        commit = told.decode("ascii", "replace").strip()
        if code != 0 or not commit:
            return None
    return _described(repository, name, commit)


def merge_base(repository: Repository, one: Revision, other: Revision) -> Revision:
    """Return the commit that both stem from; raise UsageError where there is none."""
    code, told, _ = _run(repository.root, "merge-base", one.commit, other.commit)
    if code != 0:
        raise UsageError(
            Message("{one} and {other} have no commit in common", one=one.name, other=other.name),
            _shallow(repository),
        )
    commit = told.decode("ascii", "replace").split()[0]
    return _described(repository, f"{one.name}...{other.name}", commit)


def unknown(repository: Repository, name: str) -> UsageError:
    """Return the error that a word names no revision, with near names or what a shallow clone lacks."""
    _, told, _ = _run(
        repository.root, "for-each-ref", "--format=%(refname:short)", f"--count={_MOST_REFS}"
    )
    names = os.fsdecode(told).split()
    near = suggestion(name, names)
    if near is None and 0 < len(names) <= _FEW_REFS:
        near = Message("known: {names}", names=", ".join(names))
    return UsageError(
        Message("{name!r} is no revision of the repository", name=name),
        _shallow(repository) or near
        or Message("give a branch, a tag or a commit; git branch --all and git log tell them"),
    )  # fmt: skip


def last_change(repository: Repository, file: str) -> Revision | None:
    """Return the last commit that changed a file of the project (its path), None where none did."""
    code, told, _ = _run(
        repository.root, "log", "-1", "--format=%H", "--no-show-signature", "HEAD", "--", f":(literal){file}"
    )  # fmt: skip
    commit = told.decode("ascii", "replace").strip()
    return _described(repository, commit[:12], commit) if code == 0 and commit else None


def git(repository: Repository, *words: str, given: bytes = b"") -> bytes:
    """Return what a command of git prints; raise UsageError with what it complains of."""
    code, told, wrong = _run(repository.root, *words, given=given)
    if code != 0:
        raise UsageError(
            Message("git cannot read the repository: {reason}", reason=_last_line(wrong)),
            _shallow(repository),
        )
    return told


def _described(repository: Repository, name: str, commit: str) -> Revision:
    told = git(repository, "show", "--no-patch", "--no-show-signature", "--format=%H%x00%s", commit)
    full, _, subject = told.decode("utf-8", "replace").strip().partition("\0")
    return Revision(name=name, commit=full, subject=subject)


def _shallow(repository: Repository) -> Message | None:
    _, told, _ = _run(repository.root, "rev-parse", "--is-shallow-repository")
    if told.strip() != b"true":
        return None
    return Message(
        "the clone is shallow: fetch its history (git fetch --unshallow; in GitHub Actions "
        "fetch-depth: 0, in GitLab CI GIT_DEPTH: 0)"
    )


def _no_repository(root: Path, wrong: bytes) -> UsageError:
    if b"dubious ownership" in wrong:
        return UsageError(
            Message("git does not trust {folder}: it belongs to another user", folder=str(root)),
            Message("git config --global --add safe.directory {folder}", folder=str(root)),
        )
    return UsageError(
        Message("{folder} is in no git repository", folder=str(root)),
        Message("without a revision gmp-cad diff compares with the baselines; git init starts a repository"),
    )  # fmt: skip


def _last_line(wrong: bytes) -> str:
    lines = [line for line in wrong.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].removeprefix("fatal: ") if lines else "?"


def _run(root: Path, *words: str, given: bytes = b"") -> tuple[int, bytes, bytes]:
    """Run git in the project; return its exit code and what it said; raise UsageError without git."""
    environment = {k: v for k, v in os.environ.items() if k not in _ASTRAY} | _NEVER_ASK
    command = ["git", "-C", str(root), *_QUIET, *words]
    try:
        done = subprocess.run(  # noqa: S603 - words of users are names of revisions, never options
            command, input=given, capture_output=True, timeout=_TIMEOUT_S, check=False,
            env=environment,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise UsageError(
            Message("git is not installed, or not on the PATH: no revision can be read"),
            Message("install it from https://git-scm.com, or compare with the baselines: gmp-cad diff"),
        ) from error  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise UsageError(
            Message("git cannot read the repository: {reason}", reason=str(error))
        ) from error
    return done.returncode, done.stdout, done.stderr
