"""Users, the roles they hold for a time in a department, signing in."""
