"""The notation of holes' callouts: threads, depths, counterbores and countersinks.

The rules metric, trapezoidal, pipe, ending, drilled and recess of the grammar in
:mod:`gmp_cad.spec.notation`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from gmp_cad.errors import OutsideTableError
from gmp_cad.language import Message
from gmp_cad.spec.size import Kind, Recess, Size
from gmp_cad.spec.size_reader import SizeReader
from gmp_cad.standards import pipe_threads, threads

_THREAD_CLASS = re.compile(r"[0-9][A-Za-z](?:[0-9][A-Za-z])?(?![A-Za-z0-9])")
_TURNED_CLASS = re.compile(r"([A-Za-z])([0-9])(?![A-Za-z0-9])")
_LEFT_HAND = re.compile(r"[-−–]?\s*LH(?![A-Za-z0-9])")
_INCHES = re.compile(r"[0-9]+(?:[\s-]+[0-9]+)?/[0-9]+|[0-9]+")
_SECOND_CLASS = re.compile(r"/\s*[0-9][A-Za-z]")  # of a fit of threads: no drilled hole
_PIPE_CLASS = re.compile(r"[A-Z](?![A-Za-z0-9])")


def read_metric(reader: SizeReader) -> Size:
    """Read a metric thread after its M: ``8×1-6g``, a pitch that is the coarse one left out."""
    size = Size(kind=Kind.METRIC_THREAD, nominal=reader.quantity("thread diameter", "nominal"))
    if reader.take("×"):
        pitch = reader.quantity("pitch")
        size = replace(size, pitch=None if pitch == threads.coarse_pitch(size.nominal) else pitch)
    return _drilled(reader, _ending(reader, size))


def read_trapezoidal(reader: SizeReader) -> Size:
    """Read a trapezoidal thread after its Tr: ``12×3-7H``, ``12×6 P3``."""
    diameter = reader.quantity("thread diameter", "nominal")
    reader.demand("×", "Tr 12×3")
    size = Size(kind=Kind.TRAPEZOIDAL_THREAD, nominal=diameter, pitch=reader.quantity("pitch"))
    bracket = reader.take("(")
    if reader.take("P"):
        lead, pitch = size.pitch, reader.quantity("pitch")
        size = replace(size, lead=None if lead == pitch else lead, pitch=pitch)
        if bracket:
            reader.demand(")", "Tr 12×6 (P3)")
    elif bracket:
        raise reader.fault(
            Message("expected {sign!r}", sign="P"),
            Message("for example {example}", example="Tr 12×6 P3"),
        )
    return _drilled(reader, _ending(reader, size))


def _ending(reader: SizeReader, size: Size) -> Size:
    """Read the hand and the class of a thread, in either order."""
    left = _left_hand(reader)
    if reader.take("-"):
        size = replace(size, thread_class=_thread_class(reader))
    return replace(size, left_hand=left or _left_hand(reader))


def _left_hand(reader: SizeReader) -> bool:
    return reader.match(_LEFT_HAND) is not None


def _thread_class(reader: SizeReader) -> str:
    reader.mark("thread_class")
    found = reader.match(_THREAD_CLASS)
    if found is not None:
        pitch_diameter, crest = found[:2], found[2:]
        return pitch_diameter if crest in ("", pitch_diameter) else found
    turned = _TURNED_CLASS.match(reader.text, reader.at)
    hint = Message("6H for a tapped hole, 6g for a screw; left hand is written -LH")
    if turned:
        hint = Message("did you mean {word!r}?", word=turned[2] + turned[1])
    raise reader.fault(Message("expected a thread tolerance class such as 6H or 6g"), hint)


def read_pipe(reader: SizeReader) -> Size:
    """Read a pipe thread after its G: ``1/4``, ``1 1/2 A``; its diameter is that of ISO 228-1."""
    reader.mark("nominal")
    text = reader.match(_INCHES)
    if text is None:
        raise reader.fault(
            Message("expected the size of a pipe thread, in inches"),
            Message("for example {example}", example="G 1/4"),
        )
    reader.take('"')
    inches = " ".join(text.replace("-", " ").split())
    try:
        thread = pipe_threads.pipe(inches)
    except OutsideTableError as error:
        raise reader.fault_at("nominal", error.message, error.hint) from error
    size = Size(kind=Kind.PIPE_THREAD, nominal=thread.diameter, inches=inches)
    reader.mark("thread_class")
    size = replace(size, thread_class=reader.match(_PIPE_CLASS))
    return _drilled(reader, replace(size, left_hand=_left_hand(reader)))


def read_depth(reader: SizeReader, size: Size) -> Size:
    """Read the depth of a hole, if one stands here."""
    reader.mark("hole")
    return replace(size, depth=reader.quantity("depth")) if reader.take("↧") else size


def _drilled(reader: SizeReader, size: Size) -> Size:
    """Read what stands after a thread: its depth, the drilled hole, a recess."""
    size = read_depth(reader, size)
    if not reader.sees(_SECOND_CLASS) and reader.take("/"):
        reader.demand("⌀", "M6 ↧12 / ⌀5 ↧16")
        size = replace(size, drill_diameter=reader.quantity("drill diameter"))
        if reader.take("↧"):
            size = replace(size, drill_depth=reader.quantity("drill depth"))
    return read_recess(reader, size)


def read_recess(reader: SizeReader, size: Size) -> Size:
    """Read a counterbore or a countersink, if one stands here."""
    reader.mark("recess")
    if reader.take("⌴"):
        reader.demand("⌀", "⌀9 ⌴ ⌀15 ↧9")
        diameter = reader.quantity("counterbore diameter")
        reader.demand("↧", "⌀9 ⌴ ⌀15 ↧9")
        return replace(
            size, recess=Recess(diameter=diameter, depth=reader.quantity("recess depth"))
        )
    if reader.take("⌵"):
        reader.demand("⌀", "⌀5,5 ⌵ ⌀11×90°")
        diameter = reader.quantity("countersink diameter")
        reader.demand("×", "⌀5,5 ⌵ ⌀11×90°")
        angle = reader.quantity("countersink angle")
        reader.demand("°", "⌀5,5 ⌵ ⌀11×90°")
        return replace(size, recess=Recess(diameter=diameter, angle=angle))
    return size
