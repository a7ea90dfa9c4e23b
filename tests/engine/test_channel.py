"""Frames come whole and in order, however the line cuts them; nothing waits longer than asked."""

from __future__ import annotations

import socket
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.engine.processes.channel import Channel, ChannelError


@given(
    frames=st.lists(st.binary(max_size=300), max_size=6),
    cuts=st.lists(st.integers(1, 90), min_size=1, max_size=8),
)
def test_frames_come_as_they_were_sent_however_they_are_cut(frames, cuts):
    ours, theirs = socket.socketpair()
    with theirs:
        sent = b"".join(struct.pack(">Q", len(f)) + f for f in frames)
        channel, start, rank = Channel(ours, 1000), 0, 0
        while start < len(sent):
            end = start + cuts[rank % len(cuts)]
            theirs.sendall(sent[start:end])
            start, rank = end, rank + 1
        assert [channel.receive(1.0) for _ in frames] == frames
        assert channel.receive(0.0) is None
        channel.close()


def test_half_a_frame_is_waited_for_no_longer_than_asked_and_kept():
    ours, theirs = socket.socketpair()
    channel = Channel(ours, 1000)
    theirs.sendall(struct.pack(">Q", 4) + b"ab")
    started = time.monotonic()
    assert channel.receive(0.05) is None
    assert time.monotonic() - started < 20
    theirs.sendall(b"cd")
    assert channel.receive(1.0) == b"abcd"
    theirs.close()
    with pytest.raises(ChannelError, match="closed"):
        channel.receive(1.0)


def test_a_frame_that_claims_gigabytes_is_refused_before_a_byte_of_it():
    ours, theirs = socket.socketpair()
    with theirs:
        theirs.sendall(struct.pack(">Q", 10 << 30))
        with pytest.raises(ChannelError, match="too long"):
            Channel(ours, 1 << 20).receive(1.0)


def test_who_does_not_listen_is_not_talked_to_for_ever():
    ours, theirs = socket.socketpair()
    with theirs, pytest.raises(ChannelError):
        Channel(ours, 10).send(b"x" * 50_000_000, 0.1)
