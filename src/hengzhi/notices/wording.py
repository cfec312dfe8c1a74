"""A notice in words, in the reader's language: for the list, for e-mails, for groups."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from hengzhi.notices.catalogue import kind_name, notice_kinds
from hengzhi.notices.models import Notice
from hengzhi.register.models import Record


@dataclass(frozen=True)
class Line:
    """A notice as people read it. `title` is the record's, "" where it is not to leave the house."""

    notice: Notice
    name: str
    text: str
    code: str
    title: str
    address: str


def line_of(notice: Notice, *, shows_secret_titles: bool = False) -> Line:
    """Word a notice with its record and actor at hand; `address` is a path of this site."""
    record = notice.record
    is_plain = record is not None and record.confidentiality == Record.Confidentiality.NORMAL
    return Line(
        notice=notice, name=kind_name(notice.kind), text=text_of(notice), code=record.code if record else "",
        title=record.title if record and (is_plain or shows_secret_titles) else "", address=address_of(notice),
    )


def text_of(notice: Notice) -> str:
    """Return the sentence of a notice."""
    kind = notice_kinds().get(notice.kind)
    if kind is None:
        return ""
    if notice.count > 1:
        return str(kind.many % {"count": notice.count})
    return str(kind.text) % {"who": notice.actor or "—", **_of_record(notice), **notice.facts}


def _of_record(notice: Notice) -> dict[str, str]:
    """Return what a sentence may say of the record, and who acted where that was nobody signed in."""
    record = notice.record
    if record is None:
        return {}
    who = notice.actor or record.kind_of.nobody
    return {"who": f"{who}", "state": record.state_label, "due_on": f"{record.due_on or '—'}"}


def address_of(notice: Notice) -> str:
    """Return the path of what a notice is about."""
    if notice.address:
        return notice.address
    if notice.record:
        return notice.record.get_absolute_url()
    kind = notice_kinds().get(notice.kind)
    return reverse(kind.list_url) if kind else reverse("notices:list")


def absolute(path: str) -> str:
    """Return a path of this site as an address for outside."""
    return settings.HENGZHI_SITE_URL.rstrip("/") + path
