"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# Machines are shared: how long an example takes proves nothing.
settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")
