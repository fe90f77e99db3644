"""What the centre decides by, as pure functions: no database, no clock."""
