"""What the public reads of consumer warnings."""
