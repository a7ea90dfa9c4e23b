"""Clusters in words: addresses, and what two machines do not have in common."""

from __future__ import annotations

import pytest

from gmp_cad.engine.cluster.cluster import differences, flat, require_address, strange
from gmp_cad.errors import ExitCode, UsageError


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "tls://calcul.univ.fr:1", "tcp://[::1]:65535"]
)
def test_addresses_of_schedulers(address: str) -> None:
    require_address(address)


@pytest.mark.parametrize(
    "address",
    ["", "8786", "host:8786", "http://host:8786", "tcp://host", "tcp://host:0", "tcp://host:65536",
     "tcp://host:8786/x", "tcp://a b:1", "tcp://:8786"],
)  # fmt: skip
def test_what_is_no_address_is_said_with_an_example(address: str) -> None:
    with pytest.raises(UsageError) as raised:
        require_address(address)
    assert "tcp://host:8786" in raised.value.message.say("fr")
    assert raised.value.exit_code is ExitCode.USAGE


def test_what_differs_is_named_with_both_values() -> None:
    ours = {
        "cadquery": "cadquery 2.8.0, numpy 2.4.6", "numpy": "numpy 2.4.6", "python": "3.11.7",
        "platform": "linux-x86_64", "sources": "a" * 64, "odd": "?",
    }  # fmt: skip
    theirs = {
        **ours, "cadquery": "cadquery 2.7.0, numpy 2.4.6", "sources": "b" * 64, "x": "x 1",
        "platform": "win32-AMD64",
    }  # fmt: skip
    said = differences(flat(ours), flat(theirs))
    assert said == [
        "cadquery 2.7.0 ≠ 2.8.0", "gmp_cad bbbbbbbbbbbb ≠ aaaaaaaaaaaa",
        "platform win32-AMD64 ≠ linux-x86_64", "x 1 ≠ -",
    ]  # fmt: skip
    assert differences(flat(ours), flat(ours)) == []
    told = strange("tcp://w:1", said).message.say("fr")
    assert "tcp://w:1" in told
    assert "cadquery 2.7.0 ≠ 2.8.0" in told
