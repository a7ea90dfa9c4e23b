"""Files that appear whole, are locked, are known not to have changed."""
