"""The build: tasks, their keys, the store, the workers, and what is published."""
