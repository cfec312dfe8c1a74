"""The one place where definitions are stored."""

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError
from hengzhi.indicators.definition import Definition
from hengzhi.indicators.models import DefinitionVersion


class SameVersion(HengzhiError):
    """A formula was changed and its version number was not."""


@transaction.atomic
def store_definition(definition: Definition) -> DefinitionVersion:
    """Make `definition` the current one of its code, keeping those before it; the same one again changes nothing.

    A new wording may keep the version number, a new formula may not: then SameVersion is raised.
    """
    others = DefinitionVersion.objects.filter(code=definition.code).exclude(digest=definition.digest)
    if others.filter(version=definition.version).exclude(formula=definition.formula).exists():
        text = _("Indicator %(code)s: the formula is not that of version %(version)d, which is stored; raise the version.")
        raise SameVersion(text % {"code": definition.code, "version": definition.version})
    others.filter(is_current=True).update(is_current=False)
    stored, _is_new = DefinitionVersion.objects.update_or_create(
        code=definition.code,
        digest=definition.digest,
        defaults={"is_current": True},
        create_defaults={
            "version": definition.version, "formula": definition.formula, "body": definition.to_json(),
            "valid_from": definition.valid_from, "is_current": True,
        },
    )
    return stored
