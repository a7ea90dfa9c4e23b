"""The task of the benchmark of engines: next to nothing, or the end of its process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any


def node(data: Mapping[str, bytes], params: Mapping[str, Any]) -> tuple[dict[str, bytes], dict]:
    """Do the same in our form: read the results of the needed tasks, give one of its own."""
    return {"value": value(params["n"], [data[k] for k in sorted(data)], params["dies"])}, {}


def value(n: int, needed: list[bytes], dies: int) -> bytes:
    """Return what node ``n`` gives; the node ``dies`` ends its process."""
    if n == dies:
        os.abort()
    return b"%d:%d" % (n, sum(len(content) for content in needed))
