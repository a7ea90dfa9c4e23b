"""Files of geometry written and read: STEP, STL, 3MF, GLB, B-rep."""
