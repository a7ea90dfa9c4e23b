"""Body of the task that writes the dossier de fabrication."""

from __future__ import annotations

from gmp_cad.build.codec import Data, Params, Result
from gmp_cad.build.dossier_input import dossier_input
from gmp_cad.documents.dossier import dossier_pdf


def dossier(data: Data, params: Params) -> Result:
    """Write the dossier de fabrication."""
    shown = dossier_input(data, params)
    return {"pdf": dossier_pdf(shown, params["templates"], params["lang"])}, {}
