"""The geometry kernel: the only layer that imports CadQuery and OCCT."""
