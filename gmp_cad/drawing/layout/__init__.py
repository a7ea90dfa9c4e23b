"""Where annotations stand: candidates, conflicts, the choice among them; views on a sheet."""
