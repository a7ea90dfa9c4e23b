"""What the specification says of a part, put into words and onto its geometry (mm, part's frame)."""
