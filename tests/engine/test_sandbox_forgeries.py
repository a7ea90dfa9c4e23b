"""What a process answers that ran a stranger's code: taken as far as it can do no harm."""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
from pathlib import Path
from typing import Any

import pytest

from gmp_cad.engine.cache.store import Store, digest_of
from gmp_cad.engine.codec import decode
from gmp_cad.engine.outcome import Outcome, Usage
from gmp_cad.engine.processes.channel import Channel, ChannelError
from gmp_cad.engine.processes.scratch import Scratch
from gmp_cad.engine.task import Task, Trace
from gmp_cad.errors import Where
from gmp_cad.language import Message

pytestmark = pytest.mark.skipif(os.name == "nt", reason="confined workers are Linux's")
READS = {"reads": {"values": ["bore"], "packages": [], "files": {}}}


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    for folder in ("worker", "project/parts/a"):
        (tmp_path / folder).mkdir(parents=True)
    return Scratch(tmp_path / "worker", tmp_path / "project")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def task(root: Path) -> Task:
    return Task(id="model:a", body="b:f", params={}, trace=Trace(root=str(root)))


def taken(scratch: Scratch, store: Store, **said: Any) -> Outcome:
    answer = Outcome(**{"kind": "done", "facts": READS, **said})
    return scratch.take(store, task(scratch.outputs.parent.parent / "project"), answer)


def made(scratch: Scratch, content: bytes) -> str:
    return Store(scratch.outputs).put(content)


def test_an_honest_answer_is_taken(scratch, store):
    digest = made(scratch, b"solid")
    place = Where("parts/a/model.py", line=3)
    usage = Usage(worker="17", started_s=1.0, ended_s=2.0, memory_bytes=5)
    outcome = taken(scratch, store, outputs={"brep": digest, "run": digest, "brep.vis_mors": digest},
                    seconds=0.5, usage=usage, where=place)  # fmt: skip
    assert outcome.kind == "done"
    assert store.get(outcome.outputs["brep"]) == b"solid"
    assert (outcome.seconds, outcome.usage, outcome.where) == (0.5, usage, place)


@pytest.mark.parametrize("name", ["findings", "coverage", "targets", "measurements", "mass", "step", "..", "", "a/b", "brep.", "brep.../x", "x" * 200])  # fmt: skip
def test_no_verdict_and_no_other_output_is_taken(scratch, store, name):
    outcome = taken(scratch, store, outputs={name: made(scratch, b"[]")})
    assert (outcome.kind, outcome.outputs) == ("crash", {})
    assert not store.holds(digest_of(b"[]"))


@pytest.mark.parametrize("digest", ["", "../../../../etc/passwd", "..", "/etc/passwd", "0" * 64, "0" * 63 + "\n", "A" * 64, "é" * 64])  # fmt: skip
def test_a_digest_is_one_and_its_object_is_there(scratch, store, digest):
    outcome = taken(scratch, store, outputs={"brep": digest})
    assert (outcome.kind, outcome.outputs) == ("crash", {})


def test_an_object_holds_what_its_digest_says(scratch, store):
    digest = made(scratch, b"solid")
    (scratch.outputs / "objects" / digest[:2] / digest[2:]).write_bytes(b"other")
    assert taken(scratch, store, outputs={"brep": digest}).kind == "crash"
    assert not store.holds(digest)


