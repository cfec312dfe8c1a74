"""The publication of complaint information: with consent, after the business was heard, without persons and free text."""
