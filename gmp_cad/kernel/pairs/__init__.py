"""Two solids looked at: apart, in contact, or with a common volume."""
