"""Workpieces after each phase, what tools clear and reach, what holds them."""
