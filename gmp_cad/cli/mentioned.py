"""Commands that a message names, one a line, each with what it does."""

from __future__ import annotations

from collections.abc import Mapping

from gmp_cad.language import Message


def mentioned(commands: Mapping[str, Message], lang: str) -> list[str]:
    """Return the lines, indented, what the commands do in one column."""
    width = max(len(command) for command in commands)
    return [f"  {command:<{width}}   {does.say(lang)}" for command, does in commands.items()]
