"""Where two folders, or two files, first differ: which file, which member, which line or byte."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

_LINES = frozenset(
    {".step", ".json", ".svg", ".html", ".csv", ".dxf", ".js", ".css", ".xml", ".rels", ".model"}
)
_AROUND = 24  # bytes shown on either side


def first_difference(left: Path, right: Path) -> str:
    """Return where two folders first differ, by the order of their files' names; "" if nowhere."""
    mine, theirs = _files(left), _files(right)
    for name in sorted({*mine, *theirs}):
        if name not in theirs:
            return f"{name}: only in the first"
        if name not in mine:
            return f"{name}: only in the second"
        told = difference(name, mine[name].read_bytes(), theirs[name].read_bytes())
        if told:
            return told
    return ""


def _files(folder: Path) -> dict[str, Path]:
    return {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}


def difference(name: str, a: bytes, b: bytes) -> str:
    """Return where two contents of the file ``name`` first differ, "" if they are the same."""
    if a == b:
        return ""
    if zipfile.is_zipfile(io.BytesIO(a)) and zipfile.is_zipfile(io.BytesIO(b)):
        return _in_archive(name, a, b)
    offset = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    if Path(name).suffix in _LINES:
        line = a.count(b"\n", 0, offset) + 1
        return f"{name}, line {line}: {_line(a, offset)!r} / {_line(b, offset)!r}"
    start = max(0, offset - _AROUND)
    shown = (data[start : offset + _AROUND] for data in (a, b))
    return f"{name}, byte {offset} of {len(a)}/{len(b)}: {next(shown)!r} / {next(shown)!r}"


def _line(data: bytes, offset: int) -> str:
    """Return the line around an offset, cut where it is long."""
    start = data.rfind(b"\n", 0, offset) + 1
    end = data.find(b"\n", offset)
    line = data[start : len(data) if end < 0 else end]
    at = offset - start
    return line[max(0, at - 100) : at + 100].decode("utf-8", "replace")


def _in_archive(name: str, a: bytes, b: bytes) -> str:
    """Return the first member that differs in its place, its header or its content."""
    with zipfile.ZipFile(io.BytesIO(a)) as first, zipfile.ZipFile(io.BytesIO(b)) as second:
        for one, other in zip(first.infolist(), second.infolist(), strict=False):
            for what in ("filename", "date_time", "external_attr", "create_system", "extra"):
                here, there = getattr(one, what), getattr(other, what)
                if here != there:
                    return f"{name}, member {one.filename}, {what}: {here!r} / {there!r}"
            told = difference(f"{name}/{one.filename}", first.read(one), second.read(other))
            if told:
                return told
        counts = len(first.infolist()), len(second.infolist())
    return f"{name}: the archives differ outside of their members ({counts[0]}/{counts[1]})"
