"""What a part is recognised by, and what came and went between two."""
