"""Templates in Jinja2's sandbox: Python is not reached, nothing given is changed, nothing fills memory."""

from __future__ import annotations

import jinja2
import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gmp_cad.documents.office.office_text import FAULTS, FieldEnvironment
from gmp_cad.documents.templating import template
from gmp_cad.documents.templating.template_error import TemplateError

# Each is a known way from a template to Python, or to change what it was given.
ESCAPES = [
    "{{ ''.__class__.__mro__ }}", "{{ ''['__class__'] }}", "{{ ''|attr('__class__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}", "{{ rows.__class__.__base__.__subclasses__() }}",
    "{{ rows.append.__self__.__class__ }}", "{{ '{0.__class__}'.format(rows) }}",
    "{{ ('{0.__class__}'|attr('format'))(rows) }}", "{{ '%s'.format.__globals__ }}",
    "{{ self.__init__.__globals__ }}", "{{ self._TemplateReference__context }}",
    "{{ range.__self__ }}", "{{ range.__func__.__globals__ }}", "{{ t.func.__globals__ }}",
    "{{ cycler.__init__.__globals__ }}", "{{ namespace.__init__.__globals__.os }}",
    "{{ lipsum.__globals__ }}", "{{ joiner.__init__.__globals__ }}",
    "{% for x in ()|map(attribute='__class__') %}{% endfor %}{{ ['']|map(attribute='__class__')|first }}",
    "{{ rows.append(1) }}", "{{ rows.clear() }}", "{{ row.update({'a': 1}) }}", "{{ row.pop('a') }}",
    "{{ 'a' * 10 ** 10 }}", "{{ range(10 ** 9)|list }}", "{{ range(999999999)|list }}",
    "{% import 'os' as os %}", "{% include '/etc/passwd' %}", "{{ config }}", "{{ request }}",
]  # fmt: skip


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_is_reached_or_changed(text):
    given = {"rows": ["r"], "row": {"a": "1"}}
    with pytest.raises(TemplateError):
        str(template.render({"t.typ.j2": text}, "t.typ.j2", given, "fr"))
    with pytest.raises(FAULTS):
        FieldEnvironment("fr", escaped=True).from_string(text).render(given)
    assert given == {"rows": ["r"], "row": {"a": "1"}}


def test_nothing_is_left_to_chance():
    for text in ("{{ lipsum() }}", "{{ rows|random }}"):
        with pytest.raises(TemplateError):
            template.render({"t.typ.j2": text}, "t.typ.j2", {"rows": ["a", "b"]}, "fr")


def test_every_environment_is_the_immutable_sandbox():
    assert issubclass(FieldEnvironment, ImmutableSandboxedEnvironment)
    assert issubclass(template._Sandbox, ImmutableSandboxedEnvironment)
    # CVE-2024-56326, CVE-2025-27516: ways out of the sandbox of older ones
    assert tuple(map(int, jinja2.__version__.split(".")[:3])) >= (3, 1, 6)
