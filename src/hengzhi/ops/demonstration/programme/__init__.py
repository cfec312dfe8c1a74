"""The demonstration district's plan of the year and its course."""
