"""The periodical statistics of complaints and tip-offs, in the usual shape of a 12315 report."""
