"""The tasks of a process plan: proven on solids, simulated, held, ordered, proposed."""
