"""The numbers Chinese organisations are known by: how each is checked and made.

Credit codes (GB 32100-2015) exist since October 2015; before, a business had a licence number (GS 15-2006) and an
organisation code (GB 11714-1997). A check returns what it found wrong, nothing when all is right.
"""

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
DIGITS = "0123456789"


@dataclass(frozen=True)
class Finding:
    """Something about a number that is wrong, or only doubtful when `is_warning`."""

    found: str
    wanted: str
    is_warning: bool = False

    def __str__(self) -> str:
        return _("%(found)s %(wanted)s") % {"found": self.found, "wanted": self.wanted}


def clean_code(text: str) -> str:
    """Return a number as it is stored: half-width capitals without blanks and hyphens."""
    narrow = unicodedata.normalize("NFKC", text).upper()
    return "".join(narrow.replace("-", "").split())


def check_credit_code(text: str) -> list[Finding]:
    """Check a unified social credit code.

    The first eight characters may be letters: authorities other than market regulation have letters for codes. A wrong
    check character of the organisation code inside is a warning only, since early codes were given out with one.
    """
    code = clean_code(text)
    findings = _misshapen(code, 18, CREDIT_ALPHABET)
    if findings:
        return findings
    findings = _wrong_check(code, credit_check(code[:17]))
    inner = code[8:17]
    if inner[-1] != organisation_check(inner[:8]):
        found = _("The organisation code inside, %(code)s, does not end in its check character %(check)s.") % {
            "code": inner, "check": organisation_check(inner[:8]),
        }
        findings.append(Finding(found, _("Compare it with the certificate; some early codes are so."), is_warning=True))
    return findings


def check_organisation_code(text: str) -> list[Finding]:
    """Check an organisation code; the hyphen before its last character may be left out."""
    code = clean_code(text)
    return _misshapen(code, 9, ORGANISATION_ALPHABET) or _wrong_check(code, organisation_check(code[:8]))


def check_licence_number(text: str) -> list[Finding]:
    """Check a business licence number of 15 digits."""
    code = clean_code(text)
    return _misshapen(code, 15, DIGITS) or _wrong_check(code, licence_check(code[:14]))


def credit_check(body: str) -> str:
    """Return the check character of the first 17 characters of a credit code."""
    total = sum(CREDIT_ALPHABET.index(letter) * weight for letter, weight in zip(body, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[-total % 31]


def organisation_check(body: str) -> str:
    """Return the check character of the first 8 characters of an organisation code."""
    values = (ORGANISATION_ALPHABET.index(letter) for letter in body)
    total = sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def licence_check(body: str) -> str:
    """Return the check digit of the first 14 digits of a licence number (ISO 7064 MOD 11,10)."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def make_credit_code(*, authority: str, division: str, organisation_code: str) -> str:
    """Put a credit code together: authority and category (2), division (6), organisation code (9), check character."""
    body = authority + division + organisation_code
    return body + credit_check(body)


def make_organisation_code(body: str) -> str:
    """Return the organisation code of 8 characters with its check character."""
    return body + organisation_check(body)


def make_licence_number(*, division: str, sequence: int) -> str:
    """Return the licence number of a registering division and a sequence number below 10 ** 8."""
    body = f"{division}{sequence:08d}"
    return body + licence_check(body)


def _misshapen(code: str, length: int, alphabet: str) -> list[Finding]:
    if len(code) != length:
        found = _("The number has %(count)d characters.") % {"count": len(code)}
        return [Finding(found, _("Write all %(length)d.") % {"length": length})]
    if strange := "".join(dict.fromkeys(letter for letter in code if letter not in alphabet)):
        found = _("“%(letters)s” cannot stand in such a number.") % {"letters": strange}
        return [Finding(found, _("Use only %(alphabet)s.") % {"alphabet": alphabet})]
    return []


def _wrong_check(code: str, check: str) -> list[Finding]:
    if code[-1] == check:
        return []
    found = _("The last character is %(found)s; by the others it should be %(check)s.") % {"found": code[-1], "check": check}
    return [Finding(found, _("Compare the number with the certificate: a character is mistyped."))]
