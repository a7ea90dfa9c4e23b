"""The sketch of a contrat de phase: the workpiece on its machine, laid out by the drawings' engine."""
