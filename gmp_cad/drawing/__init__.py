"""Drawings: laid out once into primitives, written by backends."""
