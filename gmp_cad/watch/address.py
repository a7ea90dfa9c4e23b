"""Which requests the server answers, and which file a path of the site is. Pure, for it guards.

The server is for the browser of this machine alone. It is bound to the loopback address, but any
page of the network may have a browser ask it: under a name that leads here (DNS rebinding: the
``Host`` tells), or as a picture or script of its own (``Sec-Fetch-Site`` and ``Origin`` tell).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote_to_bytes

from gmp_cad.build.output_place import is_plain

LOOPBACK = "127.0.0.1"
_NAMES = (LOOPBACK, "localhost")
_OWN_SITES = ("same-origin", "none")
_METHODS = ("GET", "HEAD")


def is_ours(method: str, headers: Mapping[str, str], port: int) -> bool:
    """Tell whether a request comes from the browser of this machine, for a page of this server."""
    hosts = [f"{name}:{port}" for name in _NAMES]
    if method not in _METHODS or headers.get("Host", "").lower() not in hosts:
        return False
    origin = headers.get("Origin")
    if origin is not None and origin.lower() not in [f"http://{host}" for host in hosts]:
        return False
    site = headers.get("Sec-Fetch-Site", "none")
    return site in _OWN_SITES or headers.get("Sec-Fetch-Mode") == "navigate"


def path_of(target: str) -> str | None:
    """Return the path of a request's target, decoded once, without its query; None for no path."""
    raw = target.partition("?")[0].partition("#")[0]
    if not raw.startswith("/") or "%00" in raw:
        return None
    try:
        return unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        return None


def file_of(folder: Path, path: str) -> Path | None:
    """Return the file of a folder that a decoded path means; None where there is none to be shown.

    Never one outside of the folder, whatever links lead there, and none whose name begins with a dot.
    """
    name = path.removeprefix("/")
    if name.endswith("/") or not name:
        name += "index.html"
    if ":" in name or not is_plain(name) or any(step.startswith(".") for step in name.split("/")):
        return None
    try:
        real = Path(os.path.realpath(folder))
        found = Path(os.path.realpath(folder / name))
        inside = found != real and found.is_relative_to(real)
        return found if inside and found.is_file() else None
    except (OSError, ValueError):
        return None
