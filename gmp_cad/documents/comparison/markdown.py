"""Text inside Markdown, shown as it is: on GitHub and GitLab, in a line, a table or an HTML element.

Signs of Markdown and HTML become character references, which both read as text. What these sites
find in the text afterwards (mentions, numbers of requests, addresses, emoji) is parted by a space of
no width. Source: GitHub Flavored Markdown Spec 0.29, §6.2 and §6.9; GitLab Flavored Markdown,
"GitLab-specific references".
"""

from __future__ import annotations

import re
from urllib.parse import quote

_LONGEST = 400  # characters of a text
_PARTED = "\N{ZERO WIDTH SPACE}"
# Controls, and signs that turn the direction of what follows.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_FOUND_LATER = re.compile(r"""(?<=[@#!~%&$^])(?=[\w"'{\[])|(?<=:)(?=//|[\w+-]+:)|(?<=www)(?=\.)|(?<=GH-)(?=\d)|(?<=mailto:)|(?<=xmpp:)""",
    re.IGNORECASE,
)  # fmt: skip
_SIGNS = re.compile(r"""[\\`*_\[\]<>&|~$#@"{}]""")
_SAFE = "/:?&=%+~@,;!"


def escaped(text: str, longest: int = _LONGEST) -> str:
    """Return text on one line that is shown as it is, cut where it is longer than ``longest``."""
    line = " ".join(_UNSEEN.sub(" ", text).split())
    cut = line if len(line) <= longest else f"{line[: longest - 1]}…"
    return _SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", _FOUND_LATER.sub(_PARTED, cut))


def code(text: str, longest: int = _LONGEST) -> str:
    """Return text in the letters of code; nothing for nothing."""
    return f"<code>{escaped(text, longest)}</code>" if text.strip() else ""


def address(prefix: str, path: str = "") -> str:
    """Return an address: a prefix that somebody gave, and a path of ours below it."""
    start = quote(prefix, safe=_SAFE)
    between = "/" if start and path and not start.endswith("/") else ""
    return start + between + quote(path)


def row(*cells: str) -> str:
    """Return a line of a table from finished cells."""
    return f"| {' | '.join(cell or ' ' for cell in cells)} |"


def heading(*cells: str) -> list[str]:
    """Return the heading of a table from finished cells."""
    return [row(*cells), f"|{'---|' * len(cells)}"]
