"""Kept results: the content-addressed store, where it is, who uses it, what goes first."""
