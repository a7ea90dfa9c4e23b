"""The store of results: where it is, how large, whether it can be used, whether it is sound."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from gmp_cad.doctor.folder import network_of, service_of
from gmp_cad.doctor.symptom import Level, Symptom
from gmp_cad.engine.cache.cache_place import CACHE, VARIABLE, asked_cache, store_folder
from gmp_cad.engine.cache.cache_use import LIMIT, size_limit
from gmp_cad.engine.cache.eviction import Contents, contents
from gmp_cad.engine.cache.store import entry_in, is_store
from gmp_cad.engine.files.byte_size import shown_size
from gmp_cad.errors import UsageError, refusal
from gmp_cad.language import Message

AREA = "cache"
_SHORT_BYTES, _NONE_BYTES = (
    2_000_000_000,
    200_000_000,
)  # of disk: a build of a project takes hundreds of MB
_MOST_READ = 4000  # entries: some kB each, read in a moment


def look(root: Path | None, lang: str) -> Iterator[Symptom]:
    """Yield what is found of the store that builds use here; ``root``: the project, if inside one."""
    shared = asked_cache(None, os.environ)
    if shared is None and root is None:
        told = Message(
            "each project keeps its own ({folder}); outside of one there is none", folder=CACHE
        )
        yield Symptom(area=AREA, name="folder", level=Level.OK, told=told)
        return
    folder = shared if shared is not None else store_folder(root or Path(), None)
    yield from _writable(folder)
    yield from _placed(folder)
    yield from _space(folder, lang)
    if folder.is_dir() and is_store(folder):
        yield from _held(folder, lang)
        yield from _used(folder)


def _writable(folder: Path) -> Iterator[Symptom]:
    """Yield whether files can be made there: one is made, and removed."""
    place = folder
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    probe = place / f".gmp-cad-{secrets.token_hex(4)}"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        yield Symptom(
            area=AREA, name="folder", level=Level.PROBLEM,
            told=Message("the cache {folder} cannot be written: {reason}", folder=str(folder),
                         reason=refusal(error)),
            remedy=Message("give rights there, or give another folder"), command=_elsewhere(),
        )  # fmt: skip
        return
    if folder.is_dir() and not is_store(folder) and any(folder.iterdir()):
        yield Symptom(area=AREA, name="folder", level=Level.PROBLEM,
                      told=Message("{folder} holds other things: it is no cache", folder=str(folder)),
                      remedy=Message("give an empty or a new folder"), command=_elsewhere())  # fmt: skip
        return
    yield Symptom(area=AREA, name="folder", level=Level.OK,
                  told=Message("{folder}, can be written", folder=str(folder)))  # fmt: skip


def _elsewhere() -> str:
    if os.name == "nt":
        return f'setx {VARIABLE} "%LOCALAPPDATA%\\gmp-cad"'
    return f'export {VARIABLE}="$HOME/.cache/gmp-cad/store"'


def _placed(folder: Path) -> Iterator[Symptom]:
    service, network = service_of(folder, os.environ), network_of(folder)
    if service:
        yield Symptom(
            area=AREA, name="synchronised", level=Level.WARNING,
            told=Message("the cache is in a folder that {service} copies: builds are slow, and may meet files that it holds", service=service),
            remedy=Message("keep results on this machine alone"), command=_elsewhere(),
        )  # fmt: skip
    elif network:
        yield Symptom(
            area=AREA, name="network", level=Level.WARNING,
            told=Message("the cache is on a network drive ({kind}): builds are slow, and its locks may not hold", kind=network),
            remedy=Message("keep results on a disk of this machine"), command=_elsewhere(),
        )  # fmt: skip


def _space(folder: Path, lang: str) -> Iterator[Symptom]:
    place = folder
    while not place.is_dir() and place != place.parent:
        place = place.parent
    try:
        free = shutil.disk_usage(place).free
    except OSError:
        return
    level = Level.OK if free >= _SHORT_BYTES else Level.WARNING
    if free < _NONE_BYTES:
        level = Level.PROBLEM
    told = Message("{size} free on its disk", size=shown_size(free, lang))
    if level is Level.OK:
        yield Symptom(area=AREA, name="disk", level=level, told=told)
    else:
        yield Symptom(area=AREA, name="disk", level=level, told=told, remedy=Message("make room"),
                      command="gmp-cad cache trim --limit 500MB")  # fmt: skip


def _held(folder: Path, lang: str) -> Iterator[Symptom]:
    """Yield how much the store holds, and whether what it notes is sound."""
    held = contents(folder)
    try:
        limit = size_limit(os.environ)
    except UsageError as error:
        yield Symptom(area=AREA, name="limit", level=Level.PROBLEM, told=error.message,
                      remedy=error.hint, command=_unset(LIMIT))  # fmt: skip
        return
    told = Message("{size} of at most {limit}, {count} {count:result|results}", size=shown_size(held.size, lang),
                   limit=shown_size(limit, lang), count=len(held.entries))  # fmt: skip
    if held.size > limit:
        yield Symptom(
            area=AREA, name="size", level=Level.WARNING, told=told, command="gmp-cad cache trim"
        )
    else:
        yield Symptom(area=AREA, name="size", level=Level.OK, told=told)
    damaged = _damaged(held)
    if damaged:
        yield Symptom(
            area=AREA, name="sound", level=Level.WARNING,
            told=Message("{count} {count:result is damaged: it is found out and made again|results are damaged: they are found out and made again}", count=damaged),
            remedy=Message("if that comes back, look after the disk, or begin anew"),
            command="gmp-cad cache clear",
        )  # fmt: skip


def _unset(variable: str) -> str:
    return f'setx {variable} ""' if os.name == "nt" else f"unset {variable}"


def _damaged(held: Contents) -> int:
    """Return how many of the entries used last are damaged, or name what is not there as it was."""
    sizes = {name: file.size for name, file in held.objects.items()}
    latest = sorted(held.entries, key=lambda file: file.used, reverse=True)[:_MOST_READ]
    count = 0
    for file in latest:
        try:
            found = entry_in(file.path.read_bytes(), file.name)
        except FileNotFoundError:
            continue  # a build that trims the store took it
        except OSError:
            found = None
        outputs = {} if found is None else found["outputs"]
        lost = any(sizes.get(digest) != size for digest, size in outputs.values())
        count += found is None or lost
    return count


def _used(folder: Path) -> Iterator[Symptom]:
    try:
        from gmp_cad.engine.cache.store_users import users  # noqa: PLC0415 - what locks may be missing

        count = users(folder).count
    except ImportError:
        return
    if count:
        yield Symptom(area=AREA, name="users", level=Level.OK,
                      told=Message("{count} {count:build uses|builds use} it now", count=count))  # fmt: skip
