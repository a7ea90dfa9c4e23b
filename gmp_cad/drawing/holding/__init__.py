"""Signs of locating and clamping (NF E 04-013 parts 1 and 2), in sheet millimetres."""
