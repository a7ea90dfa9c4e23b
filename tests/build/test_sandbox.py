"""The sandbox refuses one thing after the other, with both mechanisms; free, the same succeeds."""

from __future__ import annotations

import json
import os
import platform
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")
if sys.platform != "linux":
    pytest.skip("the sandbox is Linux's", allow_module_level=True)

from gmp_cad.engine.codec import decode, encode  # noqa: E402
from gmp_cad.engine.processes import sandbox  # noqa: E402
from gmp_cad.engine.processes.confinement import bubblewrap, landlock, seccomp, system_calls  # noqa: E402
from gmp_cad.engine.processes.sandbox import Limits  # noqa: E402
from tests.build import sandbox_attacks  # noqa: E402

BUBBLEWRAP = pytest.mark.skipif(
    sandbox.available() != "bubblewrap", reason="bubblewrap is not installed, or not allowed"
)
LANDLOCK = pytest.mark.skipif(not landlock.version(), reason="the kernel has no Landlock")
MECHANISMS = [
    pytest.param("landlock", marks=LANDLOCK), pytest.param("bubblewrap", marks=BUBBLEWRAP),
]  # fmt: skip
SECRET = "a-password-of-the-teacher"
REFUSED = {"EPERM", "EACCES", "EROFS", "ENOENT", "ENOSYS"}
LIMITS = Limits(
    cpu_s=1, memory_bytes=300_000_000, file_bytes=1_000_000, scratch_bytes=3_000_000,
    scratch_files=20, open_files=40, threads=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A project with what it must not reach: a secret, another process, sockets that listen."""
    top = tmp_path_factory.mktemp("sandbox")
    project, secret = top / "project", top / "teacher/secret.txt"
    files = {
        "parts/a/spec.toml": "x = 1", "parts/a/waste": "", "parts/b/spec.toml": "",
        ".gmp-cache/entry": "", ".git/config": "url = https://token@host", "output/report.json": "",
    }  # fmt: skip
    for name, text in {
        **{f"project/{n}": t for n, t in files.items()},
        "teacher/secret.txt": SECRET,
    }.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)
    (project / "parts/a/link.toml").symlink_to(secret)
    (project / "beside").symlink_to(secret.parent)
    with ExitStack() as stack:
        lines = [stack.enter_context(line) for line in (
            socket.create_server(("127.0.0.1", 0), backlog=64),
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
            socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX),
        )]  # fmt: skip
        lines[1].bind(("127.0.0.1", 0))
        path, name = str(top / "line"), f"gmp-cad-{os.getpid()}"
        for line, address in ((lines[2], path), (lines[3], "\0" + name)):
            line.bind(address)
            line.listen(8)
        victim = subprocess.Popen(["sleep", "600"], env={"SECRET": SECRET})
        stack.callback(victim.wait)
        stack.callback(victim.kill)
        yield {
            "project": str(project), "secret": str(secret), "victim": victim.pid,
            "tcp": lines[0].getsockname()[1], "udp": lines[1].getsockname()[1],
            "unix": path, "abstract": name,
        }  # fmt: skip


def run(
    arguments: list[str], mechanism: str, policy: sandbox.Policy, **more: Any
) -> subprocess.CompletedProcess[str]:
    """Run a command line as the parent of a confined process would."""
    if mechanism == "bubblewrap":
        arguments = sandbox.command(policy, arguments)
    environment = sandbox.clean_environment(Path(policy.writable))
    return subprocess.run(
        arguments, env=environment, text=True, capture_output=True, check=False, timeout=60, **more
    )


def tried(given: dict[str, Any], scratch: Path, mechanism: str) -> dict[str, Any]:
    policy = sandbox.policy_for(Path(given["project"]), scratch, Limits())
    asked = {"given": {**given, "scratch": str(scratch)}, "mechanism": mechanism}
    script = Path(sandbox_attacks.__file__).read_text("utf-8")
    said = json.dumps({**asked, "policy": written(policy)})
    ended = run([sys.executable, "-c", script, said], mechanism, policy)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_attack_is_refused_and_what_models_need_is_not(given, tmp_path, mechanism):
    said = tried(given, tmp_path, mechanism)["said"]
    attacks = {name: how for name, how in said.items() if not name.startswith("may: ")}
    assert set(attacks) == set(sandbox_attacks.attacks({**given}, tmp_path))
    assert {n: how for n, how in attacks.items() if how not in REFUSED} == {}
    may = {name: how for name, how in said.items() if name.startswith("may: ")}
    assert set(may.values()) == {"done"}
    assert Path(given["project"], "parts/a/spec.toml").read_text() == "x = 1"


def test_the_same_attacks_succeed_without_it(given, tmp_path):
    """A test of the tests: what is refused above is refused by the sandbox alone."""
    fresh = Path(tmp_path / "copy")
    subprocess.run(["cp", "-a", given["project"], fresh], check=True)
    (tmp_path / "scratch").mkdir()
    said = tried({**given, "project": str(fresh)}, tmp_path / "scratch", "")["said"]
    failed = {name for name, how in said.items() if how != "done"}
    assert failed - sandbox_attacks.NEEDS_MORE == set()


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_no_secret_of_the_environment_comes_in(given, tmp_path, mechanism, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    environment = tried(given, tmp_path, mechanism)["environment"]
    assert SECRET not in environment.values()
    assert environment["HOME"] == environment["TMPDIR"] == str(tmp_path)
    assert set(environment) <= {"HOME", "LANG", "MALLOC_ARENA_MAX", "PATH", "PYTHONDONTWRITEBYTECODE", "TMPDIR", "PWD", "LC_CTYPE"}  # fmt: skip


ENTER = """
import json, os, sys, time, ctypes
from gmp_cad.engine import codec
from gmp_cad.engine.processes import sandbox
policy = codec.decode(sys.argv[1].encode(), sandbox.Policy)
sandbox.enter(policy, sys.argv[2])
os.chdir(policy.writable)
"""


def confined(
    code: str, mechanism: str, scratch: Path, limits: Limits = LIMITS
) -> subprocess.CompletedProcess[str]:
    """Run Python code in the sandbox."""
    project = scratch.parent / "empty"
    project.mkdir(exist_ok=True)
    policy = sandbox.policy_for(project, scratch, limits)
    arguments = [sys.executable, "-c", ENTER + code, written(policy), mechanism]
    return run(arguments, mechanism, policy)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_memory_files_and_descriptors_are_bounded(tmp_path, mechanism):
    code = """
said = []
try: bytearray(400_000_000)
except MemoryError: said.append("memory")
try: __import__("mmap").mmap(-1, 700_000_000)
except OSError: said.append("shared memory")
try: open("file", "wb").write(bytes(2_000_000))
except OSError: said.append(os.stat("file").st_size)
try: os.truncate(os.open("sparse", os.O_CREAT | os.O_WRONLY), 10**10)
except OSError: said.append("sparse")
kept = []
try:
    while True: kept.append(open("/dev/null"))
except OSError: said.append(len(kept) < 40)
print(json.dumps(said))
"""
    ended = confined(code, mechanism, tmp_path)
    assert json.loads(ended.stdout) == ["memory", "shared memory", 1_000_000, "sparse", True]


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_loop_ends_by_its_processor_time(tmp_path, mechanism):
    started = time.monotonic()
    ended = confined("while True: pass", mechanism, tmp_path)
    assert ended.returncode in (-signal.SIGXCPU, 128 + signal.SIGXCPU)
    assert time.monotonic() - started < 60


def test_a_signal_that_ends_it_cannot_be_caught_for_ever(tmp_path):
    code = "import signal, resource; signal.signal(signal.SIGXCPU, signal.SIG_IGN); print(resource.getrlimit(resource.RLIMIT_CPU))"
    assert confined(code, "landlock", tmp_path).stdout == "(1, 6)\n"


@pytest.mark.parametrize("mechanism", MECHANISMS)
@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import threading\nfor _ in range(20): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()", "12 threads"),
        ("for n in range(40): open(f'{n}', 'w')", "20 files"),
        ("for n in range(6): open(f'{n}', 'wb').write(bytes(900_000))", "3 MB"),
        ("kept = []\nfor n in range(6):\n  kept.append(open('x', 'wb')); kept[-1].write(bytes(900_000)); kept[-1].flush(); os.unlink('x')", "3 MB"),
        ("pass", None),
    ],
    ids=["threads", "files", "bytes", "deleted", "nothing"],
)  # fmt: skip
def test_the_parent_sees_what_no_limit_bounds(tmp_path, mechanism, code, told):
    project = tmp_path / "project"
    scratch = tmp_path / "scratch"
    for folder in (project, scratch):
        folder.mkdir()
    policy = sandbox.policy_for(project, scratch, LIMITS)
    waits = ENTER + code + "\nos.write(1, b'ready'); time.sleep(60)"
    arguments = [sys.executable, "-c", waits, written(policy), mechanism]
    if mechanism == "bubblewrap":
        arguments = sandbox.command(policy, arguments)
    environment = sandbox.clean_environment(scratch)
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.read(5) == b"ready"
            found = sandbox.excess(process.pid, policy)
        finally:
            process.kill()
    assert (found is None) if told is None else told in found.say("en")


def test_a_process_that_was_started_with_secrets_is_not_confined(tmp_path):
    policy = sandbox.policy_for(tmp_path, tmp_path)
    arguments = [sys.executable, "-c", ENTER, written(policy), "landlock"]
    environment = {**sandbox.clean_environment(tmp_path), "TOKEN": SECRET}
    ended = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "TOKEN in its environment" in ended.stderr
    assert SECRET not in ended.stderr


@LANDLOCK
def test_a_process_with_threads_is_not_confined(tmp_path):
    """Landlock would restrict one of them only."""
    thread = "import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
    policy = sandbox.policy_for(tmp_path, tmp_path)
    arguments = [sys.executable, "-c", thread + ENTER, written(policy), "landlock"]
    ended = run(arguments, "landlock", policy)
    assert ended.returncode == 1
    assert "several threads" in ended.stderr


@pytest.mark.skipif(platform.machine() != "x86_64", reason="machine code of x86_64")
def test_calls_of_another_processor_end_the_process(tmp_path):
    """``int 0x80`` takes other numbers: 20 is getpid there, and writev in the table."""
    code = r"""
import mmap
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
"""
    free = subprocess.run([sys.executable, "-c", "import ctypes" + code], check=False)
    if free.returncode != 0:
        pytest.skip("the kernel does not run programs of 32 bits")
    assert confined(code, "landlock", tmp_path).returncode == -signal.SIGSYS


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_lets_through_what_the_table_says(machine: str) -> None:
    """The program is run here by an interpreter of its own, for both processors."""
    numbers = system_calls.numbers(machine)
    program = seccomp.program(machine, 4242)
    architecture = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[machine]

    def decided(number: int, *arguments: int, on: int = architecture) -> int:
        return interpreted(program, [number, on, *arguments])

    allow, refuse, unknown, kill = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
    inside = {n for first, last in system_calls.allowed(machine) for n in range(first, last + 1)}
    special = set(numbers.values())
    for number in range(system_calls.NEWEST + 1):
        if number in inside:
            assert decided(number) == allow, number
        elif number not in special:
            assert decided(number) == refuse, number
    assert inside & special == set()
    assert decided(system_calls.NEWEST + 1) == unknown
    assert decided(0x40000000) == kill
    assert decided(min(inside), on=0x40000003) == kill
    thread, process = 0x3D0F00, 17
    assert decided(numbers["clone"], thread) == allow
    assert decided(numbers["clone"], process) == refuse
    assert decided(numbers["clone"], thread | 0x10000000) == refuse
    assert decided(numbers["clone3"]) == decided(numbers["openat2"]) == unknown
    for name in ("kill", "tgkill"):
        assert decided(numbers[name], 4242) == allow
        for other in (4241, 0, 1, 0xFFFFFFFF, 0xFFFFFFFF - 4241):
            assert decided(numbers[name], other) == refuse
    assert decided(numbers["openat"], 0, 0, os.O_TRUNC | os.O_WRONLY) == allow
    assert decided(numbers["openat"], 0, 0, os.O_TRUNC | os.O_RDWR) == allow
    assert decided(numbers["openat"], 0, 0, os.O_TRUNC) == refuse
    assert decided(numbers["openat"], 0, 0, os.O_CREAT) == allow
    assert decided(numbers["prlimit64"], 0) == decided(numbers["prlimit64"], 4242) == allow
    assert decided(numbers["prlimit64"], 1) == refuse
    assert decided(numbers["ioctl"], 0, 0x5401) == allow
    assert decided(numbers["ioctl"], 0, 0x5412) == refuse
    assert decided(numbers["fcntl"], 0, 4) == decided(numbers["fcntl"], 0, 1030) == allow
    assert decided(numbers["fcntl"], 0, 8) == decided(numbers["fcntl"], 0, 1024) == refuse
    assert decided(numbers["prctl"], 15) == allow
    assert decided(numbers["prctl"], 1) == decided(numbers["prctl"], 4) == refuse
    assert decided(numbers["seccomp"], 1) == refuse


def written(policy: sandbox.Policy) -> str:
    return encode(policy, sandbox.Policy).decode()


def interpreted(program: bytes, words: list[int]) -> int:
    """Run a packet filter on (number, architecture, arguments…); return what it decides."""
    import struct

    data = struct.pack("=IIQ6Q", words[0], words[1], 0, *(words[2:] + [0] * 6)[:6])
    code, place, taken = list(struct.iter_unpack("=HBBI", program)), 0, 0
    jumps: dict[int, Callable[[int], bool]] = {}
    while True:
        operation, yes, no, value = code[place]
        jumps = {0x15: taken.__eq__, 0x35: taken.__ge__, 0x25: taken.__gt__, 0x45: taken.__and__}
        if operation == 0x06:
            return value
        if operation == 0x20:
            (taken,) = struct.unpack_from("=I", data, value)
            place += 1
        else:
            place += 1 + (yes if jumps[operation](value) else no)


def test_a_policy_gives_the_project_and_no_folder_of_people(tmp_path, monkeypatch):
    (tmp_path / "project/parts").mkdir(parents=True)
    (tmp_path / "project/.git").mkdir()
    (tmp_path / "project/beside").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "project/fifo")
    policy = sandbox.policy_for(tmp_path / "project", tmp_path)
    own = [path for path in policy.readable if path.startswith(str(tmp_path))]
    assert own == [str(tmp_path / "project/parts")]
    assert not {"/", "/home", "/root", "/etc", "/proc", "/tmp", str(Path.home())} & set(
        policy.readable
    )
    assert decode(written(policy).encode(), sandbox.Policy) == policy


def test_where_there_is_no_mechanism_there_is_none(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert sandbox.available.__wrapped__() is None
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(bubblewrap, "program", lambda: None)
    assert sandbox.available.__wrapped__() == ("landlock" if landlock.version() else None)
    monkeypatch.setattr(landlock, "version", lambda: 0)
    assert sandbox.available.__wrapped__() is None
    monkeypatch.setattr(bubblewrap, "program", lambda: "/bin/false")
    assert sandbox.available.__wrapped__() is None


@pytest.mark.parametrize(("platform", "word"), [("linux", "bubblewrap"), ("darwin", "Linux")])
def test_what_cannot_be_had_is_told_with_what_to_do(monkeypatch, platform, word):
    monkeypatch.setattr(sandbox, "available", lambda: None)
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(sandbox.ConfinementError) as told:
        sandbox.required()
    assert word in told.value.message.say("en")
    for lang in ("fr", "en"):
        assert "--no-sandbox" in told.value.hint.say(lang)
    monkeypatch.setattr(sandbox, "available", lambda: "landlock")
    assert sandbox.required() == "landlock"
