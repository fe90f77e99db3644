"""What the jobs platform decides by, as pure functions: no database, no clock."""
