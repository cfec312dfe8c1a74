"""The pages of the leading group, by subject."""
