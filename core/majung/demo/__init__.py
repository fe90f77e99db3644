"""The demonstration province: plausible invented firms, persons and supports, the same for the same seed."""
