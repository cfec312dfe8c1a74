"""Pure numerics: no database, no settings. Arrays in, frozen results out."""
