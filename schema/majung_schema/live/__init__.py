"""Live updates: one reading of the log for all subscribers of a process, one execution for all who see the same."""
