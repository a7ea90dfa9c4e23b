"""The bookmarks of a PDF as they stand in the file, read without a PDF library (ISO 32000-1)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_NUMBER = {name: re.compile(rb"/" + name + rb"\s+(\d+)(?:\s+\d+\s+R)?") for name in
           (b"First", b"Next", b"N", b"Outlines")}  # fmt: skip
_TITLE = re.compile(
    rb"/Title\s*(\((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*\)|<[0-9A-Fa-f\s]*>)", re.DOTALL
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_OBJECT_STREAM = b"/ObjStm"


def bookmarks(data: bytes) -> tuple[tuple[int, str], ...]:
    """Return (depth, title) of every bookmark in their order; depth 1 is the outermost.

    Objects may be packed in compressed object streams; an encrypted file has none that can be read.
    """
    objects = _objects(data)
    root = next((body for body in objects.values() if b"/Catalog" in body), b"")
    top = _reference(root, b"Outlines")
    if top is None or top not in objects:
        return ()
    return tuple(_walk(objects, _reference(objects[top], b"First"), 1))


def _walk(objects: dict[int, bytes], at: int | None, depth: int) -> Iterator[tuple[int, str]]:
    seen: set[int] = set()
    while at is not None and at in objects and at not in seen:
        seen.add(at)
        body = objects[at]
        title = _TITLE.search(body)
        yield depth, _text(title.group(1)) if title else ""
        yield from _walk(objects, _reference(body, b"First"), depth + 1)
        at = _reference(body, b"Next")


def _reference(body: bytes, name: bytes) -> int | None:
    # what stands in strings is no key: a title may hold anything
    found = _NUMBER[name].search(_TITLE.sub(b"", body))
    return int(found.group(1)) if found else None


def _objects(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for number, body in _OBJECT.findall(data):
        head, _, _ = body.partition(b"stream")
        if _OBJECT_STREAM in head:
            found |= _packed(head, body)
        else:
            found[int(number)] = head
    return found


def _packed(head: bytes, body: bytes) -> dict[int, bytes]:
    stream = _STREAM.search(body)
    count = _NUMBER[b"N"].search(head)
    first = re.search(rb"/First\s+(\d+)", head)
    if stream is None or count is None or first is None:
        return {}
    content = zlib.decompress(stream.group(1)) if b"/FlateDecode" in head else stream.group(1)
    start = int(first.group(1))
    header = [int(n) for n in content[:start].split()[: 2 * int(count.group(1))]]
    numbers, places = header[::2], [*(start + n for n in header[1::2]), len(content)]
    return {n: content[places[i] : places[i + 1]] for i, n in enumerate(numbers)}


def _text(written: bytes) -> str:
    if written.startswith(b"<"):
        raw = bytes.fromhex(written[1:-1].decode("ascii"))
    else:
        raw = _ESCAPE.sub(_unescaped, written[1:-1])
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    return raw.decode("utf-8" if raw.startswith(b"\xef\xbb\xbf") else "latin-1").lstrip("\ufeff")


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match.group(1)
    if code.isdigit():
        return bytes([int(code, 8) & 0xFF])
    return _LETTERS.get(code, code)
