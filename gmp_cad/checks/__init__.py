"""Checks: a permanent id, a rationale, coded findings; one module a subject."""
