"""The staff home: what waits for me, what is late, what changed."""
