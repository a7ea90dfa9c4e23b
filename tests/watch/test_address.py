"""The server answers this machine's browser alone, and shows nothing outside of its folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.watch.address import file_of, is_ours, path_of

HOST = {"Host": "127.0.0.1:8737"}


@pytest.mark.parametrize(
    "headers",
    [
        HOST,
        {"Host": "localhost:8737"},
        {"Host": "LOCALHOST:8737"},
        {**HOST, "Origin": "http://127.0.0.1:8737", "Sec-Fetch-Site": "same-origin"},
        {**HOST, "Sec-Fetch-Site": "none"},
        {**HOST, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},  # a link in a mail
    ],
)
def test_the_browser_of_this_machine_is_answered(headers) -> None:
    assert is_ours("GET", headers, 8737)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {}),
        ("GET", {"Host": "attacker.example:8737"}),  # DNS rebinding
        ("GET", {"Host": "127.0.0.1.attacker.example:8737"}),
        ("GET", {"Host": "127.0.0.1:80"}),
        ("GET", {"Host": "127.0.0.1"}),
        ("GET", {**HOST, "Origin": "https://attacker.example"}),
        ("GET", {**HOST, "Origin": "null"}),
        ("GET", {**HOST, "Origin": "http://localhost:9999"}),
        ("GET", {**HOST, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}),
        ("GET", {**HOST, "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}),
        ("POST", HOST),
        ("PUT", HOST),
        ("DELETE", HOST),
    ],
)
def test_nobody_else_is(method: str, headers) -> None:
    assert not is_ours(method, headers, 8737)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/", "/"),
        ("/site/cale.html?x=/../y#z", "/site/cale.html"),
        ("/parts/%C3%A9tau.png", "/parts/étau.png"),
        ("/%2e%2e/a", "/../a"),
        ("/%252e%252e/a", "/%2e%2e/a"),  # decoded once, not twice
        ("/a%00b", None),
        ("/%ff", None),
        ("http://127.0.0.1/", None),
        ("", None),
    ],
)
def test_targets_are_decoded_once(target: str, path: str | None) -> None:
    assert path_of(target) == path


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    top = tmp_path_factory.mktemp("served")
    (top / "secret.txt").write_text("secret")
    (top / "output-of-another").mkdir()
    (top / "output-of-another/secret.txt").write_text("secret")
    out = top / "output"
    (out / "site").mkdir(parents=True)
    (out / "index.html").write_text("index")
    (out / "site/cale.html").write_text("page")
    (out / ".gmp-cad.json").write_text("{}")
    if sys.platform != "win32":
        (out / "leak").symlink_to(top)
        (out / "leak.txt").symlink_to(top / "secret.txt")
        (out / "inside.html").symlink_to(out / "site/cale.html")
        (out / "loop").symlink_to(out / "loop")
    return out


def test_files_of_the_folder_are_found(folder: Path) -> None:
    assert file_of(folder, "/") == folder.resolve() / "index.html"
    assert file_of(folder, "/site/cale.html") == folder.resolve() / "site/cale.html"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/site/../../secret.txt", "//secret.txt", "/..\\secret.txt", "/./index.html",
        "/leak/secret.txt", "/leak.txt", "/leak", "/loop", "/site", "/site/", "/.gmp-cad.json",
        "/C:/Windows/win.ini", "/index.html::$DATA", "/../output-of-another/secret.txt", "/\0", "/a\0b",
        "/" + "a" * 5000, "/site/cale.html/", "/nul",
    ],
)  # fmt: skip
def test_nothing_else_is(folder: Path, path: str) -> None:
    assert file_of(folder, path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_to_a_file_of_the_folder_is_followed(folder: Path) -> None:
    assert file_of(folder, "/inside.html") == folder.resolve() / "site/cale.html"


_STEPS = st.sampled_from(
    ["..", ".", "", "site", "cale.html", "index.html", "leak", "leak.txt", "secret.txt", "output",
     "output-of-another", "%2e%2e", "..%2f", "..\\", "C:", "~", "loop", "é", "\u202e"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(_STEPS, max_size=7), st.sampled_from(["/", "//", "\\", "/./"]), st.text(max_size=6))
def test_no_path_leads_to_what_is_outside(folder: Path, steps, separator: str, rest: str) -> None:
    for target in ("/" + separator.join(steps), separator.join(steps) + rest, "/" + rest):
        path = path_of(target)
        found = None if path is None else file_of(folder, path)
        assert found is None or found in {
            folder.resolve() / "index.html", folder.resolve() / "site/cale.html",
        }  # fmt: skip
