"""Changes that are sent twice and made once."""
