"""The dossier de fabrication: one PDF of the whole project."""
