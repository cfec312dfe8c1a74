"""The work calendar for those who keep it: days off and made up, years published, what a publication moved."""
