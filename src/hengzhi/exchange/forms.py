"""Turning input into clean values."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.exchange.contract import Column
from hengzhi.exchange.headings import letter
from hengzhi.exchange.models import ImportRun, Mode
from hengzhi.exchange.words import name_of


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


class WordsForm(forms.Form):
    """What the words met in a file stand for, one field each; a word is known by its place among them."""

    def __init__(self, run: ImportRun, columns: Iterable[Column], on: date, *args) -> None:
        super().__init__(*args)
        self.met = run.met
        lists = {column.name: (column, column.offered(on)) for column in columns if column.offered}
        for place, entry in enumerate(run.met):
            column, names = lists[entry["column"]]
            means = name_of(column, entry["means"], names, run.sender(run.created_at))
            choices = [("", "—"), *((name, name) for name in dict.fromkeys([means, *names]) if name)]
            field = forms.ChoiceField(
                label=f"{column.label}：{entry['word']}", choices=choices, required=False, initial=means,
                help_text=entry["wanted"],
            )
            field.count = entry["count"]
            self.fields[f"word-{place}"] = field

    def given(self) -> list[tuple[str, str, str]]:
        """Return column, word and meaning of each."""
        return [
            (entry["column"], entry["word"], self.cleaned_data[f"word-{place}"]) for place, entry in enumerate(self.met)
        ]


class PresetForm(forms.Form):
    name = forms.CharField(label=_("Name of the preset"), max_length=80)


class StartForm(forms.Form):
    mode = forms.ChoiceField(choices=Mode.choices)
