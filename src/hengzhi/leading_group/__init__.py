"""The leading group (领导小组): members, meetings, decisions, issued documents with their answers, and who covers what."""
