"""GraphQL types of the core, one file for each noun."""
