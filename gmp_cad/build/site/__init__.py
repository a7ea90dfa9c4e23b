"""The tasks of the site: its pages, its pictures, its scenes in three dimensions."""
