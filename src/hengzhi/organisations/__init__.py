"""Areas with validity and successors, departments, enterprises with several identifiers."""
