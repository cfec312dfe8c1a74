"""The demonstration district: its people, businesses and records, all synthetic."""
