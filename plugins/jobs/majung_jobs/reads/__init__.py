"""Questions that the platform asks of its own tables and of the core's."""
