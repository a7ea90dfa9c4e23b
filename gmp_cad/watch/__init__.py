"""The live session: what is saved is built at once, and shown in open pages of the browser."""
