"""What a correction changed, said in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengzhi.assessments.public.queries import PublicChange, PublicResult


def change_sentence(change: PublicChange) -> str:
    """Say what became of a department's public result."""
    if change.before is None or change.after is None:
        says = _("is assessed for the first time") if change.before is None else _("is no longer assessed")
        return _("%(department)s %(says)s.") % {"department": change.department.full_name, "says": says}
    says = pgettext("between parts of a sentence", "; ").join(_parts(change.before, change.after))
    return _("%(department)s: %(says)s.") % {"department": change.department.full_name, "says": says}


def _parts(before: PublicResult, after: PublicResult) -> Iterator[str]:
    pairs = (
        (_("grade from %(before)s to %(after)s"), before.grade, after.grade),
        (_("total from %(before)s to %(after)s"), before.total, after.total),
        (_("rank from %(before)s to %(after)s"), before.rank, after.rank),
    )
    for says, was, now in pairs:
        if was != now:
            yield says % {"before": _said(was), "after": _said(now)}
    if before.rank == after.rank and before.is_tied != after.is_tied:
        yield _("rank now shared") if after.is_tied else _("rank no longer shared")


def _said(value: object) -> str:
    return str(value) if value not in (None, "") else _("none")
