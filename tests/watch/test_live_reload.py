"""Pages as they are served: with one script more, and allowed to ask the server for changes."""

from __future__ import annotations

from gmp_cad.watch.live_reload import reloading

PAGE = b"""<!doctype html><html><head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'">
</head><body><p>one</p><pre>&lt;/body></pre></body></html>"""
SCRIPT = b'<script src="/live/reload.js" data-run="r1" data-site="7"></script>'


def test_the_script_stands_before_the_end_of_the_body_and_once() -> None:
    page = reloading(PAGE, "r1", 7)
    assert page.count(SCRIPT) == 1
    assert page.index(SCRIPT) + len(SCRIPT) == page.rindex(b"</body>")


def test_the_policy_allows_the_connection_and_nothing_else_changes() -> None:
    page = reloading(PAGE, "r1", 7)
    assert b"content=\"default-src 'none'; script-src 'self'; connect-src 'self'\">" in page
    assert page.replace(SCRIPT, b"").replace(b"; connect-src 'self'", b"") == PAGE


def test_a_policy_that_says_what_to_connect_to_is_left() -> None:
    own = PAGE.replace(b"script-src 'self'", b"connect-src 'none'")
    assert reloading(own, "r1", 7).replace(SCRIPT, b"") == own


def test_a_page_without_a_body_or_a_policy_gets_the_script_at_its_end() -> None:
    assert reloading(b"<p>one", "r1", 7) == b"<p>one" + SCRIPT
