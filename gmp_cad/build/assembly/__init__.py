"""The tasks of an assembly: places, pairs, motions, masses."""
