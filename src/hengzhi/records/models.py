"""Lists as users keep them for themselves."""

from django.conf import settings
from django.db import models
from django.urls import reverse


class SavedView(models.Model):
    """The filters of a list under a name of the user's own; `page` is the name of the list's address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="one_view_a_name")]

    @property
    def address(self) -> str:
        return f"{reverse(self.page)}?{self.query}"


class ChosenColumns(models.Model):
    """The columns a user has chosen of a list; `page` is the list's address, `keys` the columns with commas between."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=60)
    keys = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="columns_once_a_list")]
