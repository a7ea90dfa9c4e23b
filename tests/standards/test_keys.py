"""Fits of parallel keys: the three kinds of NF E 22-177, and what is no fit of a key."""

from __future__ import annotations

import pytest

from gmp_cad.standards.keys import key_fit_usage


@pytest.mark.parametrize(
    ("keyway", "usage"),
    [
        ("H9", "free key, keyway of the shaft"),
        ("D10", "free key, keyway of the hub"),
        ("N9", "normal key, keyway of the shaft"),
        ("JS9", "normal key, keyway of the hub"),
        ("P9", "close key, keyways of the shaft and the hub"),
    ],
)
def test_the_fit_of_a_key_says_what_it_is_for(keyway, usage):
    assert key_fit_usage(keyway, "h9") == usage


@pytest.mark.parametrize(("keyway", "key"), [("H7", "h9"), ("N9", "h8"), ("h9", "N9"), ("", "")])
def test_another_pair_is_no_fit_of_a_key(keyway, key):
    assert key_fit_usage(keyway, key) is None
