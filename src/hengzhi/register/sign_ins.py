"""Writes sign-ins, failed sign-ins and sign-outs to the audit trail, as Django tells of them."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from hengzhi.accounts.models import User
from hengzhi.core.address import client_address
from hengzhi.core.clock import now
from hengzhi.register.audit import SIGN_IN_FAILED, SIGNED_IN, SIGNED_OUT
from hengzhi.register.models import AuditEvent


def listen() -> None:
    """Begin to write down; called once, when the apps are ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="audit")
    user_logged_out.connect(_signed_out, dispatch_uid="audit")
    user_login_failed.connect(_failed, dispatch_uid="audit")


def _signed_in(sender, request, user, **_rest) -> None:
    AuditEvent.objects.create(at=now(), actor=user, action=SIGNED_IN, facts=_host(request))


def _signed_out(sender, request, user, **_rest) -> None:
    if user is not None:
        AuditEvent.objects.create(at=now(), actor=user, action=SIGNED_OUT, facts=_host(request))


def _failed(sender, credentials, request=None, **_rest) -> None:
    """Keep the name only where a user has it: people type passwords into the wrong field."""
    name = str(credentials.get("username", ""))
    known = {"username": name} if User.objects.filter(username=name).exists() else {}
    AuditEvent.objects.create(at=now(), action=SIGN_IN_FAILED, facts={**known, **_host(request)})


def _host(request) -> dict[str, str]:
    host = client_address(request) if request else ""
    return {"host": host} if host else {}
