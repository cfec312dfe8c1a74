"""What an identity holds: name, phone, identity number, address; each checked, cleaned and masked."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused

NAME, PHONE, IDENTITY_NUMBER, ADDRESS = PARTS = ("name", "phone", "id_number", "address")
LENGTHS = {NAME: 40, PHONE: 20, IDENTITY_NUMBER: 18, ADDRESS: 120}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
PLACE = re.compile(r".*?[省市区县]")
PLACES = re.compile(r"^.*[省市区县](?=.)")
SHORTEST_STREET = 4


def clean_identity(given: Mapping[str, str]) -> dict[str, str]:
    """Return the parts that are given, cleaned; raises Refused for one that cannot be right."""
    kept = {part: " ".join(str(given.get(part) or "").split()) for part in PARTS}
    for part, longest in LENGTHS.items():
        if len(kept[part]) > longest:
            words = {"start": kept[part][:10], "longest": longest}
            raise Refused(_("“%(start)s…” is longer than %(longest)d characters.") % words)
    if kept[PHONE]:
        kept[PHONE] = clean_phone(kept[PHONE])
    if kept[IDENTITY_NUMBER]:
        kept[IDENTITY_NUMBER] = clean_identity_number(kept[IDENTITY_NUMBER])
    return {part: text for part, text in kept.items() if text}


def clean_phone(text: str) -> str:
    """Return a phone number of 7 to 15 digits without blanks and hyphens; raises Refused."""
    phone = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"\+?[0-9]{7,15}", phone):
        raise Refused(_("“%(found)s” is not a phone number; write 7 to 15 digits.") % {"found": text})
    return phone


def clean_identity_number(text: str) -> str:
    """Return a resident's identity number (GB 11643-1999) in capitals; raises Refused saying what is wrong."""
    number = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Refused(_("An identity number has 17 digits and a last digit or X; this one is written otherwise."))
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise Refused(_("Places 7 to 14 of the identity number are no day of birth. Compare it with the card.")) from error
    if number[-1] != identity_check(number[:17]):
        raise Refused(
            _("The last place of the identity number does not fit the others: one is mistyped. Compare it with the card.")
        )
    return number


def identity_check(body: str) -> str:
    """Return the check character of the first 17 digits of an identity number."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def plain_phone(text: str) -> str:
    """Return a phone number as it is compared: digits alone, without the country's code and the zero before an area."""
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text)).removeprefix("00")
    return (digits[2:] if digits.startswith("86") and len(digits) > 11 else digits).lstrip("0")


def plain_address(text: str) -> str:
    """Return an address as it is compared: from the street on, letters and digits alone; "" without a house number."""
    street = PLACES.sub("", "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum()))
    return street if len(street) >= SHORTEST_STREET and any(letter.isdigit() for letter in street) else ""


def masked(identity: Mapping[str, str]) -> str:
    """Return an identity as a page may show it: beginnings and ends, never enough to tell who it is."""
    shown = [
        _name(identity.get(NAME, "")), _ends(identity.get(PHONE, ""), 3, 4), _ends(identity.get(IDENTITY_NUMBER, ""), 1, 1),
        _place(identity.get(ADDRESS, "")),
    ]
    return " ".join(part for part in shown if part)


def _name(name: str) -> str:
    return name[:1] + "**" if name else ""


def _ends(number: str, first: int, last: int) -> str:
    return f"{number[:first]}****{number[-last:]}" if len(number) > first + last else ""


def _place(address: str) -> str:
    """Return the first place an address names, at most six characters of it."""
    found = PLACE.match(address[:6])
    return (found[0] if found else address[:2]) + "****" if address else ""
