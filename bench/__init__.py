"""The benchmark: the same work on this project, on its peers and on hand-written SQL, in one run."""
