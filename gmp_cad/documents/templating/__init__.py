"""Templates: found, checked, filled; their faults at the line that wrote them."""
