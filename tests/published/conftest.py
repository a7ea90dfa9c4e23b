"""Parts of published drawings: a project for the tests beside it, not one to be collected."""

collect_ignore = ["parts"]
