"""Tables and formulas of the standards: data files with their source, and pure functions."""
