"""Phases, locating, clamping, cutting conditions and times: pure functions on frozen values."""
