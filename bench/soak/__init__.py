"""The soak: one server at half of what it can do, for long, with readers, writers and subscribers."""
