"""On which line of a TOML text each key stands: inline tables and lists over several lines too."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache

Keys = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' r"'''.*?'{3,5}|"
    r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|"
    r"\#[^\n]*|\n|[\[\]{}=,.]|[^\s\[\]{}=,.\"'#]+|.",
    re.DOTALL,
)  # fmt: skip
_DEEPEST = 60


def find_line(text: str, keys: Keys) -> int | None:
    """Return the 1-based line that writes the key, or that of its nearest written parent."""
    index = _index(text)
    for length in range(len(keys), 0, -1):
        if keys[:length] in index:
            return index[keys[:length]]
    return None


def bare(text: str) -> str:
    """Return a TOML text without comments and needless spaces; every key keeps its line."""
    kept: list[str] = []
    for word in _TOKEN.findall(text):
        if word == "\n":
            while kept and kept[-1] == " ":
                kept.pop()
            kept.append(word)
        elif not word.isspace():
            if not word.startswith("#"):
                kept.append(word)
        elif kept and kept[-1] not in (" ", "\n"):
            kept.append(" ")
    while kept and kept[-1] in (" ", "\n"):
        kept.pop()
    return "".join(kept) + "\n"


@lru_cache(maxsize=32)
def _index(text: str) -> Mapping[Keys, int]:
    """Return the line of every key; reading stops where the text is no TOML."""
    scanner = _Scanner(text)
    try:
        while scanner.at < len(scanner.tokens):
            scanner.statement()
    except IndexError:
        pass
    return scanner.found


class _Scanner:
    """A cursor over the tokens of a text; every key met is noted with its line."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, int]] = []
        line = 1
        for word in _TOKEN.findall(text):
            if word == "\n" or not word.isspace():
                self.tokens.append((word, line))
            line += word.count("\n")
        self.at = 0
        self.table: Keys = ()
        self.counts: dict[Keys, int] = {}
        self.found: dict[Keys, int] = {}

    def peek(self) -> str:
        return self.tokens[self.at][0]

    def note(self, path: Keys, line: int) -> None:
        self.found.setdefault(path, line)

    def blank(self) -> None:
        while self.peek() == "\n" or self.peek().startswith("#"):
            self.at += 1

    def statement(self) -> None:
        self.blank()
        if self.peek() == "[":
            self.header()
        else:
            self.pair(self.table, 0)
        self.line_end()

    def line_end(self) -> None:
        while self.at < len(self.tokens) and self.peek() != "\n":
            self.at += 1

    def header(self) -> None:
        line = self.tokens[self.at][1]
        self.at += 1
        listed = self.peek() == "["
        self.at += int(listed)
        path: Keys = ()
        names = self.key()
        for position, name in enumerate(names):
            path = (*path, name)
            self.note(path, line)
            if position < len(names) - 1 and path in self.counts:
                path = (*path, self.counts[path])
        if listed:
            self.counts[path] = self.counts.get(path, -1) + 1
            path = (*path, self.counts[path])
            self.note(path, line)
        self.table = path

    def key(self) -> list[str]:
        names = [_name(self.peek())]
        self.at += 1
        while self.peek() == ".":
            names.append(_name(self.tokens[self.at + 1][0]))
            self.at += 2
        return names

    def pair(self, table: Keys, depth: int) -> None:
        """Read ``key = value`` of a table."""
        line, path = self.tokens[self.at][1], table
        for name in self.key():
            path = (*path, name)
            self.note(path, line)
        self.at += 1  # the "="
        self.value(path, depth)

    def value(self, path: Keys, depth: int) -> None:
        opening = self.peek()
        if opening not in ("[", "{") or depth > _DEEPEST:
            self.scalar()
            return
        self.at += 1
        self.blank()
        count = 0
        while self.peek() not in ("]", "}"):
            if opening == "[":
                self.note((*path, count), self.tokens[self.at][1])
                self.value((*path, count), depth + 1)
            else:
                self.pair(path, depth + 1)
            count += 1
            self.blank()
            self.at += int(self.peek() == ",")
            self.blank()
        self.at += 1

    def scalar(self) -> None:
        self.at += 1
        while self.peek() not in (",", "]", "}", "\n") and not self.peek().startswith("#"):
            self.at += 1


def _name(token: str) -> str:
    if token.startswith('"') and "\\" in token:
        try:
            return next(iter(tomllib.loads(f"{token} = 0")))
        except tomllib.TOMLDecodeError:
            return token
    return token[1:-1] if token[0] in "\"'" else token
