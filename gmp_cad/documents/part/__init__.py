"""The documents of a part: dimensions, coverage, inspection, accepted geometry."""
