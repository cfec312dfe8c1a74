"""Bringing in lists from spreadsheets: what each mechanism takes, reading, checking, writing in the background."""
