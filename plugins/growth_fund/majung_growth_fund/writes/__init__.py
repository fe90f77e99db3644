"""Changes of the fund, one function for each use case, by the noun they change."""
