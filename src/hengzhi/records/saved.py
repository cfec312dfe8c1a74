"""Saving the filters of a list under a name, and finding them again as tabs."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused
from hengzhi.records.models import SavedView

MOST = 20
NAME_LETTERS = 40
QUERY_LETTERS = 600


@dataclass(frozen=True)
class SavedViews:
    """The views a user has saved of a list; `current` is the one shown now, `query` what saving would keep."""

    page: str
    views: list[SavedView]
    query: str
    current: SavedView | None


def saved_views(request: HttpRequest, page: str) -> SavedViews:
    """Return the user's views of the list at `page`, one query."""
    views = list(SavedView.objects.filter(user=request.user, page=page))
    query = kept_query(request.GET)
    return SavedViews(page, views, query, next((view for view in views if view.query == query), None))


def kept_query(given: QueryDict) -> str:
    """Return filters as an address keeps them: in order, without empty ones and the page number."""
    pairs = sorted((name, value) for name, values in given.lists() for value in values if value and name != "page")
    kept = QueryDict(mutable=True)
    for name, value in pairs:
        kept.appendlist(name, value)
    return kept.urlencode()


def save_view(*, user, page: str, name: str, query: str) -> SavedView:
    """Keep filters under a name, in place of those it had; raises Refused for a name or list that cannot be."""
    name = name.strip()
    if not 1 <= len(name) <= NAME_LETTERS:
        raise Refused(_("Give the view a name of up to %(most)d characters.") % {"most": NAME_LETTERS})
    try:
        reverse(page)
    except NoReverseMatch as error:
        raise Refused(_("There is no list “%(page)s”.") % {"page": page}) from error
    kept = kept_query(QueryDict(query))
    if len(kept) > QUERY_LETTERS:
        raise Refused(_("These filters are too long to be saved; use fewer."))
    if SavedView.objects.filter(user=user, page=page).exclude(name=name).count() >= MOST:
        raise Refused(_("You have %(most)d views of this list; remove one first.") % {"most": MOST})
    view, _made = SavedView.objects.update_or_create(user=user, page=page, name=name, defaults={"query": kept})
    return view
