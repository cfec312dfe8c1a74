"""The kind of record assessments bring to the register."""

from django.utils.translation import gettext_lazy as _

from hengzhi.assessments.models import AssessmentSheet
from hengzhi.assessments.permissions import SEE
from hengzhi.assessments.workflow import OBJECTIONS_LIMIT, SELF_SCORE_LIMIT, SHEET
from hengzhi.register.kinds import Kind

ACTIONS = {
    "self_scored": _("Self-scores written down"),
    "line_verified": _("Line verified"),
    "objection_raised": _("Objection raised"),
    "objection_upheld": _("Objection upheld"),
    "objection_dismissed": _("Objection dismissed"),
    "improvement_ordered": _("Improvement ordered"),
    "publication_withdrawn": _("Publication withdrawn"),
}


def words_of(sheet: AssessmentSheet) -> str:
    """Return what a sheet is found by beside its title."""
    return f"{sheet.edition.code} {sheet.record.department.name_zh}"


SHEET_KIND = Kind(
    code="assessment", name=_("assessment sheet"), model=AssessmentSheet, workflow=SHEET, see=SEE, see_confidential=SEE,
    prefix="KH", url="assessments:detail", text=words_of,
    clock_names={SELF_SCORE_LIMIT: _("Self-score"), OBJECTIONS_LIMIT: _("Objections")},
    agreed={SELF_SCORE_LIMIT: "self_score_due_on", OBJECTIONS_LIMIT: "objections_due_on"},
    actions=ACTIONS,
)

KINDS = (SHEET_KIND,)
