"""How a question is said: its title and the finding in a sentence, neutral whatever it is about."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengzhi.alarms.models import RISES, Question

LONGEST_TITLE = 120
LONGEST_WORDS = 40
CENTURY = 100


def title(question: Question, *, category: str = "", area: str = "", enterprise: str = "", words: str = "") -> str:
    """Return the title of a question; the names are those of what it is about, `words` what the texts say."""
    titles = {
        Question.DISTRICT: _("Complaints and tip-offs rise in the whole district"),
        Question.CATEGORY: _("%(category)s: complaints and tip-offs rise"),
        Question.AREA: _("%(area)s: complaints and tip-offs rise"),
        Question.CELL: _("%(area)s, %(category)s: complaints and tip-offs rise"),
        Question.ENTERPRISE: _("%(enterprise)s: repeated complaints and tip-offs"),
        Question.MATTER: _("Many tell of “%(words)s”"),
        Question.DISPUTE: _("%(enterprise)s: several people complain of “%(words)s”"),
        Question.LAST_DAY: _("Many conclusions on the last day of the limit"),
        Question.COPIED: _("Many notes in the same words"),
        Question.ROUND_SUMS: _("Many round sums among the losses recovered"),
    }
    names = {"category": category, "area": area, "enterprise": enterprise, "words": words[:LONGEST_WORDS]}
    return (titles[question] % names)[:LONGEST_TITLE]


def sentence(alarm) -> str:
    """Return the finding of an alarm: when, how many, and what would have been ordinary."""
    numbers = {
        "since": prose(alarm.since), "until": prose(alarm.until), "observed": alarm.observed,
        "expected": plain(alarm.expected), "lower": alarm.lower, "upper": alarm.upper, "out_of": alarm.out_of,
        "share": share(alarm.observed, alarm.out_of), "other_hits": alarm.other_hits, "others": alarm.others,
        "other_share": share(alarm.other_hits, alarm.others),
    }
    return _pattern(Question(alarm.question)) % numbers


def _pattern(question: Question) -> str:
    if question in RISES:
        return _(
            "From %(since)s to %(until)s %(observed)s came in; %(expected)s were expected, ordinarily %(lower)s to %(upper)s."
        )
    return {
        Question.MATTER: _(
            "From %(since)s to %(until)s %(observed)s of %(out_of)s texts tell of this; by the months before, %(expected)s "
            "were expected."
        ),
        Question.DISPUTE: _("From %(since)s to %(until)s %(observed)s texts tell of the same dispute with this business."),
        Question.LAST_DAY: _(
            "From %(since)s to %(until)s %(observed)s of %(out_of)s conclusions (%(share)s) fell on the due date itself; with "
            "the others of the department %(other_hits)s of %(others)s (%(other_share)s)."
        ),
        Question.COPIED: _(
            "From %(since)s to %(until)s %(observed)s of %(out_of)s notes (%(share)s) read like one on another matter; with "
            "the others of the department %(other_hits)s of %(others)s (%(other_share)s)."
        ),
        Question.ROUND_SUMS: _(
            "From %(since)s to %(until)s %(observed)s of %(out_of)s sums recovered (%(share)s) are round; with the others of "
            "the department %(other_hits)s of %(others)s (%(other_share)s)."
        ),
    }[question]


def rarity(alarm) -> str:
    """Say how often chance alone would raise a question as strong as this one, or nothing where that is not computed."""
    if alarm.recurs_years is None:
        return ""
    if alarm.recurs_years >= CENTURY:
        often = _("less than once in a hundred years")
    elif alarm.recurs_years >= 1:
        often = _("about once in %(years)s years") % {"years": plain(alarm.recurs_years)}
    else:
        often = _("about %(times)s times a year") % {"times": plain(1 / alarm.recurs_years)}
    return _("Over all %(watched)s watched alike, chance alone would raise a question as strong as this %(often)s.") % {
        "watched": alarm.watched, "often": often,
    }


def prose(day: date) -> str:
    return date_format(day, _("F j, Y"))


def plain(value: float | None) -> str:
    """Write a number of records with one decimal, none where it is whole or large."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if value >= CENTURY else f"{value:.1f}".removesuffix(".0")


def share(hits: int | None, of: int | None) -> str:
    return f"{100 * hits / of:.1f}%" if of and hits is not None else "—"


def words_of(clauses) -> str:
    """Join the clauses that a group of texts shares."""
    return pgettext("between clauses", ", ").join(clauses)
