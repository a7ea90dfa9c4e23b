"""Scripts and files that exist, put under test where they stand."""
