"""Faces and edges as values; areas, volumes and triangles."""
