"""What a person may ask of the agency: all that is held about them, its correction, its deletion."""
