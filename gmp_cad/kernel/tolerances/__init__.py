"""Geometric tolerances verified on the nominal geometry."""
