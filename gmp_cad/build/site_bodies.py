"""Bodies of the tasks that write the pages that open from disk."""

from __future__ import annotations

from gmp_cad.build.codec import Data, Params, Result
from gmp_cad.build.dossier_input import dossier_input
from gmp_cad.documents.site import site_html


def site(data: Data, params: Params) -> Result:
    """Write the page ``index.html``."""
    shown = dossier_input(data, params)
    return {"html": site_html(shown, params["templates"], params["lang"]).encode()}, {}
