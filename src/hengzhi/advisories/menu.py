from django.utils.translation import gettext_lazy as _

from hengzhi.advisories.permissions import DISCLOSE, SEE
from hengzhi.complaints.permissions import SEE as SEE_COMPLAINTS
from hengzhi.core.shell import COMPLAINTS, MenuItem

MENU = (
    MenuItem(_("Statistics"), "statistics:page", (SEE_COMPLAINTS,), 28, COMPLAINTS),
    MenuItem(_("Consumer warnings"), "advisories:list", (SEE,), 30, COMPLAINTS),
    MenuItem(_("Published complaints"), "disclosure:list", (DISCLOSE,), 72, COMPLAINTS),
)
