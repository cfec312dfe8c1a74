"""Turning input into clean values."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.exchange.contract import Column
from hengzhi.exchange.headings import letter
from hengzhi.exchange.models import ImportRun, Mode


class ColumnsForm(forms.Form):
    """Which column of the file each column is, one field each."""

    def __init__(self, run: ImportRun, columns: Iterable[Column], *args) -> None:
        super().__init__(*args)
        headed = ((place, f"{letter(place)} · {text or '—'}") for place, text in enumerate(run.headings))
        places = [("", _("not in the file")), *headed]
        for column in columns:
            self.fields[column.name] = forms.TypedChoiceField(
                label=column.label, help_text=column.says, choices=places, coerce=int, empty_value=None,
                required=column.is_required, initial=run.mapping.get(column.name, ""),
            )
            self.fields[column.name].error_messages["required"] = _("Choose the column of the file.")

    def mapping(self) -> dict[str, int]:
        """Return the place of each column that is in the file."""
        return {name: place for name, place in self.cleaned_data.items() if place is not None}


class StartForm(forms.Form):
    mode = forms.ChoiceField(choices=Mode.choices)
