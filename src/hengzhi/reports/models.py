"""Reports built. Their files lie in HENGZHI_HOME; this table holds the sealed manifests."""

from pathlib import Path

from django.conf import settings
from django.db import models

from hengzhi.snapshots.models import Snapshot


class Report(models.Model):
    """A sealed report, named by its seal: the same content is the same report."""

    id = models.CharField(max_length=13, primary_key=True)
    title = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    day = models.DateField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT)
    manifest = models.JSONField()
    built_at = models.DateTimeField()

    class Meta:
        ordering = ["-built_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def folder(self) -> Path:
        """Where the files of the report lie."""
        return Path(settings.HENGZHI_HOME) / "reports" / self.id
