from django.utils.translation import gettext_lazy as _

from hengzhi.assessments.permissions import SEE
from hengzhi.core.shell import PROGRAMME, MenuItem

MENU = (MenuItem(_("Assessment"), "assessments:list", (SEE,), 35, PROGRAMME),)
