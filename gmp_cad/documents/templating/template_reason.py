"""What Jinja2 and Typst say of a template, in the reader's language, and what to do about it.

Their own words stand where a message of theirs is not known.
"""

from __future__ import annotations

import re

from gmp_cad.errors import suggestion
from gmp_cad.language import Message

_ALONE = Message("documents are made without a network: keep the code in docs_templates/")
_LOOP = Message("a loop or a function that calls itself must end: look for its last step")
_INSIDE = Message("a template reads only docs_templates/ and the pictures of its document")
_SIGNS = Message("close every bracket of the Typst code, innermost first")
_FIELDS = Message("its fields: gmp-cad templates show {name}", name="NAME")

# (pattern of what Jinja2 says, what it means, what to do); names of groups are fields.
_JINJA: tuple[tuple[str, Message, Message | None], ...] = (
    (r"No filter named '(?P<name>.*?)'\.?", Message("there is no filter {name!r}"), None),
    (r"No test named '(?P<name>.*?)'\.?", Message("there is no test {name!r}"), None),
    (r"Encountered unknown tag '(?P<name>\w+)'\.(?:.*looking for the following tags: (?P<tags>.*?)\. .*)?",
     Message("the tag {name!r} is not expected here"), None),
    (r"Unexpected end of template\. .*following tags: (?P<tags>.*?)\. The innermost block that needs to be closed is '(?P<block>\w+)'\.",
     Message("the template ends before its {block!r} block does"), Message("close it with {tags}")),
    (r"unexpected end of template.*", Message("the template ends in the middle of an expression"), None),
    (r"unexpected '(?P<found>.*)'", Message("{found!r} is not expected here"), None),
    (r"expected token '(?P<wanted>.*)', got '(?P<found>.*)'",
     Message("expected {wanted}, found {found!r}"), None),
    (r"unexpected char (?P<found>.*) at \d+", Message("the character {found} is not expected here"), None),
    (r"[Mm]issing end of (?P<what>.*)", Message("the end of the {what} is missing"), None),
    (r"access to attribute '(?P<name>.*?)' of .* is unsafe\.",
     Message("a template may not read {name!r}"), None),
    (r"maximum recursion depth exceeded.*", Message("a macro or an include calls itself without end"), _LOOP),
    (r"Text too long\.", Message("the text has more than 100 million characters"), _LOOP),
    (r"Product too big\.", Message("what * makes here is too long"), _LOOP),
    (r"Range too big\..*", Message("the loop has more than 100 000 turns"), _LOOP),
)  # fmt: skip

# The same for Typst.
_TYPST: tuple[tuple[str, Message, Message | None], ...] = (
    (r"unknown variable: (?P<name>.*)", Message("unknown variable of Typst: {name}"),
     Message("a text of the document is written {example}", example="{{ field|q }}")),
    (r"unclosed delimiter", Message("a bracket is not closed"), _SIGNS),
    (r"unexpected closing (?P<what>.*)", Message("a bracket closes nothing: {what}"), _SIGNS),
    (r"the character `#` is not valid in code", Message("a text stands in Typst code without its quotes"),
     Message("inside Typst code write {example}", example="{{ field|q }}")),
    (r'path `"?(?P<path>.*?)"?` would escape the project root',
     Message("the template reads outside its folder: {path}"), _INSIDE),
    (r"file not found \(searched at (?P<path>.*)\)", Message("there is no file {path}"), _INSIDE),
    (r"package not found.*|failed to download package.*|.*package.*(?:network|download).*",
     Message("packages of Typst are not allowed"), _ALONE),
    (r"unknown font family: (?P<name>.*)", Message("no package ships the font {name!r} (unknown font family)"),
     Message("use DejaVu Sans, GMP ISO 3098 or New Computer Modern Math: the document is then the same everywhere")),
    (r"maximum .*depth exceeded", Message("a function calls itself without end"), _LOOP),
    (r"loop seems to be infinite|condition is always true", Message("the loop never ends"), _LOOP),
    (r".*missing alt text.*", Message("a picture has no alternative text (alt)"),
     Message("give it one: {example}", example='image(…, alt: "…")')),
)  # fmt: skip


def jinja_reason(said: str) -> tuple[Message, Message | None]:
    """Return what a message of Jinja2 means, and what to do if that is known."""
    return _reason(said, _JINJA)


def typst_reason(said: str) -> tuple[Message, Message | None]:
    """Return what a message of Typst means, and what to do if that is known."""
    return _reason(said, _TYPST)


def _reason(
    said: str, known: tuple[tuple[str, Message, Message | None], ...]
) -> tuple[Message, Message | None]:
    for pattern, meaning, hint in known:
        if found := re.fullmatch(pattern, said.strip(), re.DOTALL):
            values = {k: v.replace(" or ", ", ") for k, v in found.groupdict().items() if v}
            told = hint if hint is None or hint.values else Message(hint.template, **values)
            return Message(meaning.template, **values), told
    return Message("{said}", said=said.strip()), None


def unknown_field(name: str, known: list[str], template: str) -> tuple[Message, Message]:
    """Return that a field does not exist, and the one that may be meant."""
    hint = suggestion(name, known) or Message(_FIELDS.template, name=template)
    return Message("there is no field {name!r}", name=name), hint
