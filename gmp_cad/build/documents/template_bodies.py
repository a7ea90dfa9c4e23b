"""A template tried in a process of its own: one that never ends costs no more than its time."""

from __future__ import annotations

from gmp_cad.documents.template_sample import try_office, try_template
from gmp_cad.engine.codec import Data, Params, Result


def tried(data: Data, params: Params) -> Result:
    """Make a document of a template with the samples of its fields; nothing is kept of it.

    ``content`` among the data is the file of a template of Word or Excel.
    """
    if "content" in data:
        try_office(params["name"], data["content"], params["lang"])
        return {}, {}
    try_template(params["templates"], params["name"], params["lang"])
    return {}, {}
