"""Writes: offering a file, accepting it, returning it, taking it back."""

import unicodedata
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused
from hengzhi.core.permissions import Permission
from hengzhi.evidence.clamd import scan
from hengzhi.evidence.formats import Format, format_of
from hengzhi.evidence.images import cleaned
from hengzhi.evidence.models import NAME_LENGTH, Evidence
from hengzhi.evidence.permissions import DECIDE, OFFER
from hengzhi.evidence.store import Content, keep
from hengzhi.register import trail
from hengzhi.register.models import Record
from hengzhi.register.vault.naming import refuse_naming

MEGABYTE = 1024 * 1024


def limit_bytes() -> int:
    """Return how large a file may be."""
    return settings.HENGZHI_UPLOAD_MB * MEGABYTE


def offer(*, record: Record, file: File, name: str, actor, at: datetime) -> Evidence:
    """Keep a file as evidence on a record, to be examined by somebody.

    The content is in the store, whole, before the row is made. Raises Refused (not allowed, called by the name of a
    person of the record, wrong kind, damaged, too large, infected, here already) or ScannerError; then there is no row.
    """
    if not Record.objects.visible_to(actor).filter(pk=record.pk).exists() or not record.is_in_reach(actor, OFFER):
        raise Refused(_("You need the permission to %(what)s.") % {"what": OFFER.says})
    name = clean_name(name)
    refuse_naming(record, name)
    kind = _kind_of(file, name)
    if settings.HENGZHI_CLAMD:
        scan(file, settings.HENGZHI_CLAMD, name)
    return _enter(Evidence(
        record=record, name=name, media_type=kind.media_type, offered_by=actor, offered_at=at,
        **vars(_kept(file, kind, name)),
    ))


def clean_name(name: str) -> str:
    """Return the last part of a file's name, without characters that do not show, cut to what a row holds."""
    last = PurePath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C" or letter == "\u200d")
    path = PurePath(" ".join(shown.split()) or "file")
    return path.stem[: NAME_LENGTH - len(path.suffix)].rstrip() + path.suffix


def too_large(name: str) -> Refused:
    return Refused(
        _("“%(name)s” is larger than the %(limit)d MB a file may have. Send it in parts, or smaller.")
        % {"name": name, "limit": settings.HENGZHI_UPLOAD_MB}
    )


def _kind_of(file: File, name: str) -> Format:
    if not file.size:
        raise Refused(_("“%(name)s” is empty. Choose the file again.") % {"name": name})
    if file.size > limit_bytes():
        raise too_large(name)
    return format_of(file, name)


def _kept(file: BinaryIO, kind: Format, name: str) -> Content:
    if not kind.is_image:
        return keep(file)
    with cleaned(file, kind, name) as picture:
        return keep(picture)


def _enter(evidence: Evidence) -> Evidence:
    same = evidence.record.evidence.filter(sha256=evidence.sha256).exclude(state=Evidence.State.RETURNED)
    if known := same.first():
        raise _here_already(evidence, known.name)
    evidence.full_clean(validate_constraints=False)  # the database asks them, also of two who offer at once
    try:
        with transaction.atomic():
            evidence.save()
            _write_down(evidence, "evidence_offered", OFFER, evidence.offered_by, evidence.offered_at)
    except IntegrityError as error:
        raise _here_already(evidence, evidence.name) from error
    return evidence


def _here_already(evidence: Evidence, known: str) -> Refused:
    return Refused(
        _("“%(name)s” is on this record already, as “%(known)s”; it was not kept twice.")
        % {"name": evidence.name, "known": known}
    )


def accept(evidence: Evidence, *, actor, at: datetime) -> None:
    """Accept a file as evidence; raises Refused without permission or when somebody was quicker."""
    _decide(evidence, Evidence.State.ACCEPTED, actor, at)


def give_back(evidence: Evidence, *, reason: str, actor, at: datetime) -> None:
    """Return a file with a reason; raises Refused without permission or reason, or when somebody was quicker."""
    if not reason.strip():
        raise Refused(_("Say why “%(name)s” is returned.") % {"name": evidence.name})
    refuse_naming(evidence.record, reason)
    _decide(evidence, Evidence.State.RETURNED, actor, at, reason.strip())


def may_decide(record: Record, user) -> bool:
    """Say whether a user decides on the evidence of a record: with the permission, and a step of it that is theirs to take."""
    works_on_it = (record.is_in_reach(user, step.permission) for step in record.kind_of.workflow.steps)
    return record.is_in_reach(user, DECIDE) and any(works_on_it)


def _decide(evidence: Evidence, state: str, actor, at: datetime, reason: str = "") -> None:
    if not may_decide(evidence.record, actor):
        raise Refused(_("You need the permission to %(what)s.") % {"what": DECIDE.says})
    evidence.state, evidence.reason, evidence.decided_by, evidence.decided_at = state, reason, actor, at
    evidence.clean_fields()
    waiting = Evidence.objects.filter(pk=evidence.pk, state=Evidence.State.OFFERED)
    with transaction.atomic():
        if not waiting.update(state=state, reason=reason, decided_by=actor, decided_at=at):
            raise _decided_already(evidence)
        _write_down(evidence, f"evidence_{state}", DECIDE, actor, at)


def withdraw(evidence: Evidence, *, actor, at: datetime) -> None:
    """Take back a file nobody has decided on; only who offered it may. Raises Refused.

    The row goes, the trail stays; the content goes with the next sweep unless other evidence has the same.
    """
    if evidence.offered_by_id != actor.pk:
        raise Refused(_("Only who offered “%(name)s” may take it back.") % {"name": evidence.name})
    with transaction.atomic():
        if not Evidence.objects.filter(pk=evidence.pk, state=Evidence.State.OFFERED).delete()[0]:
            raise _decided_already(evidence)
        _write_down(evidence, "evidence_withdrawn", OFFER, actor, at)


def _decided_already(evidence: Evidence) -> Refused:
    return Refused(_("Someone else has just decided on “%(name)s”. Reload the page.") % {"name": evidence.name})


def _write_down(evidence: Evidence, action: str, permission: Permission, actor, at: datetime) -> None:
    note = f"{evidence.name}\n{evidence.reason}" if evidence.reason else evidence.name
    facts = {"evidence": evidence.pk, "sha256": evidence.sha256, "size": evidence.size}
    trail.note(evidence.record, action, permission, actor=actor, at=at, note=note, facts=facts)
