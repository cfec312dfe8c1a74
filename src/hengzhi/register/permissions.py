"""What may be done with the register as a whole."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

AUDIT = Permission("register.audit", _("read the audit trail"))
FIND_PEOPLE = Permission("register.find_people", _("find records by a person’s whole phone or identity number"))
KEEP_PEOPLE = Permission("register.keep_people", _("add people to a record and correct their identities"))
SEE_RETENTION = Permission("register.see_retention", _("see which identities fall due for erasing, are held and were erased"))
HOLD = Permission("register.hold", _("set and lift holds that keep identities from being erased"))
ERASE = Permission("register.erase", _("erase identities, by the schedule or on request"))
ASSIGN = Permission("register.assign", _("hand records to a handler"))

PERMISSIONS = (AUDIT, FIND_PEOPLE, KEEP_PEOPLE, SEE_RETENTION, HOLD, ERASE, ASSIGN)
