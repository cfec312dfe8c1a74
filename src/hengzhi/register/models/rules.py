"""The rules of offices in force for a time, and the numbers given out."""

from functools import lru_cache

from django.db import models

from hengzhi.core.models import in_language
from hengzhi.core.reference import kept


class RuleSet(models.Model):
    """The rules of an office in force for a time: limits by name, grounds by list.

    `limits` maps a name to length, unit, rolls_weekends and source; `grounds` maps a list to its entries. `switches` name
    what these rules ask that others do not; steps and guards go by them. `words` are what the rules call things, people,
    states (`state.declined`) and steps (`step.decline`), each with zh and en, where it is not what the program says.
    """

    family = models.CharField(max_length=40)
    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    body = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    limits = models.JSONField(default=dict, blank=True)
    grounds = models.JSONField(default=dict, blank=True)
    switches = models.JSONField(default=list, blank=True)
    words = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["family", "valid_from"]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


@kept
@lru_cache(maxsize=1)
def words_of_rules() -> dict[int, dict[str, dict[str, str]]]:
    """Return the words of the rule sets that have words of their own, by key."""
    return dict(RuleSet.objects.exclude(words={}).values_list("pk", "words"))


class Sequence(models.Model):
    """The last number given out for a prefix and year."""

    name = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)
