"""What accounts need from boxes right of them: users brought in from a spreadsheet, and what is cleared at night."""
