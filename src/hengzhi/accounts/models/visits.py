"""Where a user is signed in."""

from django.db import models

from hengzhi.accounts.models.users import User


class Visit(models.Model):
    """A session of a user, as they see it in the list of their sessions. Instants are the machine's."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="visits")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at", "-pk"]
