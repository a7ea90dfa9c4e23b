"""What a session says on the terminal: a line for what is shown, a line for what is built."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_type_hints

from gmp_cad.cli.output import is_styled, paint, show_error, visible
from gmp_cad.cli.verdicts import counts_text, say, show_verdicts
from gmp_cad.cli.watch_answer import WatchLine, WatchVerdict
from gmp_cad.errors import GmpError, InvalidInputError
from gmp_cad.finding import Status
from gmp_cad.language import Message
from gmp_cad.watch import faults
from gmp_cad.watch.news import News

_VERDICT = tuple(get_type_hints(WatchVerdict))
_MOST_FILES = 3


def teller(options: argparse.Namespace, root: Path) -> Callable[[News], None]:
    """Return what tells the news: for people, or one JSON object a line with ``--json``."""
    if options.json:
        return lambda news: _write(json_line(news, root, options.lang))
    return lambda news: _say(news, options)


def json_line(news: News, root: Path, lang: str) -> WatchLine:
    """Return the news as a line for programs."""
    line: dict[str, Any] = {"version": 1, "event": news.event}
    match news.event:
        case "serving":
            line["url"] = news.url
        case "changed":
            line["files"] = list(news.files)
        case "polling":
            line["reason"] = news.reason
        case "invalid" | "failed":
            line["faults"] = _faults(root, news.error, lang)
        case "built":
            line |= {"exit_code": news.exit_code, "written": news.written}
            line |= {"seconds": _rounded(news.seconds), "counts": dict(news.counts)}
        case "shown" | "judged":
            line |= {"part": news.part, "state": news.state, "seconds": _rounded(news.seconds)}
            line |= {"counts": dict(news.counts), "faults": list(news.faults)}
            line["verdicts"] = [{key: row[key] for key in _VERDICT} for row in news.rows]
    return line  # type: ignore[return-value]


def _faults(root: Path, error: GmpError | None, lang: str) -> list[dict[str, Any]]:
    if isinstance(error, InvalidInputError):
        return faults.of_problems(root, error.problems, lang)
    return [] if error is None else faults.of_error(root, error, lang)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def _write(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
    sys.stdout.flush()


def _say(news: News, options: argparse.Namespace) -> None:
    if options.quiet and news.event not in ("serving", "invalid", "failed"):
        return
    lang, on = options.lang, is_styled(sys.stderr)
    for words in _words(news, lang, on=on):
        say(f"{paint(time.strftime('%H:%M:%S'), 'dim', on=on)}  {words}")
    if news.error is not None:
        show_error(news.error, options)
    if news.event == "shown":
        say(*(line for fault in news.faults for line in _fault(fault)))
    if news.event == "judged":
        worse = [r for r in news.rows if not r["gone"] and Status[r["status"]] >= Status.WARN]
        show_verdicts(worse, lang, verbose=False)


def _words(news: News, lang: str, *, on: bool) -> Iterator[str]:
    match news.event:
        case "serving":
            yield Message("live page: {url} — Ctrl-C ends", url=news.url).say(lang)
        case "changed":
            shown = ", ".join(visible(path) for path in news.files[:_MOST_FILES])
            more = f" … ({len(news.files)})" if len(news.files) > _MOST_FILES else ""
            yield paint(shown + more, "dim", on=on)
        case "shown":
            part = paint(visible(news.part), "bold", on=on)
            if news.state == "failed":
                failed = Message("the model does not build; the last picture stays").say(lang)
                yield f"{part}  {paint(failed, 'red', on=on)}"
            elif news.seconds is not None:
                yield f"{part}  " + Message("picture in {seconds:.2f} s", seconds=news.seconds).say(
                    lang
                )
        case "judged":
            yield f"{paint(visible(news.part), 'bold', on=on)}  {counts_text(news.counts, lang, on=on)}"
        case "built":
            told = Message("project in {seconds:.1f} s", seconds=news.seconds or 0.0).say(lang)
            yield f"{told}  {counts_text(news.counts, lang, on=on)}"
        case "polling":
            yield Message(
                "no notices from the file system ({reason}): files are looked at twice a second",
                reason=visible(news.reason),
            ).say(lang)
        case _:
            return


def _fault(fault: Mapping[str, Any]) -> Iterator[str]:
    place = ":".join(str(step) for step in (fault["file"], fault["line"]) if step)
    yield "    " + visible(f"{place}: {fault['message']}" if place else fault["message"])
    if fault["quoted"]:
        yield "    " + visible(fault["quoted"]).replace("\n", "\n    ")
    if fault["hint"]:
        yield "    → " + visible(fault["hint"])
