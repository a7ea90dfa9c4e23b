"""Inspection: gauges chosen for dimensions."""
