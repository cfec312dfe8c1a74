"""Snapshots taken. Their rows lie in files; this table holds the manifests."""

from django.db import models


class Snapshot(models.Model):
    """A frozen copy of every mechanism's table, named by what it holds."""

    id = models.CharField(max_length=13, primary_key=True)
    taken_at = models.DateTimeField()
    as_of = models.DateField()
    manifest = models.JSONField()

    class Meta:
        ordering = ["-taken_at"]
        get_latest_by = "taken_at"

    def __str__(self) -> str:
        return self.id

    @property
    def rows(self) -> int:
        return sum(entry["rows"] for entry in self.manifest["tables"].values())
