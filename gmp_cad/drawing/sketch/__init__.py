"""The sketch of a contrat de phase: views in machining position and what is shown on them."""
