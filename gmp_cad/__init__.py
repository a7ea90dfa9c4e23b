"""From a specification to CAD models, checks, contrats de phase and the dossier."""

__version__ = "0.1.0"
