"""Whether a locked edition still agrees with its seal, its snapshot and the rules."""

from decimal import Decimal

from django.utils.translation import gettext as _

from hengzhi.assessments.basis import Question
from hengzhi.assessments.facts import IndicatorFact
from hengzhi.assessments.models import Edition
from hengzhi.assessments.sealing import assess, inputs_from_json, results_to_json, seal_of
from hengzhi.assessments.services.editions import facts_json
from hengzhi.indicators.catalogue import stored_definition
from hengzhi.snapshots.engine import verify


def breaches(edition: Edition) -> list[str]:
    """Return what does not agree any more in a locked edition, each in a sentence.

    The seal is taken again over what was kept, the snapshot's files are read again, its facts computed again by the
    definitions and targets of the time, and the results from them.
    """
    content = edition.sealed
    if seal_of(content) != edition.seal or content["scheme"] != edition.scheme.digest:
        return [_("The seal does not fit what was kept under it.")]
    found = [_("The snapshot is damaged: %(which)s.") % {"which": which} for which in verify(edition.snapshot.manifest)]
    if not found and facts_json(_question(edition)) != edition.facts:
        found.append(_("The snapshot does not give the facts that were locked."))
    inputs = inputs_from_json(content["inputs"])
    in_order = {one["department"]: inputs[one["department"]] for one in content["results"]}
    if results_to_json(assess(edition.scheme, in_order)) != content["results"]:
        found.append(_("The rules do not give the results that were locked."))
    return found


def _question(edition: Edition) -> Question:
    departments = edition.facts["departments"]
    digests = edition.facts["definitions"]
    return Question(
        manifest=edition.snapshot.manifest, scheme=edition.scheme, year=edition.year, area=_area(edition),
        departments=tuple(departments), targets=_targets(edition),
        definitions={code: stored_definition(code, digest) for code, digest in digests.items()},
    )


def _targets(edition: Edition) -> dict[tuple[str, str], Decimal]:
    """Return the targets each department was held to, from the facts themselves."""
    return {
        (edition.scheme.line_by_code[line].indicator, department): fact.target
        for department, line, fact in _indicator_facts(edition) if fact.target is not None
    }


def _area(edition: Edition) -> str:
    return next((fact.area for _department, _line, fact in _indicator_facts(edition)), "")


def _indicator_facts(edition: Edition) -> list[tuple[str, str, IndicatorFact]]:
    inputs = inputs_from_json(edition.sealed["inputs"])
    return [
        (department, line, fact) for department, one in inputs.items() for line, fact in one.facts.items()
        if isinstance(fact, IndicatorFact)
    ]
