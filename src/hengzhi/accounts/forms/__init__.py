"""Turning input on accounts into clean values, split by subject."""