def test_links_pipes_and_too_much_are_not_read(scratch, store, tmp_path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_bytes(b"password")
    digest = digest_of(b"password")
    place = scratch.outputs / "objects" / digest[:2] / digest[2:]
    place.parent.mkdir(parents=True)
    place.symlink_to(secret)
    assert taken(scratch, store, outputs={"brep": digest}).kind == "crash"
    place.unlink()
    os.mkfifo(place)
    assert taken(scratch, store, outputs={"brep": digest}).kind == "crash"
    place.unlink()
    with place.open("wb") as sparse:
        sparse.truncate(10**10)
    assert taken(scratch, store, outputs={"brep": digest}).kind == "crash"
    monkeypatch.setattr("gmp_cad.engine.processes.scratch._MOST_BYTES", 10)
    one, two = made(scratch, b"123456"), made(scratch, b"abcdef")
    assert taken(scratch, store, outputs={"brep": one, "run": two}).kind == "crash"
    assert taken(scratch, store, outputs={"brep": one, "run": one}).kind == "done"


@pytest.mark.parametrize("kind", ["bug", "missing", "unkept"])
def test_it_cannot_speak_for_the_program_or_the_store(scratch, store, kind):
    assert taken(scratch, store, kind=kind, message=Message("x")).kind == "crash"


@pytest.mark.parametrize(
    "facts",
    [
        {}, {"reads": []}, {"reads": {"values": []}}, {**READS, "fallback": "crash"},
        {**READS, "several": float("nan")}, {**READS, "several": "x" * 20_000_000},
        {"reads": {"values": [1], "packages": [], "files": {}}},
        {"reads": {"values": [], "packages": [], "files": {"a\0b": None}}},
    ],
)  # fmt: skip
def test_facts_that_make_no_sense_are_not_taken(scratch, store, facts):
    assert taken(scratch, store, facts=facts, outputs={}).kind == "crash"


def test_what_it_claims_to_have_read_elsewhere_is_left_out(scratch, store):
    files = {"/etc/shadow": None, "../other/spec.toml": None, "parts/a/model.py": "x",
             "parts/a/../../../teacher/x": None, ".git/config": None}  # fmt: skip
    facts = {"reads": {"values": [], "packages": [], "files": files}}
    assert set(taken(scratch, store, facts=facts).facts["reads"]["files"]) == {"parts/a/model.py"}


@pytest.mark.parametrize(
    "where",
    [
        Where("/etc/passwd", line=1), Where("../other/model.py"), Where("a/../../b"),
        Where("x\x1b[31m"), Where("x" * 5000), Where("m.py", line=10**30), Where("m.py", "y\n"),
        Where("m.py", line=-1),
    ],
)  # fmt: skip
def test_a_place_is_one_of_the_project(scratch, store, where):
    assert taken(scratch, store, kind="failed", where=where).where is None


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -1.0, 1e300])
def test_times_are_numbers_that_can_be(scratch, store, seconds):
    usage = Usage(worker="1", started_s=seconds, ended_s=1.0)
    named = Usage(worker="x\x1b", started_s=0.0, ended_s=1.0)
    outcome = taken(scratch, store, seconds=seconds, usage=usage)
    assert (outcome.seconds, outcome.usage) == (0.0, None)
    assert taken(scratch, store, usage=named).usage is None
    assert json.dumps(outcome.seconds, allow_nan=False)


def test_words_are_cut(scratch, store):
    long = Message("{said}", said="x" * 100_000)
    outcome = taken(scratch, store, kind="failed", message=long, hint=long)
    assert max(len(m.say("fr")) for m in (outcome.message, outcome.hint)) < 5000


@pytest.mark.parametrize(
    "frame",
    [
        b"", b"{}", b"[]", b"null", b'{"kind": "done"', b"\x80\x04\x95", b"[" * 1_000_000,
        b'{"kind": "won"}', b'{"kind": "done", "outputs": {"brep": 1}}',
        b'{"kind": "failed", "message": {"template": "{m.say.__globals__}", "values": {"m": {"message": {"template": "x", "values": {}}}}}}',
        b'{"kind": "failed", "message": {"template": "{m:>99999999999}", "values": {"m": 1}}}',
    ],
)  # fmt: skip
def test_a_frame_that_is_no_outcome_is_refused(frame):
    with pytest.raises((ValueError, RecursionError)):
        decode(frame, Outcome)


def heard(sent: bytes, most: int = 1000) -> Channel:
    ours, theirs = socket.socketpair()
    threading.Thread(target=_say, args=(theirs, sent), daemon=True).start()
    return Channel(ours, most)


def _say(line: socket.socket, sent: bytes) -> None:
    with line:
        line.sendall(sent)


@pytest.mark.parametrize("length", [1001, 10_000_000_000, 2**63, 2**64 - 1])
def test_a_frame_that_claims_too_much_ends_the_line(length):
    with pytest.raises(ChannelError):
        heard(struct.pack(">Q", length) + b"x" * 2000).receive(5.0)


def test_a_frame_without_end_is_no_frame():
    with pytest.raises(ChannelError):
        heard(struct.pack(">Q", 500) + b"x" * 100).receive(5.0)
