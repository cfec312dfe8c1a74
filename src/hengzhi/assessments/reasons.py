"""Why a line has its score: one sentence with the figures it used, in the reader's language."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengzhi.assessments.facts import BallotsFact, IndicatorFact, ItemsFact, JudgedFact, Measured
from hengzhi.assessments.rules import LineScore, is_owed, kept_ballots, rounded
from hengzhi.assessments.scheme import Band, Line, LineKind, Rule
from hengzhi.indicators.units import UNITS

SHOWN_PLACES = 4
MEAN_PLACES = 2


def reason(score: LineScore) -> str:
    """Return the sentence that explains a line's score by its rule; who decided otherwise says why elsewhere."""
    match score.fact:
        case IndicatorFact():
            return _indicator(score, score.fact)
        case ItemsFact():
            return _items(score, score.fact)
        case BallotsFact():
            return _ballots(score, score.fact)
        case JudgedFact():
            return _judged(score, score.fact)


def written(value: Fraction | Decimal | int | None) -> str:
    """Write a number with at most four decimals, a dash where there is none."""
    if value is None:
        return "—"
    text = f"{rounded(Fraction(value), SHOWN_PLACES):,f}"
    return text.rstrip("0").rstrip(".")


def measured_text(figure: Measured) -> str:
    """Write a figure with its unit and, for a rate, what it was divided from."""
    text = f"{written(figure.value)}{_sign(figure.unit)}"
    if figure.denominator is None:
        return text
    return _("%(value)s (%(part)s of %(whole)s)") % {
        "value": text, "part": written(figure.numerator), "whole": written(figure.denominator),
    }


def _sign(unit: str) -> str:
    sign = str(UNITS[unit].sign)
    return sign if sign in "%‰" else f" {sign}"


def _indicator(score: LineScore, fact: IndicatorFact) -> str:
    line = score.line
    if is_owed(line, fact):
        return _("There is no value for the year although there ought to be one: 0 points.")
    if fact.now.value is None:
        return _("There was nothing to measure this year; the line is left out of the full marks.")
    if line.rule is Rule.BANDS:
        return _banded(score, fact)
    if fact.target is None:
        return _("Reached %(value)s, but no target is set; the line is left out of the full marks.") % {
            "value": measured_text(fact.now),
        }
    return _changed(score, fact) if line.rule is Rule.CHANGE else _against_target(score, fact)


def _against_target(score: LineScore, fact: IndicatorFact) -> str:
    words = {
        "value": measured_text(fact.now), "plain": written(fact.now.value), "full": written(score.full),
        "target": f"{written(fact.target)}{_sign(fact.now.unit)}", "plain_target": written(fact.target),
        "score": score.computed,
    }
    is_higher = score.line.rule is Rule.HIGHER
    if score.computed == score.full and _meets(fact, is_higher):
        return _("Reached %(value)s, which meets the target of %(target)s: full marks, %(score)s points.") % words
    if is_higher:
        return _(
            "Reached %(value)s, below the target of %(target)s: %(full)s × %(plain)s ÷ %(plain_target)s = %(score)s points."
        ) % words
    return _(
        "Reached %(value)s, above the limit of %(target)s: %(full)s × %(plain_target)s ÷ %(plain)s = %(score)s points."
    ) % words


def _meets(fact: IndicatorFact, is_higher: bool) -> bool:
    return fact.now.value >= fact.target if is_higher else fact.now.value <= fact.target


def _changed(score: LineScore, fact: IndicatorFact) -> str:
    base = fact.base.value if fact.base else None
    words = {
        "value": measured_text(fact.now), "plain": written(fact.now.value), "base": written(base),
        "target": written(fact.target), "full": written(score.full), "score": score.computed,
    }
    if base is None:
        return _("Reached %(value)s, but the year before has no value; the line is left out of the full marks.") % words
    return _(
        "Reached %(value)s; the year before %(base)s, target %(target)s: "
        "%(full)s × (%(plain)s − %(base)s) ÷ (%(target)s − %(base)s), at most full and at least 0 = %(score)s points."
    ) % words


