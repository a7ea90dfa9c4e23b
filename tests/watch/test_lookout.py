"""No change is lost, whatever is under way when it comes; what is under way is told first."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from gmp_cad.watch.alarm import Alarm
from gmp_cad.watch.lookout import Lookout


class Silent:
    """An alarm that never rings by itself, and remembers what it was to listen to."""

    def __init__(self) -> None:
        self.folders: list[tuple[Path, ...]] = []

    def set(self, deep, flat) -> None:
        """Take the folders."""
        self.folders = [tuple(deep), tuple(flat)]

    def wait(self) -> bool:
        """Give the others a turn."""
        time.sleep(0.01)
        return False

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "parts/plate").mkdir(parents=True)
    (tmp_path / "parts/plate/spec.toml").write_text("a = 1")
    return tmp_path


def test_what_is_saved_while_nobody_looks_is_there_at_the_next_look(root: Path) -> None:
    calls: list[bool] = []
    lookout = Lookout(root, Silent(), lambda: calls.append(lookout._paths == {}))
    (root / "parts/plate/spec.toml").write_text("a = 22")
    (root / "parts/plate/model.py").write_text("")
    lookout.look()
    change = lookout.next()
    assert change is not None
    assert change.paths == ("parts/plate/model.py", "parts/plate/spec.toml")
    assert abs(change.saved_s - time.time()) < 20
    # whatever is under way was told before the change was to be had: it is not meant for the next
    assert calls == [True]
    lookout.look()
    assert not lookout.pending


def test_changes_that_come_while_another_is_seen_to_gather(root: Path) -> None:
    lookout = Lookout(root, Silent(), lambda: None)
    for text in ("b = 1111", "b = 22222"):
        (root / "parts/plate/spec.toml").write_text(text)
        lookout.look()
    (root / "workshop.toml").write_text("")
    lookout.look()
    change = lookout.next()
    assert change is not None
    assert change.paths == ("parts/plate/spec.toml", "workshop.toml")


def test_a_time_that_cannot_be_that_of_the_save_is_not_believed(root: Path) -> None:
    import os

    lookout = Lookout(root, Silent(), lambda: None)
    spec = root / "parts/plate/spec.toml"
    for written in (1.0, time.time() + 9999):  # unpacked from an archive; another clock
        os.utime(spec, (written, written))
        lookout.look()
        change = lookout.next()
        assert change is not None
        assert abs(change.saved_s - time.time()) < 20


def test_a_part_that_somebody_asks_for_is_seen_to_though_nothing_changed(root: Path) -> None:
    lookout = Lookout(root, Silent(), lambda: None)
    lookout.ask("plate")
    change = lookout.next()
    assert change is not None
    assert (change.parts, change.paths) == (("plate",), ())


def test_what_a_build_read_besides_is_watched_from_its_beginning_on(
    root: Path, tmp_path_factory
) -> None:
    far = tmp_path_factory.mktemp("far")
    old, edited = far / "old.csv", far / "edited.csv"
    old.write_text("1")
    alarm = Silent()
    lookout = Lookout(root, alarm, lambda: None)
    lookout.look()
    began = time.time() + 0.001
    time.sleep(0.05)
    edited.write_text("while it was built")
    lookout.besides(frozenset({str(old), str(edited), str(far / "missing.csv")}), began)
    assert alarm.folders[1] == (root, far)
    lookout.look()
    change = lookout.next()
    assert change is not None
    assert change.paths == (str(edited),)
    (far / "missing.csv").write_text("")
    lookout.look()
    change = lookout.next()
    assert change is not None
    assert change.paths == (str(far / "missing.csv"),)


def test_closed_it_gives_none(root: Path) -> None:
    lookout = Lookout(root, Silent(), lambda: None)
    threading.Timer(0.05, lookout.close).start()
    assert lookout.next() is None


def test_a_notice_of_the_system_rings_long_before_the_next_look(root: Path) -> None:
    alarm = Alarm()
    alarm.set((root / "parts",), (root,))
    try:
        time.sleep(0.3)
        alarm.wait(0)
        (root / "parts/new").mkdir()
        (root / "parts/new/spec.toml").write_text("")
        assert alarm.wait(10)
        time.sleep(0.1)
        alarm.wait(0)
        (root / "workshop.toml").write_text("")
        assert alarm.wait(10)
    finally:
        alarm.close()


def test_without_notices_it_is_said_once_and_it_rings_by_itself(root: Path, monkeypatch) -> None:
    def refused(*_paths: Path, **_options: object) -> None:
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr("gmp_cad.watch.alarm.watch", refused)
    told: list[str] = []
    alarm = Alarm(told.append)
    alarm.set((root / "parts",), (root,))
    until = time.monotonic() + 10
    while not told and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.05)
    assert told == ["[Errno 28] OS file watch limit reached"]
    assert alarm.wait(0.01) is False
    alarm.close()
