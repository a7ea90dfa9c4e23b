"""argparse in the language asked for: its words translated, its errors said in ours."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable
from functools import partial
from typing import Any, NoReturn

from gmp_cad.errors import ExitCode
from gmp_cad.language import Message

# What argparse says (a pattern) → what it means.
_FAULTS = (
    (r"the following arguments are required: (?P<what>.*)", Message("missing: {what}")),
    (r"unrecognized arguments: (?P<what>.*)", Message("unknown option or argument: {what}")),
    (r"argument (?P<what>\S+): invalid choice: '?(?P<found>.*?)'? \(choose from (?P<known>.*)\)",
     Message("{what}: expected one of {known}, found {found}")),
    (r"argument (?P<what>\S+): expected one argument", Message("{what}: a value is missing")),
    (r"argument (?P<what>\S+): (?P<reason>.*)", Message("{what}: {reason}")),
)  # fmt: skip


class Parser(argparse.ArgumentParser):
    """argparse with its own words translated, and errors that say what to do."""

    def __init__(self, *, lang: str, as_json: bool, **rest: Any) -> None:
        formatter = partial(_Formatter, lang)
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=formatter, **rest)
        self.lang = lang
        self.as_json = as_json
        self.words = self.add_argument_group(Message("arguments").say(lang))
        self.options = self.add_argument_group(Message("options").say(lang))
        self.options.add_argument(
            "-h", "--help", action="help", help=Message("show this help and stop").say(lang)
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, as JSON where that was asked for, and exit with code 2."""
        text = _fault(message).say(self.lang)
        hint = Message("see {command} --help", command=self.prog).say(self.lang)
        if self.as_json:
            data = {"version": 1, "complete": False, "findings": [], "error": text, "hint": hint}
            sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        else:
            sys.stderr.write(f"{text}\n  → {hint}\n")
        raise SystemExit(int(ExitCode.USAGE))


class _Formatter(argparse.HelpFormatter):
    def __init__(self, lang: str, prog: str, **rest: Any) -> None:
        super().__init__(prog, **rest)
        self.lang = lang

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:  # fmt: skip
        shown = Message("usage: ").say(self.lang) if prefix is None else prefix
        super().add_usage(usage, actions, groups, shown)


def _fault(said: str) -> Message:
    for pattern, message in _FAULTS:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return Message(message.template, **found.groupdict())
    return Message("{said}", said=said)
