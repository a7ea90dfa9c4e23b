"""Lines added to ``[features]`` of a specification, everything else left as it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TABLE = re.compile(r"\s*\[+\s*([A-Za-z0-9_.\"-]+)\s*\]+\s*(#.*)?")


def with_feature_lines(text: str, lines: Sequence[str]) -> str:
    """Return ``spec.toml`` with ``lines`` at the end of its table ``[features]``.

    The table is added at the end where the file has none. Comments and order stay.
    """
    written = text.splitlines()
    start = next((i for i, line in enumerate(written) if _name(line) == "features"), None)
    if start is None:
        return "\n".join([*written, "", "[features]", *lines]) + "\n"
    end = next((i for i in range(start + 1, len(written)) if _name(written[i])), len(written))
    while end > start + 1 and not written[end - 1].strip():
        end -= 1
    return "\n".join([*written[:end], *lines, *written[end:]]) + "\n"


def _name(line: str) -> str:
    found = _TABLE.fullmatch(line)
    return found[1] if found else ""
