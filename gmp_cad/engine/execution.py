"""Running the body of a task in this process: its inputs read, its outputs kept."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import re
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from gmp_cad.engine.cache.store import CacheError, MissingObjectError, Store
from gmp_cad.engine.outcome import Outcome, Usage
from gmp_cad.errors import GmpError, refusal
from gmp_cad.language import Message

_FRAMES = 6
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FOLDERS = re.compile(r"(?:[A-Za-z]:)?(?:[/\\][^\s'\"/\\:]+)+[/\\]")


def execute(
    root: str,
    body: str,
    params: Mapping[str, Any],
    inputs: Mapping[str, str],
    trace: Mapping[str, Any] | None,
    outputs: str | None = None,
) -> Outcome:
    """Run a task's body in this process: read its inputs, keep its outputs; say what it took.

    ``root``: the folder of the store; ``outputs``: that of another one for what comes out.
    """
    started_s, clock, before = time.time(), time.perf_counter(), os.times()
    outcome = _run(Store(Path(root)), Store(Path(outputs or root)), body, params, inputs, trace)
    after = os.times()
    usage = Usage(
        worker=str(os.getpid()),
        started_s=started_s,
        # The wall clock may be set back meanwhile; what a task takes may not be negative.
        ended_s=started_s + time.perf_counter() - clock,
        memory_bytes=_held(),
    )
    seconds = round(after.user - before.user + after.system - before.system, 6)
    return replace(outcome, seconds=seconds, usage=usage)


def _held() -> int:
    """Return the bytes that this process holds, 0 where it may not know."""
    with contextlib.suppress(psutil.Error, OSError):
        return int(psutil.Process().memory_info().rss)
    return 0


def _run(
    store: Store,
    kept: Store,
    body: str,
    params: Mapping[str, Any],
    inputs: Mapping[str, str],
    trace: Mapping[str, Any] | None,
) -> Outcome:
    module, _, name = body.partition(":")
    try:
        function = getattr(importlib.import_module(module), name)
        data = {alias: store.get(digest) for alias, digest in inputs.items()}
        arguments = {} if trace is None else {"trace": trace}
        outputs, facts = function(data, params, **arguments)
    except MissingObjectError as error:
        return Outcome(
            kind="missing", message=Message("object {digest} is missing", digest=str(error))
        )
    except GmpError as error:
        where = getattr(error, "where", None)
        return Outcome(kind="failed", message=error.message, hint=error.hint, where=where)
    except Exception as error:  # noqa: BLE001 - our own bug must not stop the other tasks
        if isinstance(error, OSError) and error.errno in _FULL:
            return Outcome(kind="unkept", message=Message("{reason}", reason=refusal(error)))
        return Outcome(kind="bug", message=Message("{trace}", trace=trace_of(error)))
    finally:
        sys.stdout.flush()
    try:
        digests = {name: kept.put(value) for name, value in outputs.items()}
    except CacheError as error:
        return Outcome(kind="unkept", message=error.message, hint=error.hint)
    return Outcome(kind="done", outputs=digests, facts=facts)


def trace_of(error: Exception) -> str:
    """Return what went wrong and where in the sources, without a folder of this machine.

    Reports and pages are handed on: they say the package's own paths alone.
    """
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [f"{_in_package(f.filename)}:{f.lineno} {f.name}" for f in frames]
    said = "".join(traceback.format_exception_only(error)).strip()
    return "\n".join([*places, _FOLDERS.sub("…/", said)])


def _in_package(file: str) -> str:
    """Return a source file by its path in its package, its name alone outside of packages."""
    parts = Path(file).parts
    for root in ("site-packages", "gmp_cad"):
        if root in parts:
            start = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[start + (root == "site-packages") :])
    return parts[-1]
