"""Ways to draw each kind of annotation in a view, for the layout to choose from."""
