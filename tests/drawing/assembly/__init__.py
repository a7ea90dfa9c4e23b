"""Tests of assembly drawings."""
