"""What may be done with the plan of the year."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

SEE = Permission("programme.see", _("see the plan of the year and its tasks"))
OVERVIEW = Permission("programme.overview", _("see how the whole plan stands, department by department"))
PLAN = Permission("programme.plan", _("make the plan of the year: goals, measures and tasks"))
REPORT = Permission("programme.report", _("take tasks on, report on them and ask for more time"))
ACCEPT = Permission("programme.accept", _("accept reports on tasks or return them, and decide on more time"))
FOLLOW_UP = Permission("programme.follow_up", _("issue follow-up orders on tasks and close them"))

PERMISSIONS = (SEE, OVERVIEW, PLAN, REPORT, ACCEPT, FOLLOW_UP)
