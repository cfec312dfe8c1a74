"""What departments hand in for a period: forms as data, checks, acceptance, versions."""
