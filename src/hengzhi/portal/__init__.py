"""The public face: the district's figures, filing a complaint and following it."""
