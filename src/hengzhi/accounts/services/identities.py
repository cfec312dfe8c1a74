"""Finding the user somebody is who has signed in at an identity provider. Nobody is created."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.accounts import acts
from hengzhi.accounts.models import Identity, User
from hengzhi.accounts.oidc import Claims
from hengzhi.core.errors import Refused


@transaction.atomic
def user_of(claims: Claims, *, at: datetime) -> User:
    """Return the user linked with a subject or, the first time, the one of the agreed name; raises Refused.

    A user linked already is not linked with a second subject of the same provider: names may be given anew there.
    """
    known = Identity.objects.select_related("user").filter(issuer=claims.issuer, subject=claims.subject).first()
    if known:
        return _let_in(known.user)
    user = User.objects.filter(username=claims.username).first() if claims.username else None
    if user is None or Identity.objects.filter(issuer=claims.issuer, user=user).exists():
        raise Refused(_("The identity provider knows you, but no account here is yours. Ask the administrator."))
    _let_in(user)
    Identity.objects.create(user=user, issuer=claims.issuer, subject=claims.subject, linked_at=at)
    acts.tell(acts.LINKED, actor=user)
    return user


def _let_in(user: User) -> User:
    if not user.is_active:
        raise Refused(_("The identity provider knows you, but no account here is yours. Ask the administrator."))
    return user
