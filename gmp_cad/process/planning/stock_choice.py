"""The stock of a part: bar, plate or round with its allowance, or the casting that is given."""

from __future__ import annotations

import math

from gmp_cad.language import Message
from gmp_cad.process.planning.draft import DraftStock
from gmp_cad.process.planning.part_view import PartView
from gmp_cad.process.planning.turned import Turned, grip_mm

_SAWN_MM = 3.0  # of a sawn or rolled face: E takes 1 to 3 mm a side
_TURNED_MM = 1.5
_SAWN_END_MM = 2.5
_GRIP_MM = 20.0  # least length that chuck jaws hold
_FLAT = 3.0  # a plate is so many times wider than it is thick


def block_stock(view: PartView) -> DraftStock:
    """Return a sawn block around the part, its sides whole millimetres; or the casting given."""
    if view.casting:
        why = Message("the casting is that of def stock(d) in the model")
        return DraftStock(form="casting", allowance=0.0, why=why)
    sizes = [float(math.ceil(side + 2 * _SAWN_MM)) for side in view.sizes]
    low, middle, _ = sorted(sizes)
    form = "plate" if middle > _FLAT * low else "bar"
    why = Message("every face is machined: {a} mm and more a side on a sawn block", a=_SAWN_MM)
    return DraftStock(form=form, size=(sizes[0], sizes[1], sizes[2]), why=why)


def round_stock(view: PartView, part: Turned) -> DraftStock:
    """Return a sawn round bar: diameter to the next even millimetre, and a length to hold it by."""
    along = "XYZ".index(part.axis[1])
    length = view.sizes[along]
    diameter = 2.0 * math.ceil(part.radius + _TURNED_MM)
    need = max(0.0, _GRIP_MM - grip_mm(view, part))
    back = math.ceil(need + _SAWN_END_MM)
    total = float(math.ceil(length + _SAWN_END_MM) + back)
    shift = (total - length) / 2 - (total - back - length)
    sign = -1.0 if part.first[0] == "+" else 1.0
    offset = [0.0, 0.0, 0.0]
    offset[along] = round(sign * shift, 4)
    why = Message("round bar; {back} mm more at the back for the chuck", back=back)
    return DraftStock(
        form="round", size=(diameter, total), axis=part.axis,
        offset=(offset[0], offset[1], offset[2]), why=why,
    )  # fmt: skip
