"""The kind of record returns bring to the register."""

from django.utils.translation import gettext_lazy as _

from hengzhi.register.kinds import Kind
from hengzhi.returns.models import Return
from hengzhi.returns.permissions import ACCEPT, ENTER, OPEN, SEE
from hengzhi.returns.workflow import CORRECT, HAND_IN, RETURN


def words_of(row: Return) -> str:
    """Return what a return is found by: its form, its period, its department."""
    return f"{row.form.name_zh} {row.form.name_en} {row.period} {row.department.name_zh} {row.department.short_zh}"


RETURN_KIND = Kind(
    code="return", name=_("return"), model=Return, workflow=RETURN, see=SEE, see_confidential=SEE, prefix="B",
    url="returns:detail", text=words_of, agreed={HAND_IN: "due_on", CORRECT: "correct_by"},
    clock_names={HAND_IN: _("Handing in"), CORRECT: _("Correction")}, hold=ENTER, approve=OPEN, shared=(SEE, ACCEPT),
    actions={"shared": _("Shown to the department that answers for the form")}, nobody=_("opened by itself"),
)

KINDS = (RETURN_KIND,)
