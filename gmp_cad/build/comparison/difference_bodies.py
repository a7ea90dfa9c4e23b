"""The body that writes the report of a difference, as a page and as a comment for a pull request."""

from __future__ import annotations

from gmp_cad.documents.comparison.difference import Difference
from gmp_cad.documents.comparison.difference_markdown import difference_markdown
from gmp_cad.documents.comparison.difference_page import difference_html
from gmp_cad.engine.codec import Data, Params, Result, decode


def report(data: Data, params: Params) -> Result:
    """Write ``index.html`` and ``report.md``."""
    difference, lang = decode(data["difference"], Difference), params["lang"]
    return {
        "html": difference_html(difference, params["templates"], lang),
        "markdown": difference_markdown(difference, lang).encode(),
    }, {}
