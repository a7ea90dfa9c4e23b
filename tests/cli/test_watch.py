"""``gmp-cad watch`` and ``show``: what they print, and how they find each other."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import jsonschema
import pytest

from gmp_cad.build.results.published import output_schema
from gmp_cad.build.settings import Settings
from gmp_cad.cli import watch as command
from gmp_cad.cli.main import main
from gmp_cad.cli.parser import parser
from gmp_cad.cli.watch_answer import WatchLine
from gmp_cad.cli.watch_lines import json_line, teller
from gmp_cad.errors import InvalidInputError, Problem, UsageError, Where
from gmp_cad.language import Message
from gmp_cad.watch.board import Board
from gmp_cad.watch.news import News
from gmp_cad.watch.server import serving

INVALID = InvalidInputError([Problem(Where("parts/a/spec.toml", line=1), Message("wrong"))])
COUNTS = {"PASS": 3, "SKIP": 0, "WARN": 0, "FAIL": 1, "ERROR": 0}
MOVED = {
    "check": "dimension.measured", "subject": "a.bore", "status": "FAIL", "message": "too large",
    "hint": None, "where": {"file": "parts/a/spec.toml", "path": "dimensions.bore", "line": 3},
    "observed": 16.1, "unit": "mm", "from_status": "PASS", "was": 16.0, "gone": False,
    "from": "conforming", "label": "nonconforming", "measured": True,
}  # fmt: skip
NEWS = [
    News(event="serving", url="http://127.0.0.1:1/live/"),
    News(event="changed", files=["parts/a/spec.toml", "parts/a/model.py", "c", "d"]),
    News(event="shown", part="a", state="ready", seconds=0.43211, counts=COUNTS, rows=[MOVED]),
    News(event="judged", part="a", state="ready", counts=COUNTS, rows=[MOVED]),
    News(event="built", seconds=3.0, counts=COUNTS, exit_code=1, written=12),
    News(event="invalid", error=INVALID),
    News(event="failed", error=UsageError(Message("no room"), Message("make some"))),
    News(event="polling", reason="limit reached"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "parts/a").mkdir(parents=True)
    (tmp_path / "parts/a/spec.toml").write_text(
        '[part]\nnumber = "1"\ntitle = "A"\nmaterial = "S235JR"\n[dimensions]\nwidth = "20"\n'
    )
    (tmp_path / "parts/a/model.py").write_text("def build(d):\n    return None\n")
    return tmp_path


@pytest.mark.parametrize("news", NEWS, ids=lambda n: n.event)
def test_each_line_is_what_its_schema_says(news: News, root: Path) -> None:
    line = json.loads(json.dumps(json_line(news, root, "fr")))
    jsonschema.validate(line, output_schema("watch", WatchLine, "gmp-cad watch"))
    assert line["event"] == news.event


def test_a_line_tells_what_happened(root: Path) -> None:
    told = {n.event: json_line(n, root, "en") for n in NEWS}
    assert told["shown"]["seconds"] == 0.432
    assert told["shown"]["verdicts"][0]["from_status"] == "PASS"
    assert told["built"]["exit_code"] == 1
    assert told["invalid"]["faults"][0]["file"] == "parts/a/spec.toml"
    assert told["failed"]["faults"][0]["hint"] == "make some"


def test_people_read_a_line_for_each_thing_that_happens(root: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    options = argparse.Namespace(json=False, quiet=False, lang="en")
    for news in NEWS:
        teller(options, root)(news)
    out, said = capsys.readouterr()
    assert out == ""
    lines = said.splitlines()
    assert "a  picture in 0.43 s" in lines[2]
    assert "parts/a/spec.toml, parts/a/model.py, c … (4)" in lines[1]
    assert any("3 PASS · 1 FAIL" in line for line in lines)
    assert "parts/a/spec.toml:1: wrong" in said
    assert "project in 3.0 s" in said


def test_quiet_tells_the_address_and_what_is_wrong(root: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    options = argparse.Namespace(json=False, quiet=True, lang="en")
    for news in NEWS:
        teller(options, root)(news)
    said = capsys.readouterr().err
    assert "picture" not in said
    assert "http://127.0.0.1:1/live/" in said
    assert "no room" in said


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(SystemExit) as refused:
        parser("en").parse_args(["watch", f"--port={port}"])
    assert refused.value.code == 2


def test_a_part_that_is_not_there_is_told_with_what_may_be_meant(root: Path, capsys) -> None:
    assert main(["--project", str(root), "--lang", "en", "show", "b", "--no-open"]) == 2
    assert "there is no part 'b'" in capsys.readouterr().err


def test_show_finds_the_session_that_runs_and_opens_its_page(
    root: Path, capsys, monkeypatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(command, "_opened", lambda url: bool(opened.append(url)) or True)
    board, settings = Board("a", "en"), Settings()
    with serving(board, root / "output", 0) as url, command._beacon(root, settings, board, url):
        assert command.running_at(root, settings) == url
        assert main(["--project", str(root), "--json", "show", "a", "--open"]) == 0
        assert opened == [f"{url}live/a"]
        assert json.loads(capsys.readouterr().out)["url"] == f"{url}live/a"
    assert command.running_at(root, settings) is None


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"port": "x", "run": "r"}', '{"port": 1, "run": "r"}', "\x00"]
)
def test_a_session_that_ended_badly_or_was_never_there_is_none(root: Path, text: str) -> None:
    (root / ".gmp-cache").mkdir()
    (root / ".gmp-cache/watch.json").write_text(text)
    assert command.running_at(root, Settings()) is None


def test_another_server_on_the_port_is_no_session_of_the_project(root: Path) -> None:
    board = Board("other", "en")
    with serving(board, root, 0) as url:
        (root / ".gmp-cache").mkdir()
        port = int(url.rstrip("/").rpartition(":")[2])
        (root / ".gmp-cache/watch.json").write_text(json.dumps({"port": port, "run": "r"}))
        assert command.running_at(root, Settings()) is None
