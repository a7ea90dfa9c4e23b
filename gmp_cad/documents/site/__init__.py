"""The site that opens from disk, with its scenes in three dimensions."""
