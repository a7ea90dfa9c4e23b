"""Volumes that tools clear, formed from the features that an operation names."""
