"""Duties: work that the platform does on time without anyone asking."""
