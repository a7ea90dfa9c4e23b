"""bubblewrap: a process for which nothing exists but what it is given (bwrap(1))."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence

from gmp_cad.engine.processes.confinement.policy import Policy

_PROGRAM = "bwrap"
_ISOLATED = (
    "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
    "--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv",
)  # fmt: skip
_DEVICES = "/dev/"


def program() -> str | None:
    """Return where bubblewrap is installed, None where it is not."""
    return shutil.which(_PROGRAM)


def command(policy: Policy, environment: Mapping[str, str], arguments: Sequence[str]) -> list[str]:
    """Return the command line that runs ``arguments`` under the policy, with this environment."""
    built = [program() or _PROGRAM, *_ISOLATED]
    for name, value in environment.items():
        built += ["--setenv", name, value]
    for path in sorted(policy.readable):  # a folder before what is given inside of it
        built += ["--dev-bind-try" if path.startswith(_DEVICES) else "--ro-bind-try", path, path]
    built += ["--proc", "/proc", "--bind", policy.writable, policy.writable]
    built += ["--remount-ro", "/", "--chdir", policy.writable]
    return [*built, "--", *arguments]
