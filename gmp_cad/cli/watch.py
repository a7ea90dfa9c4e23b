"""``gmp-cad watch`` and ``gmp-cad show``: the project built on each save, and shown in the browser."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import urllib.request
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gmp_cad.build.settings import Settings, output_folder
from gmp_cad.build.stranger import apart
from gmp_cad.cli.build import project_of
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.entry import is_interruption
from gmp_cad.cli.output import print_json
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.cli.verdicts import say
from gmp_cad.cli.watch_lines import teller
from gmp_cad.engine.cache.cache_place import history_file
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import ExitCode, InvalidInputError, UsageError, suggestion
from gmp_cad.language import Message
from gmp_cad.watch.address import LOOPBACK
from gmp_cad.watch.alarm import Alarm
from gmp_cad.watch.board import Board
from gmp_cad.watch.lookout import Lookout
from gmp_cad.watch.news import News
from gmp_cad.watch.server import page_url, serving
from gmp_cad.watch.session import Session

_BEACON = "watch.json"  # beside the history: where the page of a running session is
_PATIENCE_S = 2.0
_MOST_BYTES = 1_000_000


def watch(options: argparse.Namespace) -> ExitCode:
    """Build and show the project until Ctrl-C."""
    return _run(options, project_of(options), "")


def show(options: argparse.Namespace) -> ExitCode:
    """Open the live page of a part: that of a running session, or of one of its own."""
    root = project_of(options)
    settings = _settings(options, root)
    _require_part(root, options.part, settings)
    running = running_at(root, settings)
    if running is None:
        return _run(options, root, options.part)
    url = page_url(running, options.part)
    if options.json:
        print_json({"version": 1, "event": "serving", "url": url})
    else:
        say(Message("live page: {url}", url=url).say(options.lang))
    _open(options, url)
    return ExitCode.OK


def _settings(options: argparse.Namespace, root: Path) -> Settings:
    settings = Settings(
        lang=options.lang, jobs=options.jobs, strict=options.strict, cache=cache_of(options),
        model_timeout_s=options.model_timeout, sandbox=options.sandbox,
    )  # fmt: skip
    return apart(root, settings)


def _run(options: argparse.Namespace, root: Path, part: str) -> ExitCode:
    settings = _settings(options, root)
    require_system_libraries()
    tell = teller(options, root)
    board = Board(root.name, options.lang)
    alarm = Alarm(lambda reason: tell(News(event="polling", reason=reason)))
    session: Session | None = None

    def urgent() -> None:
        if session is not None:
            session.interrupt()

    lookout = Lookout(root, alarm, urgent)
    session = Session(
        root=root, settings=settings, board=board, lookout=lookout, tell=tell, whole=not part, first=part
    )  # fmt: skip
    with (
        _until_interrupted(),
        _ended_by_signals(),
        serving(board, output_folder(root, settings.lang), options.port) as url,
        _beacon(root, settings, board, url),
    ):
        page = page_url(url, part)
        tell(News(event="serving", url=page))
        lookout.start()
        _open(options, page)
        try:
            session.run()
        finally:
            lookout.close()
    return ExitCode.OK


def _require_part(root: Path, part: str, settings: Settings) -> None:
    """Require a part of this name; a project that cannot be read is for the page to tell."""
    from gmp_cad.build import project_graph  # noqa: PLC0415 - it loads what plans a build
    from gmp_cad.spec.project import load_project  # noqa: PLC0415

    try:
        project = load_project(root, strange=settings.sandbox)
    except InvalidInputError:
        return
    names = [place.key for place in project_graph.part_places(project)]
    if part not in names:
        raise UsageError(
            Message("there is no part {part!r}", part=part), suggestion(part, names)
            or Message("known: {names}", names=", ".join(names)),
        )  # fmt: skip


@contextlib.contextmanager
def _until_interrupted() -> Iterator[None]:
    """Let Ctrl-C end the block, also where Python hides it in another error."""
    try:
        yield
    except KeyboardInterrupt:
        return
    except Exception as error:
        if not is_interruption(error):
            raise


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let the end of the terminal, or of whoever started it, end a session as Ctrl-C does."""

    def end(_number: int, _frame: Any) -> None:
        raise KeyboardInterrupt

    names = [n for n in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, n)]
    before = {n: signal.signal(getattr(signal, n), end) for n in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


@contextlib.contextmanager
def _beacon(root: Path, settings: Settings, board: Board, url: str) -> Iterator[None]:
    """Say where the page is as long as it is served."""
    path = _beacon_file(root, settings)
    port = int(url.rstrip("/").rpartition(":")[2])
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps({"port": port, "run": board.run}).encode())
    try:
        yield
    finally:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            if json.loads(path.read_bytes())["run"] == board.run:
                path.unlink()


def running_at(root: Path, settings: Settings) -> str | None:
    """Return the address of the session that serves the project; None where there is none."""
    try:
        told = json.loads(_beacon_file(root, settings).read_bytes())
        port, run = int(told["port"]), str(told["run"])
        url = f"http://{LOOPBACK}:{port}/"
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(f"{url}live/state.json", timeout=_PATIENCE_S) as answer:
            found = json.loads(answer.read(_MOST_BYTES))
        return url if 0 < port < 65536 and found["run"] == run else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _beacon_file(root: Path, settings: Settings) -> Path:
    return history_file(root, settings.kept).with_name(_BEACON)


def _open(options: argparse.Namespace, url: str) -> None:
    wanted = options.open
    if wanted is None:
        wanted = not options.json and _has_screen()
    if wanted and not _opened(url):
        say(Message("no browser could be opened: open {url} yourself", url=url).say(options.lang))


def _has_screen() -> bool:
    """Tell whether there is a screen: a browser of the terminal would take the terminal away."""
    if sys.platform in ("win32", "darwin"):
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _opened(url: str) -> bool:
    try:
        return webbrowser.open(url)
    except (webbrowser.Error, OSError):
        return False
