"""The matrix of an edition as a spreadsheet."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from hengzhi.assessments.pages import MatrixColumn, MatrixRow
from hengzhi.register.kinds import kinds


def heads(columns: Sequence[MatrixColumn]) -> list[str]:
    """Return the heads of the exported columns."""
    return [
        _("Rank"), _("Range of ranks"), _("Department"), *(f"{column.label}（{column.full:f}）" for column in columns),
        _("Total"), _("Grade"), _("Points with a basis"), _("Sheet"), _("State"),
    ]


def rows(shown: Sequence[MatrixRow]) -> Iterator[tuple]:
    """Yield a row for each department, as the page shows it."""
    flow = kinds()["assessment"].workflow
    for row in shown:
        standing = row.result.standing
        yield (
            row.result.rank, row.range, row.department.name, *row.cells, standing.total, standing.grade, standing.basis,
            row.record_code, flow.label(row.state),
        )
