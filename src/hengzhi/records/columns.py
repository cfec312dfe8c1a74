"""Which columns a list shows: as its address says, else as the user chose them last, else the usual ones."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused
from hengzhi.records.models import ChosenColumns

PARAMETER = "columns"
NONE = "-"
PAGE_LETTERS, KEYS_LETTERS = 60, 300


@dataclass(frozen=True)
class Column:
    """A column beside number, subject and state, which every list has."""

    key: str
    name: str
    is_usual: bool = True


@dataclass(frozen=True)
class Columns:
    """The columns of a list at `page`; `query` is the rest of its address, which choosing keeps."""

    page: str
    query: str
    offered: Sequence[Column]
    shown: frozenset[str]


def columns_of(request: HttpRequest, offered: Sequence[Column]) -> Columns:
    """Return the columns of the list shown now: one query, none where the address names them."""
    asked = request.GET.get(PARAMETER)
    if asked is None:
        kept = ChosenColumns.objects.filter(user=request.user, page=request.path).values_list("keys", flat=True).first()
        asked = kept
    usual = frozenset(column.key for column in offered if column.is_usual)
    shown = usual if asked is None else frozenset(asked.split(",")) & {column.key for column in offered}
    return Columns(request.path, request.GET.urlencode(), offered, shown)


def choose_columns(*, user, page: str, keys: Collection[str], query: str) -> str:
    """Keep the columns a user wants of a list and return its address with them; raises Refused for no list of ours."""
    chosen = ",".join(sorted(set(keys))) or NONE
    if len(page) > PAGE_LETTERS or len(chosen) > KEYS_LETTERS or not _is_ours(page):
        raise Refused(_("There is no list “%(page)s”.") % {"page": page})
    ChosenColumns.objects.update_or_create(user=user, page=page, defaults={"keys": chosen})
    address = QueryDict(query, mutable=True)
    address[PARAMETER] = chosen
    return f"{page}?{address.urlencode(safe=',')}"


def _is_ours(page: str) -> bool:
    try:
        return page.startswith("/") and not page.startswith("//") and bool(resolve(page))
    except Resolver404:
        return False
