"""Two states of a project compared, and geometry accepted on purpose."""