def _banded(score: LineScore, fact: IndicatorFact) -> str:
    band = next((band for band in score.line.bands if band.holds(fact.now.value)), None)
    words = {
        "value": measured_text(fact.now), "band": band_text(band) if band else "", "full": written(score.full),
        "share": written(band.share) if band else "0", "score": score.computed,
    }
    if band is None:
        return _("Reached %(value)s, which lies in no band: 0 points.") % words
    return _("Reached %(value)s, in the band %(band)s: %(full)s × %(share)s%% = %(score)s points.") % words


def band_text(band: Band) -> str:
    """Return the bounds of a band in signs."""
    bounds = [(band.at_least, "≥ "), (band.at_most, "≤ ")]
    given = [sign + written(bound) for bound, sign in bounds if bound is not None]
    return pgettext("between bounds", " and ").join(given) or _("all others")


def _items(score: LineScore, fact: ItemsFact) -> str:
    line, items = score.line, fact.items
    if not items:
        return _("Nothing had fallen due; the line is left out of the full marks.")
    due = sum(item.count for item in items)
    late = sum(item.count for item in items if item.is_late)
    done = sum(item.count for item in items if item.is_done)
    words = {
        "due": due, "met": done - late, "late": late, "undone": due - done, "full": written(line.points),
        "share": written(line.late_share), "score": score.computed,
    }
    if done - late == due:
        return _all_done(line, words)
    if line.kind is LineKind.TASKS:
        return _(
            "%(due)s tasks due: %(met)s done in time, %(late)s late (counting %(share)s%%), %(undone)s not done: "
            "%(full)s × (%(met)s + %(late)s × %(share)s%%) ÷ %(due)s = %(score)s points."
        ) % words
    return _(
        "%(due)s values due: %(met)s handed in on time, %(late)s late (counting %(share)s%%), %(undone)s missing: "
        "%(full)s × (%(met)s + %(late)s × %(share)s%%) ÷ %(due)s = %(score)s points."
    ) % words


def _all_done(line: Line, words: dict) -> str:
    if line.kind is LineKind.TASKS:
        return _("All %(due)s tasks due were done in time: full marks, %(score)s points.") % words
    return _("All %(due)s values due were handed in on time: full marks, %(score)s points.") % words


def _ballots(score: LineScore, fact: BallotsFact) -> str:
    line, kept = score.line, kept_ballots(score.line, fact)
    words = {"given": len(fact.scores), "wanted": line.least_ballots, "full": written(score.full), "score": score.computed}
    if not kept:
        return _("%(given)s scores were given, at least %(wanted)s are wanted; the line is left out of the full marks.") % words
    words["mean"] = rounded(Fraction(sum(kept)) / len(kept), MEAN_PLACES)
    if len(kept) < len(fact.scores):
        return _(
            "%(given)s scores; without the highest and the lowest they average %(mean)s: "
            "%(full)s × %(mean)s ÷ 100 = %(score)s points."
        ) % words
    return _("%(given)s scores averaging %(mean)s: %(full)s × %(mean)s ÷ 100 = %(score)s points.") % words


def _judged(score: LineScore, fact: JudgedFact) -> str:
    words = {"points": written(fact.points), "full": written(score.full)}
    if score.line.kind is LineKind.VETO:
        return _veto(fact)
    if fact.points is None:
        return _("Not verified yet.")
    match score.line.kind:
        case LineKind.BONUS:
            return _("A bonus of %(points)s points was verified, of at most %(full)s.") % words
        case LineKind.DEDUCTION:
            return _("%(points)s points are deducted, of at most %(full)s.") % words
    return _("%(points)s of %(full)s points were verified on the material handed in.") % words


def _veto(fact: JudgedFact) -> str:
    if fact.points is None:
        return _("Not verified yet.")
    return _("The fact occurred: it decides the grade.") if fact.points else _("The fact did not occur.")
