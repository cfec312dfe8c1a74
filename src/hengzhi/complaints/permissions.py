"""What may be done with complaints and tip-offs."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

SEE = Permission("complaints.see", _("see complaints and tip-offs"))
SEE_CONFIDENTIAL = Permission("complaints.see_confidential", _("see tip-offs whose informant asked for secrecy"))
REGISTER = Permission("complaints.register", _("register complaints and tip-offs"))
IMPORT = Permission("complaints.import", _("import lists of complaints and tip-offs"))
DISPATCH = Permission("complaints.dispatch", _("dispatch complaints and tip-offs to the unit that has the power"))
DECIDE = Permission("complaints.decide", _("decide whether a complaint or tip-off is accepted"))
MEDIATE = Permission("complaints.mediate", _("mediate accepted complaints"))
CHECK = Permission("complaints.check", _("check accepted tip-offs and decide on filing a case"))
EXTEND = Permission("complaints.extend", _("grant more time for complaints and tip-offs"))
FOLLOW_UP = Permission("complaints.follow_up", _("call complainants back and record performance and confirmation"))
CLOSE = Permission("complaints.close", _("close complaints and tip-offs"))
REOPEN = Permission("complaints.reopen", _("reopen complaints and tip-offs"))
OPEN_IDENTITY = Permission("complaints.open_identity", _("open the identity of a complainant or informant"))
ISSUE = Permission("complaints.issue", _("make official forms of complaints and tip-offs"))

PERMISSIONS = (
    SEE, SEE_CONFIDENTIAL, REGISTER, IMPORT, DISPATCH, DECIDE, MEDIATE, CHECK, EXTEND, FOLLOW_UP, CLOSE, REOPEN, OPEN_IDENTITY,
    ISSUE,
)
