"""Worker processes of this machine, confined where they run the code of others."""
