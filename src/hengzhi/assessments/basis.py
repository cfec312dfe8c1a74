"""The facts a snapshot holds for every department: figures, tasks that had fallen due, values that were owed.

Nothing but the snapshot is read, and the targets that were set; so the same snapshot gives the same facts for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from hengzhi.assessments.facts import Fact, IndicatorFact, ItemsFact, Measured
from hengzhi.assessments.owed import NoBasis, items_due
from hengzhi.assessments.scheme import COUNTED, Line, LineKind, Rule, Scheme
from hengzhi.core.errors import near
from hengzhi.core.periods import Period, period
from hengzhi.indicators.definition import Definition
from hengzhi.indicators.evaluate import Evaluation, evaluate
from hengzhi.snapshots.manifest import Manifest

Targets = Mapping[tuple[str, str], Decimal]  # by indicator and who holds it: a department or an area


@dataclass(frozen=True)
class Question:
    """What is asked of a snapshot."""

    manifest: Manifest
    scheme: Scheme
    year: int
    area: str
    departments: tuple[str, ...]
    definitions: Mapping[str, Definition]
    targets: Targets

    @property
    def period(self) -> Period:
        return period(str(self.year))


def facts_in(question: Question) -> dict[str, dict[str, Fact]]:
    """Return every department's facts by line, but for those that people give; raises NoBasis."""
    evaluation = evaluate(question.manifest, _definitions(question))
    kinds = sorted({line.kind for line in question.scheme.lines} & COUNTED)
    items = {kind: items_due(question.manifest, kind, question.year) for kind in kinds}
    return {
        department: {
            line.code: _fact(question, evaluation, items, department, line)
            for line in question.scheme.lines_of(department) if line.kind in {LineKind.INDICATOR, *COUNTED}
        }
        for department in question.departments
    }


def _definitions(question: Question) -> dict[str, Definition]:
    wanted = question.scheme.indicators
    if unknown := sorted(wanted - set(question.definitions)):
        text = _("The scheme needs the indicator “%(code)s”, which no pack defines.") % {"code": unknown[0]}
        raise NoBasis(text + near(unknown[0], question.definitions))
    return {code: question.definitions[code] for code in wanted}


def _fact(question: Question, evaluation: Evaluation, items: Mapping, department: str, line: Line) -> Fact:
    if line.kind in COUNTED:
        return ItemsFact(items[line.kind].get(department, ()))
    item = department if line.by else ""
    base = None
    if line.rule is Rule.CHANGE:
        base = _measured(evaluation, question, line, item, question.period.year_before())
    return IndicatorFact(
        now=_measured(evaluation, question, line, item, question.period), target=_target(question, department, line),
        base=base, area=question.area, period=question.period.text, item=item,
    )


def _target(question: Question, department: str, line: Line) -> Decimal | None:
    """Return the target of the department, else the district's, else the scheme's own."""
    held = (question.targets.get((line.indicator, holder)) for holder in (department, question.area))
    return next((target for target in held if target is not None), line.target)


def _measured(evaluation: Evaluation, question: Question, line: Line, item: str, over: Period) -> Measured:
    value = evaluation.value(line.indicator, area=question.area, period=over, by=line.by, item=item)
    return Measured(value.numerator, value.denominator, value.unit)
