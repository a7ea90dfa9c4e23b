"""Dimensions found and measured on the exact geometry."""
