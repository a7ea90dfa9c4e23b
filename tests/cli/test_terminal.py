"""What a terminal is shown, through a pseudo-terminal: colours, or none at all; the bar; CI."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from gmp_cad.cli import output

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal on Windows")

_SGR = re.compile(r"\x1b\[[\d;:]*m")
_LINK = "\x1b]8;"
# Every way to write: the console of verdicts, its progress, sheets, errors; in one process.
_SAID = """
import argparse, logging, time
from gmp_cad.engine.task import Task
from gmp_cad.cli import terminal
from gmp_cad.cli.log import logged
from gmp_cad.cli.main import main
options = argparse.Namespace(quiet=False, json=False, lang="fr")
with terminal.progress(options) as listener, logged("info"):
    listener("total", 3)
    one = Task(id="model:semelle", body="m:f", params={})
    listener("start", one)
    time.sleep(0.25)
    logging.getLogger("gmp_cad.build").info("said meanwhile")
    listener("ran", one)
terminal.console().print("[bold red]NON[/] [link=http://x.org]lien[/link]")
main(["tolerance", "40 js9"])
main(["tolerance", "40 zz99"])
main(["material"])
"""


def shown(**variables: str) -> str:
    """Return what a terminal of 100 columns gets."""
    import pty

    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    env = {**kept, "TERM": "xterm-256color", "COLUMNS": "100", **variables}
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", _SAID], stdin=theirs, stdout=theirs, stderr=theirs, env=env
    ) as process:
        os.close(theirs)
        text = b""
        try:
            while data := os.read(ours, 65536):
                text += data
        except OSError:
            pass  # the other end is closed
        process.wait()
    os.close(ours)
    return text.decode("utf-8")


def piped(**variables: str) -> str:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    done = subprocess.run(
        [sys.executable, "-c", _SAID], env={**kept, "TERM": "xterm-256color", **variables},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert "40" in done.stdout
    return done.stdout + done.stderr


def test_a_terminal_is_shown_colours_and_the_bar() -> None:
    text = shown()
    assert "\x1b[1;31mNON" in text
    assert len(_SGR.findall(text)) > 10
    assert "model:semelle" in text
    # A record of the log stands on a line of its own, the bar below it.
    assert re.search(r"(\r|\x1b\[2K) *\d+\.\d{3} info gmp_cad.build: said meanwhile\r\n", text)


def test_no_color_leaves_no_colour_style_or_link() -> None:
    text = shown(NO_COLOR="0", FORCE_COLOR="1")
    assert not _SGR.search(text)
    assert _LINK not in text
    assert "NON lien" in text
    assert "model:semelle" in text  # the bar is no colour


def test_a_dumb_terminal_gets_plain_lines() -> None:
    text = shown(TERM="dumb")
    assert "\x1b" not in text
    assert "NON lien" in text


def test_a_pipe_gets_plain_lines() -> None:
    assert "\x1b" not in piped()


def test_forced_colours_go_into_a_pipe_without_a_bar() -> None:
    text = piped(FORCE_COLOR="1")
    assert "\x1b[1;31mNON" in text
    assert not re.search(r"\x1b\[\??\d*[A-LhlK]", text)  # nothing moves the cursor or erases
    assert "model:semelle" not in text


class _Screen:
    def isatty(self) -> bool:
        """Be a terminal."""
        return True


@pytest.mark.parametrize(
    ("variables", "styled"),
    [
        ({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "0"}, True),
        ({"NO_COLOR": "0", "FORCE_COLOR": "3"}, False),
    ],
)  # fmt: skip
def test_who_wins(variables: dict[str, str], styled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert output.is_styled(_Screen()) is styled
