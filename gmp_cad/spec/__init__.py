"""The project's files: text in, frozen typed objects out, every error of every file in one run."""
