"""What the public is told about consumption: warnings, written by one, checked by another, published and withdrawn."""
