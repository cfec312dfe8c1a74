"""What may be done with assessments."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

SEE = Permission("assessments.see", _("see assessment sheets and the published results"))
SELF_SCORE = Permission("assessments.self_score", _("score the own department, hand the sheet in and object to single lines"))
RATE_PEERS = Permission("assessments.rate_peers", _("score the other departments for the own one"))
RATE_AS_LEADER = Permission("assessments.rate_as_leader", _("score departments as a leader"))
MANAGE = Permission("assessments.manage", _("open an assessment, renew its figures and run the rounds of scoring"))
VERIFY = Permission("assessments.verify", _("verify the scores of assessment sheets"))
DECIDE = Permission("assessments.decide", _("decide on objections to verified scores"))
LOCK = Permission("assessments.lock", _("lock and publish assessments"))

PERMISSIONS = (SEE, SELF_SCORE, RATE_PEERS, RATE_AS_LEADER, MANAGE, VERIFY, DECIDE, LOCK)
