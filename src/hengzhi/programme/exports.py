"""The plan as a spreadsheet, worded in the reader's language."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengzhi.programme.queries import Line


def heads() -> list[str]:
    return [
        _("Number"), _("Goal"), _("Measure"), _("Task"), _("Lead department"), _("Supporting departments"), _("Deliverable"),
        _("Responsible post"), _("Begins on"), _("Due on"), _("First due on"), _("State"), _("Progress"), _("Light"), _("Why"),
        _("Milestones"), _("Milestones reached"), _("Last report"), _("Orders open"),
    ]


def rows(lines: Iterable[Line]) -> Iterator[tuple]:
    """Yield a row for each task, in their order."""
    between = pgettext("between names", ", ")
    for line in lines:
        task, record = line.task, line.record
        yield (
            record.code, task.measure.goal.name, f"{task.measure.number} {task.measure.name}", record.title,
            record.department.name, between.join(one.name for one in record.shared_with.all()), task.deliverable, task.person,
            task.starts_on, task.due_on, task.first_due_on, record.state_label, task.percent, str(line.light.colour.label),
            line.light.sentence, len(line.marks), line.reached, line.heard_on, len(line.orders),
        )
