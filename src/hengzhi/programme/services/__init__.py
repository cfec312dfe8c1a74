"""Writes to the plan of the year, by subject. Steps of a task go through `register.services.move`."""
