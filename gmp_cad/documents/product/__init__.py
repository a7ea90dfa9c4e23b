"""The documents of the product and of fixtures."""
