"""What an exception of a model means to its author: the fault, and what to look at."""

from __future__ import annotations

import traceback

from gmp_cad.errors import GmpError
from gmp_cad.language import Message

# what CadQuery 2.8 and Python say where it finds nothing to work on
_OF_NO_OBJECT = (
    "element of an empty list",
    "list index out of range",
    "of a list with length",
    "is an empty sequence",
    "iterable argument is empty",
    "requires that edges be selected",
    "at least one solid on the stack",
)
_SELECTOR_HINT = Message(
    "the selector chose nothing (or fewer than asked for) at this line: look at the texts given to"
    " faces(), edges() and the like, and at the shape that they look at"
)
_KERNEL_HINT = Message(
    "the kernel could not carry out this operation: look for a size that is 0 or not a number, a"
    " fillet or chamfer larger than its edge allows, a wall thinner than its shell"
)


def explained(error: BaseException) -> tuple[Message, Message | None]:
    """Return what is wrong with a model that raised ``error``, and what to do, if that is known."""
    if isinstance(error, GmpError):
        return error.message, error.hint
    kind, text = type(error).__name__, str(error).strip()
    if isinstance(error, SystemExit):
        return Message("The model ended the program: SystemExit {code}", code=text), Message(
            "a model returns its shape: remove exit() and sys.exit()"
        )
    hint = None
    if isinstance(error, ModuleNotFoundError):
        hint = Message("install the package, or put the module beside the model")
    elif _chose_nothing(error):
        hint = _SELECTOR_HINT
    elif type(error).__module__.startswith("OCP"):
        hint = _KERNEL_HINT
    if not text:
        return Message("The model stopped with {kind}", kind=kind), hint
    return Message("The model stopped with {kind}: {text}", kind=kind, text=text), hint


def _chose_nothing(error: BaseException) -> bool:
    """Tell whether an error is what CadQuery, or ``vals()[0]``, makes of an empty selection."""
    if not isinstance(error, ValueError | IndexError):
        return False
    innermost = traceback.extract_tb(error.__traceback__)[-1:]
    if not any("cadquery" in f.filename or ".vals()" in (f.line or "") for f in innermost):
        return False
    return any(words in str(error) for words in _OF_NO_OBJECT)
