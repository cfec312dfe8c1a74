"""Writes of the leading group, by subject."""
