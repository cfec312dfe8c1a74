"""What a list is narrowed by; everything of it lives in the address."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

ANY = ("", _("all"))


@dataclass(frozen=True)
class Filters:
    """The base of what a list is narrowed by; false when nothing narrows it."""

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


class FilterForm(forms.Form):
    """The base of the form above a list; `makes` is called with the fields that are filled in."""

    makes: ClassVar[Callable] = dict

    def filters(self):
        """Return the filters that can be read; a wrong one is left out and shown as an error beside its field."""
        self.is_valid()
        return self.makes(**{name: value for name, value in self.cleaned_data.items() if value})
