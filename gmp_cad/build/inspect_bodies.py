"""Bodies that read a STEP file: its text, then its solids and PMI by the geometry kernel."""

from __future__ import annotations

from gmp_cad.engine.codec import Data, Params, Result, encode
from gmp_cad.evidence import StepModel, StepText
from gmp_cad.kernel.exchange.step_reading.exchange import read_exchange
from gmp_cad.kernel.exchange.step_reading.text import read_text


def text(data: Data, _params: Params) -> Result:
    """Read the text of a STEP file; no kernel is loaded."""
    return {"text": encode(read_text(read_exchange(data["step"])), StepText)}, {}


def model(data: Data, _params: Params) -> Result:
    """Read solids and PMI of a STEP file with the kernel, which a malformed file can crash."""
    from gmp_cad.kernel.exchange.step_reading.xcaf import read_model  # noqa: PLC0415 - the text needs no kernel

    file = read_exchange(data["step"])
    read = read_model(data["step"], file, read_text(file))
    return {"model": encode(read, StepModel)}, {}
