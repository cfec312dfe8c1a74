"""Pages of complaints and tip-offs."""
