"""Presets: which heading is which column and which word stands for what, for the lists of one system, under a name."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hengzhi.accounts.models import User
from hengzhi.core.errors import Refused
from hengzhi.exchange.contract import Import, imports
from hengzhi.exchange.headings import bare, match
from hengzhi.exchange.models import ImportRun, Preset, State
from hengzhi.register import trail


def presets_for(target: Import) -> QuerySet[Preset]:
    return Preset.objects.filter(kind=target.code)


def matched(preset: Preset, headings: Iterable[str], target: Import) -> dict[str, int]:
    """Return the place of each column: as the preset says, else by the headings known, each place once."""
    texts = [bare(text) for text in headings]
    said = {
        column: texts.index(bare(heading)) for column, heading in preset.columns.items() if texts.count(bare(heading)) == 1
    }
    known = match(list(headings), target.columns())
    return {**{column: place for column, place in known.items() if place not in said.values()}, **said}


def save_preset(run: ImportRun, *, name: str, actor: User, at: datetime) -> Preset:
    """Keep how the columns and words of a list were understood, for everybody who imports such lists.

    A name one has saved oneself is saved anew. Raises Refused for one that is taken, or before the columns are matched.
    """
    if run.state == State.UPLOADED or not name.strip():
        raise Refused(_("Match the columns first, and give the preset a name."))
    said = {
        "columns": {column: run.headings[place] for column, place in run.mapping.items() if run.headings[place]},
        "words": run.words, "saved_at": at,
    }
    own = Preset.objects.filter(kind=run.kind, saved_by=actor, name_zh=name.strip())
    try:
        with transaction.atomic():
            if not own.update(**said):
                Preset.objects.create(kind=run.kind, name_zh=name.strip(), name_en=name.strip(), saved_by=actor, **said)
            trail.note_act("preset_saved", run.target.permission, actor=actor, at=at, note=name.strip())
    except IntegrityError as error:
        raise Refused(_("There is a preset “%(name)s” already; choose another name.") % {"name": name.strip()}) from error
    return own.get()


@transaction.atomic
def delete_preset(preset: Preset, *, actor: User, at: datetime) -> None:
    """Delete a preset of one's own; raises Refused for one of the rules' packs or of somebody else."""
    if preset.saved_by_id != actor.pk:
        raise Refused(_("Only who saved a preset deletes it."))
    trail.note_act("preset_deleted", imports()[preset.kind].permission, actor=actor, at=at, note=preset.name)
    preset.delete()


def chosen(target: Import, key: str) -> Preset | None:
    """Return the preset a form names, None for none."""
    return presets_for(target).filter(pk=int(key)).first() if key.isdigit() else None


def words_of(preset: Preset | None) -> Mapping[str, Mapping[str, str]]:
    return preset.words if preset else {}
