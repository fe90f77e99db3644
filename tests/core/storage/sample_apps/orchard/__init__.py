"""A sample app with tables of its own."""
