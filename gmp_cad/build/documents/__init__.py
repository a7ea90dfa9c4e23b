"""The tasks that write documents, and the dossier that gathers them."""
