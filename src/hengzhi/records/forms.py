"""The form of a step, made from the workflow's table and the columns of the mechanism's own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.core.models import in_language
from hengzhi.register.models import Record
from hengzhi.register.workflow import Step

GROUND = "_ground"


class StepForm(forms.Form):
    """The facts and the note of one step, as its table asks for them."""

    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 2}), max_length=2000)

    def __init__(self, step: Step, record: Record, *args, **options) -> None:
        super().__init__(*args, **options)
        for fact in (*step.facts, *step.asks):
            self.fields[fact] = _fact_field(fact, record)
        if step.needs_note:
            self.fields["note"].label = _("Reason")
        self.optional = {*step.asks, *([] if step.needs_note else ["note"])}
        self.order_fields([*step.facts, *step.asks, "note"])

    def facts(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "note"}


def _fact_field(fact: str, record: Record) -> forms.Field:
    """Return the field for a column; the rules in force give the grounds. What is missing is the step's to refuse."""
    column = record.kind_of.model._meta.get_field(fact)
    if offered := record.kind_of.choices.get(fact):
        return forms.ChoiceField(label=column.verbose_name, choices=[("", "—"), *offered(record)], required=False)
    grounds = record.rule_set.grounds.get(fact.removesuffix(GROUND), []) if record.rule_set else []
    if fact.endswith(GROUND) and grounds:
        choices = [(entry["code"], f"{in_language(entry['zh'], entry['en'])}（{entry['article']}）") for entry in grounds]
        return forms.ChoiceField(label=column.verbose_name, choices=[("", "—"), *choices], required=False)
    field = column.formfield(required=False)
    if isinstance(field, forms.DateField):
        field.widget = forms.DateInput({"type": "date"})
    return field
