"""Mutants of project files: their texts, tables and bytes altered in ways that people and disks do.

Everything is drawn from one random generator, so that a seed names a mutant for ever.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

Tree = dict[str, Any]
Place = tuple[Any, Any]

# Texts of the notation, and what is no notation, for the values of any key.
WORDS = (
    "⌀16 H7 Ⓔ", "D25 g6", "40 ±0,1", "40 +/-0.1", "40 +0,2/-0,1", "25,021/25,000", "S⌀20", "R5", "□30", "SQ30",
    "30° ±0,5°", "30°30'", "1×45°", "C1", "4× ⌀9", "2x D6.6", "⌀9 ⌴ ⌀15 ↧8,6", "⌀5,5 ⌵ ⌀11,2×90°", "M8-6H",
    "M8×1-6g", "2× M8-6H ↧16 / ⌀6,8 ↧20", "Tr 12×3-7H", "G 1/4", "(60)", "[30]", "[45°]", "12 max", "3 min",
    "20 js9", "⌀0,05 Ⓜ", "0,2 CZ", "⌀0,1 Ⓟ 12", "0,4 UZ +0,1", "S⌀0,1", "A", "B", "A-B", "A Ⓜ", "A|B|C", "<Z", ">X",
    "|Y", "base", "holes[1]", "holes[0]", "holes[99999]", "bore.bottom", "base & left", "a & b & c", "slot[1].tangent",
    "stock <Z", "position", "flatness", "symmetry", "Ra 1,6", "Rz 25", "U Ra 3,2 ; L Ra 0,8", "ISO 2768-mK",
    "ISO 2768-f", "ISO 22081", "C45", "S235JR", "EN-GJL-250", "+Z", "-X", "X", "(1, 1, 0)", "(0, 0, 0)", "20a", "00",
    "casting", "step", "drilling", "rough", "≤ 6 kg", "semelle.bore", "vis.diameter", "ISO 4762 - M6x20 - 8.8",
    "../x", "/etc", "C:\\x", "con", "nul.txt", "2026-02-30", "", " ", "-", "…", "nan", "inf", "∞", "1e400", "-0", "0",
    "{0}", "{name}", "%s", "${x}", "#{x}", "<script>", "\\", "'", '"',
)  # fmt: skip
SCALARS: tuple[Any, ...] = (
    0, -1, 1, 2**63, -(2**63), 10**400, 0.0, -0.0, 1e308, -1e308, 5e-324, float("nan"), float("inf"), True, False,
    [], {}, [[]], [{}], {"size": "1"}, {"a": {"b": {"c": 1}}}, ["A", "A"], ["A", 1, {}],
)  # fmt: skip
# Signs that look like others.
ALIKE = {
    "a": "а", "e": "е", "o": "ο", "p": "р", "x": "х", "s": "ѕ", "A": "Α", "B": "В", "H": "Η", "M": "Μ", "R": "Ʀ",
    "0": "０", "1": "𝟏", "2": "²", "3": "３", "8": "٨", "⌀": "Ø", "±": "∓", "×": "✕", ",": "،", ".": "。", "-": "−",
    "/": "∕", " ": "\u00a0", "°": "º", "[": "［", "(": "（", "Ⓔ": "Ⓕ", "_": "＿",
}  # fmt: skip
INVISIBLE = (
    "\u200b",
    "\u202e",
    "\u0301",
    "\ufeff",
    "\u2028",
    "\x7f",
    "\x1b",
    "\t",
    "\u00ad",
    "\U000e0041",
)


def toml(tree: Tree) -> str:
    """Return the tree as TOML: a table a line for what the file has at its top."""
    lines = [f"{_key(k)} = {_value(v)}" for k, v in tree.items() if not isinstance(v, dict)]
    for name, table in tree.items():
        if isinstance(table, dict):
            lines.append(f"[{_key(name)}]")
            lines += [f"{_key(k)} = {_value(v)}" for k, v in table.items()]
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    plain = key and key.isascii() and key.replace("_", "a").replace("-", "a").isalnum()
    return key if plain else _quoted(key)


def _quoted(text: str) -> str:
    shown = (
        c if c not in '"\\' and c.isprintable() and not "\ud800" <= c <= "\udfff" else f"\\U{ord(c):08x}"
        for c in text
    )  # fmt: skip
    return '"' + "".join(shown) + '"'


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**30 else hex(value)
    return str(value)


def places(value: Any) -> Iterator[Place]:
    """Yield every (container, key) of a tree, the outermost first."""
    entries = list(value.items() if isinstance(value, dict) else enumerate(value))
    for key, inner in entries:
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


def _leaves(tree: Tree) -> list[Place]:
    return [(c, k) for c, k in places(tree) if not isinstance(c[k], dict | list)]


def _names(tree: Tree) -> list[str]:
    found = [k for c, k in places(tree) if isinstance(c, dict)]
    return [*found, *(f"{name}[{i}]" for i, name in enumerate(found[:20]))]


# ---- mutations of a tree ----


def swapped(tree: Tree, rng: random.Random) -> None:
    """Two values change places."""
    (a, i), (b, k) = rng.choices(list(places(tree)), k=2)
    a[i], b[k] = deepcopy(b[k]), deepcopy(a[i])


def retyped(tree: Tree, rng: random.Random) -> None:
    """A value becomes another, of any type."""
    container, key = rng.choice(list(places(tree)))
    container[key] = deepcopy(rng.choice((*SCALARS, *WORDS)))


def rewritten(tree: Tree, rng: random.Random) -> None:
    """A text becomes another text of the notation."""
    container, key = rng.choice(_leaves(tree))
    container[key] = rng.choice(WORDS)


def spliced(tree: Tree, rng: random.Random) -> None:
    """A text is the beginning of one size and the end of another."""
    container, key = rng.choice(_leaves(tree))
    one, other = rng.choice(WORDS), rng.choice(WORDS)
    cut = rng.randrange(len(one) + 1), rng.randrange(len(other) + 1)
    container[key] = one[: cut[0]] + rng.choice(("", " ", "  ", "; ")) + other[cut[1] :]


def misspelt(tree: Tree, rng: random.Random) -> None:
    """A key loses a letter, doubles one, swaps two, or takes one of another alphabet."""
    owners = [(c, k) for c, k in places(tree) if isinstance(c, dict) and k]
    container, key = rng.choice(owners)
    at = rng.randrange(len(key))
    changed = (
        key[:at] + key[at + 1 :], key[:at] + key[at] * 2 + key[at + 1 :], key.upper(), key + " ",
        key[:at] + ALIKE.get(key[at], "é") + key[at + 1 :], key[:at] + "." + key[at:], "__class__",
    )  # fmt: skip
    container[rng.choice(changed)] = container.pop(key)


def moved(tree: Tree, rng: random.Random) -> None:
    """A key goes to another table, or is gone."""
    owners = [(c, k) for c, k in places(tree) if isinstance(c, dict)]
    (source, key), (target, _) = rng.choices(owners, k=2)
    if key in source:
        value = source.pop(key)
        if rng.random() < 0.7:
            target[key] = deepcopy(value)


def doubled(tree: Tree, rng: random.Random) -> None:
    """A list repeats one of its values; a table holds an entry under another name too."""
    container, key = rng.choice(list(places(tree)))
    if isinstance(container, list):
        container.append(deepcopy(container[key]))
    else:
        container[rng.choice((f"{key}2", f"{key}_", key.upper()))] = deepcopy(container[key])


def rewired(tree: Tree, rng: random.Random) -> None:
    """References lead elsewhere: to other names of the file, to datums, to themselves."""
    names = [*_names(tree), *"ABCD", "A-B", "<Z", "base & left"]
    for _ in range(rng.randint(1, 4)):
        container, key = rng.choice(_leaves(tree))
        container[key] = rng.choice(names)
    if rng.random() < 0.5:
        table = tree.setdefault(rng.choice(("features", "datums", "textures")), {})
        if isinstance(table, dict):
            table[rng.choice(names)] = rng.choice(names)


def lookalike(tree: Tree, rng: random.Random) -> None:
    """Signs of a text are replaced by others that look the same, or that nobody sees."""
    texts = [(c, k) for c, k in _leaves(tree) if isinstance(c[k], str) and c[k]]
    container, key = rng.choice(texts)
    text = container[key]
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(text))
        sign = ALIKE.get(text[at], text[at]) if rng.random() < 0.7 else rng.choice(INVISIBLE)
        text = text[:at] + sign + text[at + 1 :]
    container[key] = text


def renumbered(tree: Tree, rng: random.Random) -> None:
    """A number of a text becomes huge, tiny, long, negative or badly written."""
    texts = [
        (c, k) for c, k in _leaves(tree)
        if isinstance(c[k], str) and any(x.isdigit() for x in c[k])
    ]  # fmt: skip
    container, key = rng.choice(texts or _leaves(tree))
    text = str(container[key])
    digits = [i for i, sign in enumerate(text) if sign.isdigit()] or [0]
    at = rng.choice(digits)
    number = rng.choice(
        (
            "0",
            "00",
            "-1",
            "1e9",
            "1e-9",
            "9" * 30,
            "9" * 5000,
            "0," + "0" * 40 + "1",
            "1,2,3",
            "1.",
            ",5",
            "½",
            "1 000",
        )
    )
    container[key] = text[:at] + number + text[at + 1 :]


def nested(tree: Tree, rng: random.Random) -> None:
    """A value is wrapped in lists or tables, up to far too many."""
    container, key = rng.choice(list(places(tree)))
    value = container[key]
    for _ in range(rng.choice((1, 2, 5, 19, 20, 21, 60))):
        value = [value] if rng.random() < 0.5 else {rng.choice(("size", "a", "on")): value}
    container[key] = value


def swollen(tree: Tree, rng: random.Random) -> None:
    """A text, a list or a table grows a thousand times."""
    container, key = rng.choice(list(places(tree)))
    value, times = container[key], rng.choice((10, 300, 2000))
    if isinstance(value, str):
        container[key] = (value or "x") * times
    elif isinstance(value, list):
        container[key] = [deepcopy(v) for v in (value or [1]) * min(times, 300)]
    elif isinstance(container, dict):
        container |= {f"{key}{i}": deepcopy(value) for i in range(min(times, 300))}


TREES: tuple[Callable[[Tree, random.Random], None], ...] = (
    swapped, retyped, rewritten, rewritten, spliced, spliced, misspelt, moved, doubled, rewired, rewired, lookalike,
    renumbered, renumbered, nested, swollen,
)  # fmt: skip


def mutant_of_tree(text: str, rng: random.Random) -> str:
    """Return a valid TOML text whose tables are those of ``text`` after one to three mutations."""
    tree = tomllib.loads(text)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        if _leaves(tree):
            rng.choice(TREES)(tree, rng)
    return toml(tree)


# ---- mutations of bytes ----


def mutant_of_bytes(text: str, rng: random.Random) -> bytes:
    """Return the bytes of ``text`` as a bad disk, editor or network leaves them."""
    return rng.choice(BYTES)(text, text.encode(), rng)


def _flipped(_text: str, data: bytes, rng: random.Random) -> bytes:
    flipped = bytearray(data)
    for _ in range(rng.choice((1, 3, 20))):
        flipped[rng.randrange(len(flipped))] = rng.randrange(256)
    return bytes(flipped)


def _inserted(data: bytes, piece: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + piece + data[at:]


_ENDS = (b"\r\n", b"\r", b"\n\n", b" ", b"\x0b", b"\x85")
BYTES: tuple[Callable[[str, bytes, random.Random], bytes], ...] = (
    lambda _, data, rng: data[: rng.randrange(len(data) + 1)],
    lambda _, data, rng: data + data[rng.randrange(len(data)) :],
    lambda _, data, rng: _inserted(data, rng.randbytes(rng.choice((1, 16, 4096))), rng),
    lambda _, data, rng: _inserted(data, bytes(rng.choice((1, 512))), rng),
    lambda text, _, rng: text.encode(rng.choice(("utf-16", "utf-32", "utf-16-be"))),
    lambda text, _, rng: text.encode(rng.choice(("latin-1", "cp1252", "cp850")), "replace"),
    lambda _, data, rng: b"\xef\xbb\xbf" * rng.choice((1, 2)) + data,
    lambda _, data, rng: data.replace(b"\n", rng.choice(_ENDS)),
    _flipped,
    _flipped,
)
