"""``gmp-cad cache``: the store of a project, or the one that many share: shown, trimmed, cleared.

``--json`` prints :class:`gmp_cad.cli.cache_answer.CacheAnswer`, published by ``gmp-cad schema cache``.
"""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from gmp_cad.cli.build import project_of
from gmp_cad.cli.cache_answer import CacheAnswer, RemovedFiles
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.output import print_json
from gmp_cad.cli.sheet import Grid, Sheet, show
from gmp_cad.engine.cache.cache_place import store_folder
from gmp_cad.engine.cache.cache_use import LIMIT, size_limit
from gmp_cad.engine.cache.eviction import Trimmed, clear, contents, trim
from gmp_cad.engine.cache.store import is_store
from gmp_cad.engine.cache.store_users import users
from gmp_cad.engine.files.byte_size import byte_size, shown_size
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.language import Message, translate


def cache(options: argparse.Namespace) -> ExitCode:
    """Show a store, keep it within a size, or empty it."""
    folder, limit = _folder(options), _limit(options)
    removed = _removed(options.action, folder, limit)
    held, using = contents(folder), users(folder)
    told: CacheAnswer = {
        "version": 1, "action": options.action, "folder": str(folder), "bytes": held.size,
        "limit_bytes": limit, "entries": len(held.entries), "objects": len(held.objects),
        "oldest_use": None if held.oldest is None else _moment(held.oldest),
        "builds": using.count, "removed": None if removed is None else _told(removed),
    }  # fmt: skip
    if options.json:
        print_json(dict(told))
    else:
        show(_sheet(told, options.lang))
    return ExitCode.OK


def _folder(options: argparse.Namespace) -> Path:
    asked = cache_of(options)
    folder = store_folder(project_of(options), None) if asked is None else asked
    if folder.exists() and not is_store(folder):
        raise UsageError(Message("{folder} is no cache of gmp_cad", folder=str(folder)))
    return folder


def _limit(options: argparse.Namespace) -> int:
    if options.limit is None:
        return size_limit(os.environ)
    return byte_size(options.limit, "--limit")


def _removed(action: str, folder: Path, limit: int) -> Trimmed | None:
    if action == "show":
        return None
    if not folder.exists():
        return Trimmed()
    removed = trim(folder, limit) if action == "trim" else clear(folder)
    if removed is None:
        raise UsageError(
            Message("the cache {folder} is in use, or cannot be written", folder=str(folder)),
            Message("wait for the builds that use it: gmp-cad cache show counts them"),
        )
    return removed


def _told(removed: Trimmed) -> RemovedFiles:
    return {"entries": removed.entries, "objects": removed.objects, "bytes": removed.freed}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _sheet(told: CacheAnswer, lang: str) -> Sheet:
    rows = [
        (translate("size on disk", lang), shown_size(told["bytes"], lang)),
        (translate("limit", lang), shown_size(told["limit_bytes"], lang)),
        (translate("results kept", lang), str(told["entries"])),
        (translate("contents kept", lang), str(told["objects"])),
    ]
    if told["oldest_use"] is not None:
        local = datetime.fromisoformat(told["oldest_use"]).astimezone()
        rows.append((translate("oldest use", lang), f"{local:%Y-%m-%d %H:%M}"))
    if told["builds"]:
        rows.append((translate("builds that use it now", lang), str(told["builds"])))
    blocks: list[Grid | str] = [Grid(rows=tuple(rows))]
    if told["removed"] is not None:
        gone = told["removed"]
        message = Message(
            "removed: {entries} {entries:result|results}, {objects} {objects:content|contents}, {size}", entries=gone["entries"],
            objects=gone["objects"], size=shown_size(gone["bytes"], lang),
        )  # fmt: skip
        blocks.append(message.say(lang))
    if told["bytes"] > told["limit_bytes"]:
        message = Message("above its limit ({variable}): gmp-cad cache trim", variable=LIMIT)
        blocks.append(message.say(lang))
    title = Message("Cache: {folder}", folder=told["folder"])
    return Sheet(title=title.say(lang), blocks=tuple(blocks))
