"""The year-end assessment: schemes, scores with their reasons, objections, the lock and what follows from it."""
