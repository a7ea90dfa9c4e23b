"""What differs between two states of a project, told, written and drawn."""
