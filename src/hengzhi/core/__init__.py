"""What every mechanism stands on: errors, calendars, packs, table contracts, the page shell."""
