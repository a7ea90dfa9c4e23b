"""Where ``gmp-cad`` begins: Ctrl-C is answered in silence, even while the command line is loaded."""

from __future__ import annotations

INTERRUPTED = 130  # as shells tell a process that SIGINT ended


def run() -> int:
    """Run the command of the process's arguments and return its exit code."""
    try:
        from gmp_cad.cli.main import main  # noqa: PLC0415 - interrupted like all else

        return main()
    except BaseException as error:
        if is_interruption(error):
            return INTERRUPTED
        raise


def is_interruption(error: BaseException) -> bool:
    """Tell whether Ctrl-C lies behind an error: Python 3.11 hides it in what a class is made of."""
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        found = todo.pop()
        if isinstance(found, KeyboardInterrupt):
            return True
        if found is not None and id(found) not in seen:
            seen.add(id(found))
            todo += [found.__cause__, found.__context__]
    return False
