"""Prototype vouchers: the example of a plugin."""
