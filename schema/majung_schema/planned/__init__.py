"""The planned executor: whole levels of an operation are read and completed at once, instead of field by field."""
