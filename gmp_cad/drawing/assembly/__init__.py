"""Assembly drawings: a section through the mechanism, balloons, fits, and the parts set apart."""
