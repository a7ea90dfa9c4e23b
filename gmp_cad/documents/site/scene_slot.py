"""Where a page shows a scene in three dimensions: what the page's template needs to hold it.

A page includes ``site_viewer.html.j2``: ``viewer(slot)`` where the scene stands, and once, at the
end of its body, ``viewer_loader(root)``. Its content security policy is :data:`SECURITY_POLICY`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

VIEWER = "site/viewer.js"
INSTALL = 'pip install "gmp_cad[viewer]"'
# Scripts of the folder itself, and the viewer's module, which is unpacked in the page; no network.
SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'self' file: blob:; "
    "img-src 'self' file: data: blob:; font-src data:"
)


def scene_file(key: str) -> str:
    """Return where the scene of a part, a fixture or the product lies, relative to ``output/``."""
    return f"site/scenes/{key}.js"


def mesh_file(key: str) -> str:
    """Return where the triangles of a solid lie, relative to ``output/``."""
    return f"site/meshes/{key}.js"


def scene_slot(
    key: str,
    scenes: Collection[str],
    title: str,
    *,
    root: str = "",
    picture: tuple[str, str] | None = None,
    at_once: bool = False,
) -> dict[str, Any]:
    """Return what the macro ``viewer`` needs to show the scene ``key`` in a page.

    ``scenes``: those that the build wrote (without the viewer's package, none: the page shows the
    picture and how to install it). ``title`` names the scene. ``root`` leads from the page's
    folder to ``output/`` (``""`` or ``"../"``); ``picture``: path of a picture of the scene,
    relative to ``output/``, and what it shows. ``at_once``: the scene opens when it is scrolled to.
    """
    return {
        "key": key,
        "title": title,
        "root": root,
        "scene": root + scene_file(key) if key in scenes else "",
        "picture": root + picture[0] if picture else "",
        "alt": picture[1] if picture else "",
        "install": INSTALL,
        "at_once": at_once,
    }
