"""Writes to enterprises: who they are and the numbers they are known by."""

from collections.abc import Callable, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError
from hengzhi.organisations.codes import (
    Finding,
    check_credit_code,
    check_licence_number,
    check_organisation_code,
    clean_code,
)
from hengzhi.organisations.models import Area, Enterprise, EnterpriseIdentifier

Kind = EnterpriseIdentifier.Kind
CHECKS: Mapping[str, Callable[[str], list[Finding]]] = {
    Kind.CREDIT_CODE: check_credit_code, Kind.LICENCE: check_licence_number, Kind.ORGANISATION_CODE: check_organisation_code,
}
LENGTHS = {18: Kind.CREDIT_CODE, 15: Kind.LICENCE, 9: Kind.ORGANISATION_CODE}


class WrongNumber(HengzhiError):
    """A number no enterprise can have; the text says what is wrong with it."""


def kind_of_number(text: str) -> str | None:
    """Return which kind of number a text has the length of, None for a name."""
    code = clean_code(text)
    return LENGTHS.get(len(code)) if code.isascii() and code.isalnum() else None


def check_number(kind: str, text: str) -> str:
    """Return a number as it is stored; raises WrongNumber. What is only doubtful passes."""
    wrong = [finding for finding in CHECKS.get(kind, lambda _text: [])(text) if not finding.is_warning]
    if wrong:
        raise WrongNumber(" ".join(str(finding) for finding in wrong))
    return clean_code(text)


@transaction.atomic
def add_enterprise(*, code: str, name: str, area: Area | None, address: str = "", trade: str = "") -> Enterprise:
    """Enter an enterprise; its numbers are added one by one."""
    enterprise = Enterprise(code=code, name=name, area=area, address=address, trade=trade)
    enterprise.full_clean()
    enterprise.save()
    return enterprise


@transaction.atomic
def add_number(
    *, enterprise: Enterprise, kind: str, value: str, valid_from: date | None = None, valid_to: date | None = None
) -> EnterpriseIdentifier:
    """Let an enterprise be known by a number; raises WrongNumber for one it cannot have or another already has."""
    value = check_number(kind, value)
    holder = EnterpriseIdentifier.objects.filter(kind=kind, value=value).select_related("enterprise").first()
    if holder and holder.enterprise != enterprise:
        taken = {"number": value, "name": holder.enterprise.name}
        raise WrongNumber(_("%(number)s is the number of %(name)s already.") % taken)
    if holder:
        return holder
    identifier = EnterpriseIdentifier(enterprise=enterprise, kind=kind, value=value, valid_from=valid_from, valid_to=valid_to)
    identifier.full_clean()
    identifier.save()
    return identifier
