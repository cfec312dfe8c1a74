"""The vault: identities of people, sealed; every opening asks a purpose and is written down.

keys → sealing, index → naming (no name gets into the trail) → people (linking, opening, correcting) → holds, retention,
erasing → rotation. Pages stand beside them.
"""
