"""What the departments of the demonstration handed in."""
