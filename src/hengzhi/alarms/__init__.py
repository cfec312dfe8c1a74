"""Early warning: what stands out among complaints and tip-offs is asked as a question that somebody answers."""
