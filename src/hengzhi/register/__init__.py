"""The register: one row for every record of every mechanism, and all that hangs on it.

Workflow and `move()`, clocks, the audit trail, the vault of personal data, and `visible_to(user)`, the one door.
"""
