"""``gmp-cad plan``: a complete ``process.toml`` proposed from the part, with its proofs.

``--json`` prints :class:`gmp_cad.cli.plan_answer.PlanAnswer`, published by ``gmp-cad schema plan``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from gmp_cad.build.plan.planning import propose, verdicts
from gmp_cad.build.plan.proposed import ProposedPlan
from gmp_cad.cli import terminal
from gmp_cad.cli.build import project_of
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.output import print_json
from gmp_cad.cli.plan_answer import answer
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.feature_lines import with_feature_lines

_SHOWN_FAULTS = 20


def plan(options: argparse.Namespace) -> ExitCode:
    """Propose a plan; print it, or write it where the part has none."""
    root = project_of(options)
    target = root / "parts" / options.part / "process.toml"
    if options.write and target.exists() and not options.force:
        raise UsageError(
            Message("{file} exists already", file=f"parts/{options.part}/process.toml"),
            Message("give --force to replace it, or leave --write out to see the proposal"),
        )
    require_system_libraries()
    proposal = propose(root, options.part, options.lang, cache_of(options))
    found = verdicts(proposal)
    if options.write:
        _write(root, target, proposal, named=options.name_faces)
    if options.json:
        print_json(dict(answer(proposal, found, options.lang)))
    elif not options.write:
        sys.stdout.write(proposal.text)
    _tell(proposal, found, options)
    failed = any(finding.status >= Status.FAIL for finding in found)
    return ExitCode.CHECK_FAILED if failed else ExitCode.OK


def _write(root: Path, target: Path, proposal: ProposedPlan, *, named: bool) -> None:
    """Write the plan, and with ``named`` the names that it needs into the specification."""
    write_atomically(target, proposal.text.encode())
    if named and proposal.names:
        spec = root / "parts" / proposal.part / "spec.toml"
        text = with_feature_lines(spec.read_text("utf-8-sig"), proposal.names)
        write_atomically(spec, text.encode())


def _tell(proposal: ProposedPlan, found: Sequence[Finding], options: argparse.Namespace) -> None:
    """Say on standard error what was written, what is still to do, and whether the plan closes."""
    if options.json or options.quiet:
        return
    out, lang = terminal.console(), options.lang
    faults = [finding for finding in found if finding.status >= Status.FAIL]
    terminal.show_verdicts(faults[:_SHOWN_FAULTS], lang, verbose=False)
    for remark in proposal.remarks:
        out.print(terminal.plain(remark.say(lang)))
    if options.write:
        message = Message("written: {file}", file=f"parts/{proposal.part}/process.toml")
        out.print(terminal.plain(message.say(lang)))
    if proposal.names and not (options.write and options.name_faces):
        message = Message(
            "{count} {count:name is|names are} missing in [features] of spec.toml: copy them from the head of the plan, or give --write --name-faces", count=len(proposal.names),
        )  # fmt: skip
        out.print(terminal.plain(message.say(lang)))
    message = Message("the plan closes: {count} {count:operation|operations}, nothing left, nothing missing",
                      count=len(proposal.removals))  # fmt: skip
    if faults:
        message = Message(
            "the plan does not close yet: {count} {count:finding|findings} above", count=len(faults)
        )
    out.print(terminal.plain(message.say(lang)))
    if options.write:
        message = Message("then gmp-cad check {part} judges its contracts (CP01 to CP20)",
                          part=proposal.part)  # fmt: skip
        out.print(terminal.plain(message.say(lang)))
