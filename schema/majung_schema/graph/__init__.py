"""The graph: GraphQL types bound to tables, with their relations, filters and orderings declared once."""
