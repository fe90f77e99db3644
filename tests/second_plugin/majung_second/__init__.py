"""Ratings of workshops: the example of a plugin that builds on another."""
