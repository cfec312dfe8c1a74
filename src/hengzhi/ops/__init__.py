"""Running an installation: commands, the demonstration district."""
