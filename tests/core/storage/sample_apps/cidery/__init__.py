"""A sample app whose tables refer to another app's."""
