"""Work that is done apart from a page: a queue in the database, retries, dead letters, schedules, progress."""
