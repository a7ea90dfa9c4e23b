"""Views and sections: exact hidden-line removal."""
