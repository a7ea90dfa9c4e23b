"""The namespace ``d``: immutable numbers with names, and a record of what was asked."""

from __future__ import annotations

import copy
import pickle

import pytest

from gmp_cad.spec.values import PartIdentity, UnknownNameError, Values, by_name, reads_of, values_of
from tests.kernel.measuring import spec_of


def values(**more: str) -> Values:
    return values_of(spec_of({"bore": "⌀16 H7 ↧30", "width": "40", **more}))


def test_a_read_is_recorded_and_a_look_at_all_of_them_is_too():
    d = values()
    assert reads_of(d) == ()
    assert by_name(d)["bore"] == 16
    assert reads_of(d) == ()
    assert (d.width, d["bore"], "width" in d, "depth" in d) == (40, 16, True, False)
    assert reads_of(d) == d.names_read == ("bore", "depth", "width")
    assert list(d) == ["bore", "width"]
    assert reads_of(d) == ("*", "bore", "depth", "width")
    assert d.names_read == ("bore", "depth", "width")


def test_what_an_editor_completes_is_every_name_and_counts_as_read():
    d = values()
    assert dir(d) == ["bore", "part", "width"]
    assert reads_of(d) == ("*",)


def test_the_part_is_read_by_its_name():
    d = values()
    assert isinstance(d.part, PartIdentity)
    assert reads_of(d) == ("part",)


def test_what_is_no_name_is_asked_without_a_record():
    d = values()
    assert not hasattr(d, "__array__")
    assert 3 not in d
    assert reads_of(d) == ()


def test_an_unknown_name_is_recorded_and_told_with_the_nearest_or_with_all():
    d = values()
    with pytest.raises(UnknownNameError, match="no dimension 'widht'") as caught:
        _ = d.widht
    assert str(caught.value.hint) == "did you mean 'width'?"
    with pytest.raises(UnknownNameError) as caught:
        _ = d.qqq
    assert str(caught.value.hint) == "known: bore, width"
    assert reads_of(d) == ("qqq", "widht")
    with pytest.raises(UnknownNameError) as caught:
        _ = Values({}).anything
    assert str(caught.value.hint) == "known: —"


def test_an_attribute_that_is_not_written_is_told_with_its_sign():
    d = values()
    assert d.bore.depth == 30
    with pytest.raises(UnknownNameError, match="width has no depth: the specification writes no ↧"):
        _ = d.width.depth
    with pytest.raises(UnknownNameError, match="no 'dept'") as caught:
        _ = d.width.dept
    assert str(caught.value.hint) == "did you mean 'depth'?"
    with pytest.raises(UnknownNameError) as caught:
        _ = d.width.qqq
    names = str(caught.value.hint).removeprefix("known: ").split(", ")
    assert names == sorted(names)
    assert {"count", "depth", "pitch"} <= set(names)
    assert not hasattr(d.width, "_qqq")


@pytest.mark.parametrize("change", [lambda d: setattr(d, "bore", 1.0),
                                    lambda d: setattr(d.bore, "depth", 1.0)])  # fmt: skip
def test_nothing_can_be_set(change):
    with pytest.raises(AttributeError, match="read-only"):
        change(values())


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_copy_whose_reads_nobody_sees_is_refused(copied):
    with pytest.raises(TypeError, match="cannot be copied"):
        copied(values())
