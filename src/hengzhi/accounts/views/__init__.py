"""Pages of accounts, split by subject."""
