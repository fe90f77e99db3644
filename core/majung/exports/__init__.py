"""Lists that left the platform as files."""
