"""The verdicts of a project for one run of pytest: built by one process, read by all others."""

from __future__ import annotations

import json
from pathlib import Path

from gmp_cad.build import unchanged
from gmp_cad.build.settings import Settings
from gmp_cad.build.stranger import apart
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.engine.announced import Listener
from gmp_cad.engine.cache.store import canonical, digest_of
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.engine.files.file_lock import locked
from gmp_cad.pytest_plugin.routing import Row

_FOREVER = -1.0  # whoever builds lets the lock go at the latest when its process ends


def verdicts(
    root: Path, settings: Settings, shared: Path | None, listener: Listener
) -> list[Row]:  # fmt: skip
    """Return the verdicts, as ``report.json`` holds them, of a build that was asked for so.

    ``shared``: a folder of the run where the first process leaves them for the others. Raises what
    a build raises.
    """
    settings = apart(root, settings)
    if shared is None:
        return _rows(_report(root, settings, listener))
    name = digest_of(canonical([str(root), sorted(settings.subjects)]))[:16]
    kept = shared / f"{name}.json"
    lock = locked(shared / f"{name}.lock", _FOREVER)
    try:
        if not kept.is_file():
            write_atomically(kept, _report(root, settings, listener))
        return _rows(kept.read_bytes())
    finally:
        lock.release()


def _report(root: Path, settings: Settings, listener: Listener) -> bytes:
    """Return the report of the build: at once where nothing changed since the last one."""
    known = unchanged.answer(root, settings)
    if known is not None:
        return known.report
    require_system_libraries()
    from gmp_cad.build import project_build  # noqa: PLC0415 - waits until there may be work

    return project_build.build(root, settings, listener).text


def _rows(report: bytes) -> list[Row]:
    found: list[Row] = json.loads(report)["findings"]
    return found
