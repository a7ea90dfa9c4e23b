"""A session goes on whatever happens to the project under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.build.settings import Settings
from gmp_cad.errors import UsageError
from gmp_cad.language import Message
from gmp_cad.watch import session as module
from gmp_cad.watch.alarm import Alarm
from gmp_cad.watch.board import Board
from gmp_cad.watch.lookout import Lookout
from gmp_cad.watch.news import News
from gmp_cad.watch.session import Session


class Once(Lookout):
    """A lookout that gives no change, and ends."""

    def next(self) -> None:
        """There is nothing more."""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "No such file", "parts/a/spec.toml"), "parts/a/spec.toml"),
        (OSError(28, "No space left on device", "output"), "output"),
        (UsageError(Message("another build has been writing")), "another build has been writing"),
    ],
)
def test_what_stops_a_build_is_shown_and_the_session_waits_for_the_next_save(
    tmp_path: Path, monkeypatch, error: Exception, said: str
) -> None:
    def refused(*_args: object, **_options: object) -> None:
        raise error

    (tmp_path / "parts").mkdir()
    monkeypatch.setattr(module, "load_project", refused)
    told: list[News] = []
    board = Board("p", "en")
    lookout = Once(tmp_path, Alarm(), lambda: None)
    Session(
        root=tmp_path, settings=Settings(lang="en", jobs=1), board=board, lookout=lookout,
        tell=told.append,
    ).run()  # fmt: skip
    assert [news.event for news in told] == ["failed"]
    assert said in board.state()[1]
    assert '"phase": "ready"' in board.state()[1]


def test_a_project_that_is_invalid_from_the_start_is_told_in_the_page_and_in_its_report(
    tmp_path: Path,
) -> None:
    (tmp_path / "parts/a").mkdir(parents=True)
    (tmp_path / "parts/a/spec.toml").write_text("[part]\nnumber = ")
    told: list[News] = []
    board = Board("p", "fr")
    lookout = Once(tmp_path, Alarm(), lambda: None)
    Session(
        root=tmp_path, settings=Settings(jobs=1), board=board, lookout=lookout, tell=told.append
    ).run()
    assert [news.event for news in told] == ["invalid"]
    assert '"file": "parts/a/spec.toml"' in board.state()[1]
    assert '"complete": false' in (tmp_path / "output/report.json").read_text().replace(
        ":false", ": false"
    )
