"""The pages of the site as they are served: with the script that reloads them. Files stay as they are."""

from __future__ import annotations

import re

_SCRIPT = '<script src="/live/reload.js" data-run="{run}" data-site="{site}"></script>'
_POLICY = re.compile(
    rb"""(<meta[^>]*http-equiv=["']?Content-Security-Policy["']?[^>]*content=")([^"]*)""",
    re.IGNORECASE,
)
_BODY_END = re.compile(rb"</body\s*>", re.IGNORECASE)


def reloading(page: bytes, run: str, site: int) -> bytes:
    """Return a page that asks the server for changes; ``run`` and ``site``: as of when it is served.

    What its security policy allows besides is the connection to this server.
    """
    script = _SCRIPT.format(run=run, site=site).encode()
    page = _POLICY.sub(_connected, page, count=1)
    ends = list(_BODY_END.finditer(page))
    at = ends[-1].start() if ends else len(page)
    return page[:at] + script + page[at:]


def _connected(found: re.Match[bytes]) -> bytes:
    policy = found.group(2)
    if b"connect-src" not in policy:
        policy = policy.rstrip(b"; ") + b"; connect-src 'self'"
    return found.group(1) + policy
