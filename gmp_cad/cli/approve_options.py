"""What ``gmp-cad approve`` takes."""

from __future__ import annotations

from gmp_cad.cli.arguments import Parser
from gmp_cad.cli.shared_options import model_timeout_option, sandbox_option, worker_options
from gmp_cad.language import Message
from gmp_cad.spec.project_folder import subject_named


def approve_options(command: Parser, lang: str) -> None:
    """Take the parts, and what to do where their check fails."""
    command.words.add_argument(
        "parts", nargs="*", metavar="PART", type=subject_named, help=Message("parts, such as {examples}",
                                                         examples="semelle semelle_ph20.bride").say(lang)
    )  # fmt: skip
    switches = {
        "--all": Message("every part of the project, and of its fixtures"),
        "--force": Message("accept also what the check of its specification refuses"),
        "--dry-run": Message("say what would be accepted; write nothing"),
    }
    for option, text in switches.items():
        command.options.add_argument(option, action="store_true", help=text.say(lang))
    worker_options(command, lang)
    model_timeout_option(command, lang)
    sandbox_option(command, lang, default=False)
