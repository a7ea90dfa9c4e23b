"""Bodies of tasks for the tests of the engine: no kernel, every way to end."""

from __future__ import annotations

import os
import time


def double(data, params):
    total = sum(int(v) for v in data.values()) or params.get("start", 0)
    return {"value": str(total * 2).encode()}, {}


def read_file(data, params, trace):
    """Read a file; edit it then where told to."""
    from pathlib import Path

    from gmp_cad.evidence.reads import state_of

    path = Path(trace["root"], params["file"])
    text, state = path.read_bytes(), state_of("files", path)
    value = str(trace["values"]["a"]).encode()
    if "edited" in params:
        path.write_text(params["edited"])
    reads = {"values": ["a"], "files": {params["file"]: state}, "packages": []}
    return {"value": text + value}, {"reads": reads}


def claim(data, params, trace):
    """Tell of what was read whatever is asked for."""
    return {"value": b"1"}, {"reads": params["reads"]}


def abort(data, params):
    os.abort()


def die_unless(data, params):
    """End as told; with the parameter of the fallback give a value, and count the calls."""
    from pathlib import Path

    calls = Path(params["calls"])
    calls.write_text((calls.read_text() if calls.exists() else "") + params["how"][0])
    if params["how"] == "abort":
        os.abort()
    if params["how"] == "hang":
        time.sleep(60)
    return {"value": params["how"].encode()}, {"seen": True}


def exit_quietly(data, params):
    os._exit(3)


def hang(data, params, trace=None):
    while True:
        time.sleep(0.05)


def raise_bug(data, params):
    raise RuntimeError("boom")


def refuse(data, params):
    from gmp_cad.errors import ModelError, Where
    from gmp_cad.language import Message

    raise ModelError(Message("no"), where=Where("model.py", "", 3))


def length(data, params):
    return {"value": str(len(data["a"])).encode()}, {}


def nap(data, params):
    time.sleep(params["seconds"])
    return {"value": str(params["n"]).encode()}, {}


def refuse_where(data, params, trace):
    from gmp_cad.errors import ModelError
    from gmp_cad.language import Message

    raise ModelError(Message("not in {folder}", folder=trace["root"]))


def wait_for(data, params):
    """Say which process runs the worker of this machine, and wait until one may go on."""
    from pathlib import Path

    seen, n = Path(params["seen"]), params["n"]
    with (seen / f"runs-{n}").open("a") as runs:
        runs.write("x")
    (seen / f"pid-{n}").write_text(str(_machine().pid))
    (seen / f"pid-{n}").replace(seen / str(n))
    while not (seen / "go").exists():
        time.sleep(0.02)
    return {"value": str(n).encode()}, {}


def peek(data, params, trace):
    """Say which files it can read: its project's own, one outside."""
    from pathlib import Path

    found = []
    for name, path in (("own", Path(trace["root"], "own.txt")), ("secret", Path(params["path"]))):
        try:
            path.read_bytes()
            found.append(name)
        except OSError:
            pass
    return {"value": " ".join(found).encode()}, {
        "reads": {"values": [], "packages": [], "files": {}}
    }


def kill_machine(data, params):
    _machine().kill()
    time.sleep(60)


def _machine():
    """Return the Dask worker above this process: who has the nanny for a parent."""
    import psutil

    parents = psutil.Process().parents()
    return next(p for p in parents if "forkserver" not in " ".join(p.cmdline()))


def segfault(data, params, trace=None):
    import ctypes
    import sys

    sys.__stderr__.write("before the end\n")
    ctypes.string_at(0)


def loop(data, params, trace=None):
    while True:
        pass


_kept = []


def keep(data, params):
    _kept.append(b"x" * (params["mb"] * 1_000_000))
    return {}, {}


def grow(data, params):
    while True:
        _kept.append(b"y" * 20_000_000)
        time.sleep(0.02)


def start_a_program(data, params):
    import subprocess
    import sys
    from pathlib import Path

    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(params["file"]).write_text(str(child.pid))
    time.sleep(600)


def say_and_hang(data, params):
    from pathlib import Path

    Path(params["file"]).write_text(str(os.getpid()))
    time.sleep(600)


def large(data, params):
    return {"value": b"x" * params["bytes"]}, {}


def full(data, params):
    """Find no room in a folder of its own."""
    import errno

    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "scratch")


def leave_a_bomb(data, params):
    import threading

    threading.Timer(1.0, os.abort).start()
    return {}, {}


def outlive_a_bomb(data, params):
    from pathlib import Path

    with Path(params["marks"]).open("a") as marks:
        marks.write("x")
    time.sleep(2.0)
    return {}, {}
