"""The demonstration's leading group: its compositions, meetings, decisions, documents and who covers what."""
