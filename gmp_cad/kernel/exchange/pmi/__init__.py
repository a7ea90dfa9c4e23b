"""What the STEP file of a part says beside its shape: its specification as semantic PMI (AP242)."""
