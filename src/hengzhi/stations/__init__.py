"""Liaison stations for consumers' rights (红盾维权联络点): places, liaisons, training, cases settled at the source."""
