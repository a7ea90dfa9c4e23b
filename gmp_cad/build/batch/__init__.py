"""The projects of a class, built with one pool and one store."""
