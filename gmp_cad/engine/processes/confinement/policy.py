"""What a confined process may do: what it may read, the one folder it may write, its limits."""

from __future__ import annotations

from dataclasses import dataclass, field

from gmp_cad.errors import ExitCode, GmpError


class ConfinementError(GmpError, RuntimeError):
    """Something of the confinement that could not be set: nothing of the project is run then."""

    exit_code = ExitCode.TOOL_FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one confined process, over its whole life.

    ``cpu_s``: processor time; ``memory_bytes``: memory beyond what it has at the start (twice as
    much where it is shared or only reserved);
    ``file_bytes``: the largest file; ``scratch_bytes`` and ``scratch_files``: all that it keeps
    on the disk; ``open_files``: descriptors; ``threads``: at the same time. It never has a child
    process. The system enforces the first three and ``open_files``, whoever runs it; the parent
    watches over the others (see :func:`gmp_cad.engine.processes.sandbox.excess`).
    """

    cpu_s: int = 3600
    memory_bytes: int = 4_000_000_000
    file_bytes: int = 200_000_000
    scratch_bytes: int = 1_000_000_000
    scratch_files: int = 2000
    open_files: int = 128
    threads: int = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a confined process may do; everything else is refused.

    ``readable``: absolute paths of files, and of folders with all that is below them;
    ``writable``: the one folder in which it may make files.
    """

    readable: tuple[str, ...]
    writable: str
    limits: Limits = field(default_factory=Limits)
