"""How long personal data are kept, and how they are destroyed when their time is over."""
