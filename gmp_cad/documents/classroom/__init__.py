"""The summary of a class."""
