"""Remarks that colleagues write on a record for each other, and whom they ask to look."""
