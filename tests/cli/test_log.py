"""The log on standard error: its levels, one line a record, nothing of it elsewhere."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import pytest

from gmp_cad.cli.log import logged
from gmp_cad.cli.main import main
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.history import History
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Task
from gmp_cad.errors import UsageError

_LINE = re.compile(r" *\d+\.\d{3} (error|warning|info|debug) gmp_cad[\w.]*: \S.*")


def task(name: str, body: str) -> Task:
    return Task(id=name, body=f"tests.build.bodies:{body}", params={"start": 1}, family="documents")


def run(tmp_path: Path) -> dict[str, Result]:
    store = Store(tmp_path / "cache")
    with Workers(store, 1) as workers:
        history = History(tmp_path / "history.json")
        tasks = [task("double:a", "double"), task("bug:a", "raise_bug")]
        return dict(Run(store=store, workers=workers, history=history).execute(tasks))


def test_every_level_says_its_part_in_single_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with logged("debug"):
        run(tmp_path)
    everything = capsys.readouterr()
    assert everything.out == ""
    lines = everything.err.splitlines()
    assert all(_LINE.fullmatch(line) for line in lines)
    said = "\n".join(lines)
    assert "debug gmp_cad.build: double:a is not stored: it must run" in said
    assert re.search(
        r"info gmp_cad.build: double:a: ran, \d+\.\d{3} s, CPU .* worker \d+, it had", said
    )
    assert re.search(r"info gmp_cad.build: bug:a: failed, .*bug: .*RuntimeError: boom", said)
    assert re.search(r"info gmp_cad.engine.processes.workers: worker \d+ .*starts", said)
    with logged("info"):
        run(tmp_path)
    again = capsys.readouterr().err
    assert "debug" not in again
    assert "double:a" not in again  # it is stored now, which only debug tells
    assert "bug:a: failed" in again
    with logged("warning"):
        run(tmp_path)
    assert capsys.readouterr().err == ""


def test_nothing_of_a_log_stays_behind() -> None:
    logger = logging.getLogger("gmp_cad")
    before = (logger.level, logger.propagate, list(logger.handlers))
    with logged("debug"):
        assert logger.level == logging.DEBUG
    assert (logger.level, logger.propagate, list(logger.handlers)) == before


def test_what_drives_a_terminal_is_shown_and_does_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logged("info"):
        logging.getLogger("gmp_cad.build").info("a\x1b[31m\nb\r")
    text = capsys.readouterr().err
    assert _LINE.fullmatch(text.rstrip("\n"))
    assert r"a\x1b[31m | b\r" in text


def test_a_wrong_level_is_one_clear_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["tolerance", "40 js9", "--log-level", "loud"])
    assert stopped.value.code == 2
    told = capsys.readouterr().err
    assert "--log-level" in told
    assert "loud" in told
    monkeypatch.setenv("GMP_CAD_LOG", "degub")
    assert main(["tolerance", "40 js9"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "GMP_CAD_LOG" in told.err
    assert "« debug »" in told.err
    with pytest.raises(UsageError), logged(None):
        pass


@pytest.mark.parametrize("where", ["option", "variable"])
def test_the_answer_stays_one_json_object(
    where: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["--log-level", "DEBUG"] if where == "option" else []
    if where == "variable":
        monkeypatch.setenv("GMP_CAD_LOG", "Debug")
    assert main(["tolerance", "40 js9", "--json", *words]) == 0
    assert json.loads(capsys.readouterr().out)["version"]
