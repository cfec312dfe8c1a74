"""The kind of record consumer warnings bring to the register."""

from django.utils.translation import gettext_lazy as _

from hengzhi.advisories.models import Advisory
from hengzhi.advisories.permissions import SEE
from hengzhi.advisories.workflow import WORKFLOW
from hengzhi.register.kinds import Kind


def words_of(advisory: Advisory) -> str:
    return " ".join((advisory.text, advisory.watch_for))


ADVISORY = Kind(
    code="advisory", name=_("consumer warning"), model=Advisory, workflow=WORKFLOW, see=SEE, see_confidential=SEE,
    prefix="X", url="advisories:detail", text=words_of,
)

KINDS = (ADVISORY,)
