"""A mail to a user: what they wait to be told, as far as they may still see it."""

import smtplib
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hengzhi.accounts.models import User
from hengzhi.core.reference import site
from hengzhi.notices.models import Delivery, Notice
from hengzhi.notices.outside import Unreachable
from hengzhi.notices.wording import Line, absolute, line_of

LINES = 50


def send_mail(delivery: Delivery, user: User, notices: Sequence[Notice]) -> None:
    """Send the mail of a delivery; without notices, one that says it is a test. Raises Unreachable."""
    mail = composed(user, notices, code=delivery.code)
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        raise Unreachable(
            _("The mail server does not take mail for this address."), is_final=all(code >= 550 for code in codes)
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(_("The mail server failed: %(why)s") % {"why": str(error)[:160] or type(error).__name__}) from error


def composed(user: User, notices: Sequence[Notice], *, code: str) -> EmailMultiAlternatives:
    """Return the mail with the given notices, as text and as HTML. Its Message-ID is that of the delivery."""
    lines = [line_of(notice) for notice in notices[:LINES]]
    context = {
        "user": user, "site": site(), "lines": [{"line": line, "address": absolute(line.address)} for line in lines],
        "left": len(notices) - len(lines), "list_address": absolute(reverse("notices:list")),
        "wishes_address": absolute(reverse("notices:wishes")),
    }
    mail = EmailMultiAlternatives(
        subject=_subject(lines, len(notices)), body=render_to_string("notices/mail.txt", context), to=[user.email],
        headers={"Message-ID": f"<{code}@{urlsplit(settings.HENGZHI_SITE_URL).hostname}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("notices/mail.html", context), "text/html")
    return mail


def _subject(lines: Sequence[Line], count: int) -> str:
    """Return the subject: of one notice what it is about, never a record's own subject."""
    if not lines:
        return _("[Hengzhi] Test message")
    if count == 1:
        return _("[Hengzhi] %(name)s %(code)s") % {"name": lines[0].name, "code": lines[0].code}
    return ngettext("[Hengzhi] %(count)d notice", "[Hengzhi] %(count)d notices", count) % {"count": count}
