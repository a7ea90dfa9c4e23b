"""What a model might try, one thing a function, run by plain Python: in the sandbox, and free.

``python sandbox_attacks.py '{"policy": …, "mechanism": …, "given": …}'`` writes as JSON how each
ended: "done", or the name of the error. Free (no mechanism), each runs in a child of its own.
"""

# ruff: noqa: PTH101, PTH105, PTH208, PTH211, T201 (what a model calls is what is tried)
from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import platform
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)
X86 = platform.machine() == "x86_64"
TIOCSTI, F_SETLEASE, F_SETOWN = 0x5412, 1024, 8


def call(x86: int, arm: int, *arguments: Any) -> int:
    """Make a system call by its number."""
    result = LIBC.syscall(x86 if X86 else arm, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), "system call")
    return result


def attacks(given: dict[str, Any], scratch: Path) -> dict[str, Callable[[], Any]]:
    """Return what to try; ``given`` names a secret, a victim, addresses that listen."""
    secret, project, victim = Path(given["secret"]), Path(given["project"]), given["victim"]
    spec, process = project / "parts/a/spec.toml", Path(f"/proc/{victim}")
    return {
        "read a secret": secret.read_text,
        "list the folder of a secret": lambda: os.listdir(secret.parent),
        "read by a link": (project / "parts/a/link.toml").read_text,
        "read the cache": (project / ".gmp-cache/entry").read_text,
        "read the passwords of git": (project / ".git/config").read_text,
        "read the last output": (project / "output/report.json").read_text,
        "write beside the project": lambda: (project.parent / "x").write_text("x"),
        "write into the project": lambda: (project / "parts/a/new").write_text("x"),
        "change a file of the project": lambda: spec.open("a").write("x"),
        "delete a file of the project": (project / "parts/a/waste").unlink,
        "rename in the project": lambda: os.replace(project / "parts/b", project / "parts/c"),
        "copy a secret by a hard link": lambda: os.link(secret, scratch / "hard"),
        "link to a secret": lambda: os.symlink(secret, scratch / "soft"),
        "make a pipe with a name": lambda: os.mkfifo(scratch / "fifo"),
        "change permissions": lambda: os.chmod(spec, 0o777),
        "change permissions outside": lambda: os.chmod(secret, 0o644),
        "change times": lambda: os.utime(secret),
        "cut a file": lambda: os.truncate(spec, 1),
        "empty a file while reading it": lambda: os.open(spec, os.O_RDONLY | os.O_TRUNC),
        "hold a file back": lambda: fcntl.fcntl(os.open(spec, os.O_RDONLY), F_SETLEASE, fcntl.F_RDLCK),
        "make a program of another user": lambda: setuid(scratch),
        "TCP": lambda: socket.create_connection(("127.0.0.1", given["tcp"]), 2),
        "UDP": lambda: udp(given["udp"]),
        "a socket of a path": lambda: unix(given["unix"]),
        "an abstract socket": lambda: unix("\0" + given["abstract"]),
        "a pair of sockets": socket.socketpair,
        "listen": lambda: socket.create_server(("127.0.0.1", 0)),
        "ask for the network's state": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "environment of another process": (process / "environ").read_bytes,
        "memory of another process": lambda: (process / "mem").open("rb"),
        "descriptors of another process": lambda: os.listdir(process / "fd"),
        "signal to another process": lambda: os.kill(victim, signal.SIGCONT),
        "signal to a thread of another": lambda: call(234, 131, victim, victim, signal.SIGCONT),
        "signal to the parent": lambda: os.kill(os.getppid(), signal.SIGCONT),
        "signal by a descriptor": lambda: signal.pidfd_send_signal(os.pidfd_open(victim), signal.SIGCONT),
        "limits of another process": lambda: resource.prlimit(victim, resource.RLIMIT_CORE, (0, 0)),
        "priority of another process": lambda: os.setpriority(os.PRIO_PROCESS, victim, 5),
        "its own priority": lambda: os.nice(1),
        "place of another process": lambda: os.sched_setaffinity(victim, os.sched_getaffinity(0)),
        "trace another process": lambda: traced(victim),
        "read another's memory": lambda: read_memory(victim),
        "signals from a file": lambda: fcntl.fcntl(0, F_SETOWN, victim),
        "fork": fork,
        "clone": lambda: waited(call(56, 220, signal.SIGCHLD, 0, 0, 0, 0)),
        "another program": lambda: subprocess.run(["/bin/true"], check=True),
        "a shell": shell,
        "become another program": lambda: os.execv("/bin/true", ["true"]),
        "a preloaded library": lambda: os.execve("/bin/true", ["true"], {"LD_PRELOAD": "x.so"}),
        "a new user namespace": lambda: checked(LIBC.unshare(0x10000000)),
        "mount": lambda: mounted(scratch),
        "another root": lambda: os.chroot(scratch),
        "memory without a limit": lambda: os.memfd_create("x"),
        "shared memory": lambda: call(31, 195, call(29, 194, 0, 4096, 0o1600), 0, None),
        "shared memory by a name": lambda: named(Path("/dev/shm/gmp-cad-test")),
        "a message queue": lambda: call(71, 187, call(68, 186, 0, 0o1600), 0, None),
        "keys": lambda: call(248, 217, b"user", b"gmp-cad", b"x", 1, -3),
        "io_uring": lambda: call(425, 425, 1, ctypes.create_string_buffer(200)),
        "page faults of its own": lambda: call(323, 282, 1),
        "count events": lambda: call(298, 241, ctypes.create_string_buffer(b"\1\0\0\0\x70", 128), 0, -1, -1, 0),
        "watch files": lambda: call(294, 26, 0),
        "type into a terminal": lambda: fcntl.ioctl(0, TIOCSTI, b"x"),
        "the terminal": lambda: os.open("/dev/tty", os.O_RDWR),
        "hide from its parent": lambda: checked(LIBC.prctl(4, 0, 0, 0, 0)),
        "outlive its parent": lambda: checked(LIBC.prctl(1, 0, 0, 0, 0)),
        "a device": lambda: os.mknod(scratch / "device", 0o20600, os.makedev(1, 1)),
        "the name of the machine": lambda: socket.sethostname(socket.gethostname()),
    }  # fmt: skip


