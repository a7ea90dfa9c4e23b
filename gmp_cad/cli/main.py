"""``gmp-cad``: runs a command and answers for its end. Nothing heavy is imported before need."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from gmp_cad.cli.entry import INTERRUPTED, is_interruption
from gmp_cad.cli.output import show_error
from gmp_cad.cli.parser import COMMANDS, language_of, parser
from gmp_cad.errors import REFUSALS, ExitCode, GmpError, InvalidInputError, UsageError, refusal
from gmp_cad.language import Message


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    words = [os.fsencode(w).decode("utf-8", "replace") for w in arguments or ()]
    words = words if arguments is not None else sys.argv[1:]
    try:
        options = parser(language_of(words), as_json="--json" in words).parse_args(words)
        code = _run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone: nothing more can be said, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.OK)
    return code


def _run(options: argparse.Namespace) -> int:
    module, _, function = COMMANDS[options.command][0].partition(":")
    try:
        run = getattr(importlib.import_module(module), function)
        if options.log_level is None and not os.environ.get("GMP_CAD_LOG"):
            return int(run(options))
        from gmp_cad.cli.log import logged  # noqa: PLC0415 - only for those who ask for a log

        with logged(options.log_level):
            return int(run(options))
    except GmpError as error:
        return _told(error, options)
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.errno not in REFUSALS:
            missing = _nowhere() if isinstance(error, FileNotFoundError) else None
            return _bug(error, options) if missing is None else _told(missing, options)
        # Where the report of invalid files cannot be written, they still come first.
        earlier = (e for e in _contexts(error) if isinstance(e, InvalidInputError))
        return _told(next(earlier, None) or _refusal(error), options)
    except Exception as error:  # noqa: BLE001 - the last place where a fault of ours can be told
        return _bug(error, options)


def _contexts(error: BaseException) -> Iterator[BaseException]:
    """Yield the errors that were being handled when ``error`` was raised, the latest first."""
    while error.__context__ is not None:
        error = error.__context__
        yield error


def _nowhere() -> UsageError | None:
    """Tell that the folder to work in, or the one for temporary files, is not there; None: both are."""
    import tempfile  # noqa: PLC0415 - no command waits for what only a fault needs

    try:
        Path.cwd()
    except OSError:
        return UsageError(
            Message("the current folder does not exist any more"),
            Message("change to one that does, and run the command again"),
        )
    try:
        tempfile.gettempdir()
    except OSError:
        return UsageError(
            Message("there is no folder for temporary files that can be written"),
            Message("make room or give rights in /tmp, or name another folder in TMPDIR"),
        )
    return None


def _refusal(error: OSError) -> UsageError:
    path = Path(os.fsdecode(error.filename or "?"))
    shown = path.parent if path.name.startswith(".tmp-") else path
    return UsageError(
        Message(
            "{file} cannot be read or written: {reason}", file=str(shown), reason=refusal(error)
        )
    )


def _told(error: GmpError, options: argparse.Namespace) -> int:
    show_error(error, options)
    return int(error.exit_code)


def _bug(error: Exception, options: argparse.Namespace) -> int:
    """Say that gmp_cad itself failed, unless it was interrupted; the trace is for its authors."""
    if is_interruption(error):
        return INTERRUPTED
    import traceback  # noqa: PLC0415 - no command waits for what only a fault needs

    told = GmpError(
        Message("gmp_cad itself failed: {kind}: {error}", kind=type(error).__name__, error=str(error)),
        Message("this is a bug, not a fault of the project: report it with the lines above"),
    )  # fmt: skip
    sys.stderr.write("".join(traceback.format_exception(error)))
    return _told(told, options)
