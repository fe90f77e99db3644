"""Mutation fields of the core, one file for each noun: unpack, call, return."""