# What only the administrator may do anyway, or only with such a file, terminal or kernel.
NEEDS_MORE = {
    "mount", "another root", "a device", "the name of the machine", "the terminal", "keys",
    "io_uring", "page faults of its own", "count events", "trace another process",
    "read another's memory", "memory of another process", "hold a file back",
}  # fmt: skip


def checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def mounted(scratch: Path) -> None:
    checked(LIBC.mount(b"none", bytes(scratch), b"tmpfs", 0, None))
    LIBC.umount(bytes(scratch))


def named(memory: Path) -> None:
    memory.write_text("x")
    memory.unlink()


def setuid(scratch: Path) -> None:
    program = scratch / "program"
    program.write_text("x")
    program.chmod(0o4777)


def udp(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"x", ("127.0.0.1", port))


def unix(address: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.connect(address)


def traced(victim: int) -> None:
    checked(LIBC.ptrace(16, victim, 0, 0))  # PTRACE_ATTACH
    os.waitpid(victim, 0x40000000)
    LIBC.ptrace(17, victim, 0, 0)


def read_memory(victim: int) -> None:
    buffer = ctypes.create_string_buffer(8)
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
    # no address of the victim is known here: "bad address" means that it was let in
    try:
        checked(LIBC.process_vm_readv(victim, vector, 1, (ctypes.c_size_t * 2)(0, 8), 1, 0))
    except OSError as error:
        if error.errno != errno.EFAULT:
            raise


def fork() -> None:
    waited(os.fork())


def waited(child: int) -> None:
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def shell() -> None:
    if os.system("true") != 0:
        raise PermissionError(errno.EPERM, "the shell did not start")


def ended(attack: Callable[[], Any]) -> str:
    try:
        attack()
    except OSError as error:
        if error.errno in (errno.ENOTTY, errno.EINVAL):
            return "done"  # it reached what it wanted to reach; there is nothing of the kind here
        return type(error).__name__ if error.errno is None else errno.errorcode[error.errno]
    return "done"


def apart(attack: Callable[[], Any]) -> str:
    """Try it in a child, which it may replace by another program or lock up."""
    reader, writer = os.pipe()
    os.set_inheritable(writer, False)
    child = os.fork()
    if child == 0:
        said = ended(attack)
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as line:
        said = line.read()
    status = os.waitpid(child, 0)[1]
    return said or ("done" if status == 0 else f"status {status}")


def main() -> None:
    asked = json.loads(sys.argv[1])
    given = asked["given"]
    scratch = Path(given["scratch"])
    mechanism = asked["mechanism"]
    if mechanism:
        from gmp_cad.engine.codec import decode
        from gmp_cad.engine.processes import sandbox

        sandbox.enter(decode(asked["policy"].encode(), sandbox.Policy), mechanism)
    tried = attacks(given, scratch)
    how = ended if mechanism else apart
    said = {name: how(attack) for name, attack in tried.items()}
    said |= {f"may: {name}": ended(act) for name, act in allowed(given, scratch).items()}
    print(json.dumps({"said": said, "environment": dict(os.environ)}))


def allowed(given: dict[str, Any], scratch: Path) -> dict[str, Callable[[], Any]]:
    """Return what a model needs."""
    project = Path(given["project"])

    def thread() -> None:
        started = threading.Thread(target=lambda: None)
        started.start()
        started.join()

    def folder() -> None:
        (scratch / "folder").mkdir()
        (scratch / "folder/file").write_text("x")
        os.replace(scratch / "folder/file", scratch / "file")
        shutil.rmtree(scratch / "folder")

    return {
        "read the project": (project / "parts/a/spec.toml").read_text,
        "list a folder of the project": lambda: os.listdir(project / "parts/a"),
        "stand in the project": lambda: os.chdir(project / "parts/a"),
        "write, rename and delete in its folder": folder,
        "threads": thread,
        "randomness": lambda: Path("/dev/urandom").open("rb").read(1),
        "nothing": lambda: Path("/dev/null").write_text("x"),
        "import": lambda: __import__("decimal"),
        "the time zones": lambda: __import__("time").tzset(),
    }


if __name__ == "__main__":
    main()
