"""What may be done with the returns of departments."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

SEE = Permission("returns.see", _("see the returns of departments"))
ENTER = Permission("returns.enter", _("fill in and hand in returns"))
ACCEPT = Permission("returns.accept", _("accept returns, send them back or reopen them"))
OPEN = Permission("returns.open", _("open rounds of returns and grant more time for them"))
OVERVIEW = Permission("returns.overview", _("see how completely and timely departments hand in"))

PERMISSIONS = (SEE, ENTER, ACCEPT, OPEN, OVERVIEW)
