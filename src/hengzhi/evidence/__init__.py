"""Evidence: files on any record of the register, kept once each, offered and then accepted or returned."""
