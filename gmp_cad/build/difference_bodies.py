"""The body that writes the report of a difference, as a page and as a comment for a pull request."""

from __future__ import annotations

from gmp_cad.build.codec import Data, Params, Result, decode
from gmp_cad.documents.difference import Difference
from gmp_cad.documents.difference_markdown import difference_markdown
from gmp_cad.documents.difference_page import difference_html


def report(data: Data, params: Params) -> Result:
    """Write ``index.html`` and ``report.md``."""
    difference, lang = decode(data["difference"], Difference), params["lang"]
    return {
        "html": difference_html(difference, params["templates"], lang),
        "markdown": difference_markdown(difference, lang).encode(),
    }, {}
