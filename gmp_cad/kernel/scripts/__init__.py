"""Scripts of a project run: models, assemblies; what they read, name and show."""
