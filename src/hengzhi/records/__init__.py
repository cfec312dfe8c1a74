"""The page of a record, the same for every mechanism: deadlines, steps, evidence, timeline."""
