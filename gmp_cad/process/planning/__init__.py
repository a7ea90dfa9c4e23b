"""A proposed process plan: from the faces of a part to phases, operations, tools and contacts."""
