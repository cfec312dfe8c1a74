"""What the public reads of published assessments."""
