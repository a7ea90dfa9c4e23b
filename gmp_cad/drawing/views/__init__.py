"""Which views a part needs, and the lines that each of them shows."""
