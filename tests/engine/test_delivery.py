"""Tasks sent to far workers: what this machine cannot keep, or read, is told as what it is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gmp_cad.engine.cache.store import CacheError, Store, digest_of
from gmp_cad.engine.cluster.delivery import Delivery
from gmp_cad.engine.cluster.far_worker import Reply
from gmp_cad.engine.cluster.parcels import Parcels
from gmp_cad.engine.cluster.roster import Roster
from gmp_cad.engine.codec import encode
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Task, Trace
from gmp_cad.language import Message

GIVEN = b"made far away"


def outcome_of(store: Store, task: Task) -> Outcome:
    """Deliver a task to a worker that answers at once, with one object."""
    reply = Reply(outcome=Outcome(kind="done", outputs={"out": digest_of(GIVEN)}))

    async def send(*_asked: object) -> tuple[bytes, dict[str, bytes]]:
        return encode(reply, Reply), {digest_of(GIVEN): GIVEN}

    roster = Roster()
    roster.add("tcp://far:1", 1)
    return asyncio.run(
        Delivery(Parcels(store, "c", confined=False), roster, send).outcome(task, {})
    )


def store_at(folder: Path) -> Store:
    store = Store(folder)
    store.open()
    return store


def test_a_store_that_is_full_here_is_no_failure_of_the_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, task = store_at(tmp_path), Task(id="double:x", body="json:dumps", params={})
    assert outcome_of(store, task).kind == "done"

    def full(*_args: object) -> None:
        raise CacheError(Message("the disk is full"))

    monkeypatch.setattr(Store, "put", full)
    told = outcome_of(store, task)
    assert (told.kind, told.message) == ("unkept", Message("the disk is full"))


def test_a_source_that_goes_while_it_is_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "p"
    (root / "parts").mkdir(parents=True)
    (root / "parts" / "model.py").write_text("x", "utf-8")
    monkeypatch.setattr(
        Path, "read_bytes", lambda p: (_ for _ in ()).throw(FileNotFoundError(2, "gone", str(p)))
    )
    task = Task(id="model:x", body="json:dumps", params={}, trace=Trace(root=str(root)))
    told = outcome_of(store_at(tmp_path / "c"), task)
    assert told.kind == "failed"
    assert told.message is not None
    assert told.message.say("en").startswith("parts/model.py cannot be read: ")
