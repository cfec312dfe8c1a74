"""Writes to assessments, by subject; steps of sheets go through `register.services.move`."""
