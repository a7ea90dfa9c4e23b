"""Documents: pure functions from typed objects to a context, and one renderer per format."""
