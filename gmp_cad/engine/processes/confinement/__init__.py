"""Confining a process that runs code of strangers: what the kernel of Linux can refuse it."""
