"""The one place where schemes are stored."""

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.assessments.models import SchemeVersion
from hengzhi.assessments.scheme import Scheme
from hengzhi.core.errors import HengzhiError


class SameVersion(HengzhiError):
    """A scheme that has been used was changed and its version number was not."""


@transaction.atomic
def store_scheme(scheme: Scheme) -> SchemeVersion:
    """Make `scheme` the current one of its code, keeping those before it; the same one again changes nothing.

    Raises SameVersion where an edition uses another scheme of the same code and version.
    """
    others = SchemeVersion.objects.filter(code=scheme.code).exclude(digest=scheme.digest)
    if others.filter(version=scheme.version, editions__isnull=False).exists():
        text = _("Scheme %(code)s: version %(version)d is in use and says something else; raise the version.")
        raise SameVersion(text % {"code": scheme.code, "version": scheme.version})
    others.filter(is_current=True).update(is_current=False)
    stored, _is_new = SchemeVersion.objects.update_or_create(
        code=scheme.code, digest=scheme.digest, defaults={"is_current": True},
        create_defaults={
            "version": scheme.version, "body": scheme.to_json(), "valid_from": scheme.valid_from,
            "valid_to": scheme.valid_to, "is_current": True,
        },
    )
    return stored
