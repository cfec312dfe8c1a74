"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id as OWASP's password storage cheat sheet has it: 19 MiB, two passes, one thread.

    Django's own 100 MiB and eight threads let a handful of tries at a time fill a small server.
    """

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
