"""What must hold before a step: each guard returns why not, or ""."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from hengzhi.complaints.workflow.states import Naming
from hengzhi.register.workflow import Guard

Facts = Mapping[str, object]


def has_respondent(row, facts: Facts) -> str:
    return "" if row.respondent_id or row.respondent_name else _("Name the business complained of first.")


def is_at_the_dispatcher(row, facts: Facts) -> str:
    """A unit it was dispatched to passes it to no third one: it sends it back to the dispatcher."""
    if row.dispatcher_id and row.dispatcher_id != row.record.department_id:
        return _("Only %(department)s may dispatch it. Send it back there.") % {"department": row.dispatcher}
    return ""


def goes_elsewhere(row, facts: Facts) -> str:
    here = row.record.department
    is_here = str(getattr(facts["unit"], "pk", facts["unit"])) == str(here.pk)
    return _("It lies with %(department)s already.") % {"department": here} if is_here else ""


def was_dispatched(row, facts: Facts) -> str:
    if not row.dispatcher_id or row.dispatcher_id == row.record.department_id:
        return _("It was taken in here: there is nobody to send it back to. Dispatch it to the unit that has the power.")
    return ""


def both_agree_to_delegating(row, facts: Facts) -> str:
    """Where the rules ask for consent, the complainant's must be on the record."""
    if row.record.rule_set and "delegation-by-consent" in row.record.rule_set.switches and not row.consents_to_delegation:
        return _("These rules let mediation be delegated only with consent: note it first.")
    return ""


def consent_is_missing(row, facts: Facts) -> str:
    return _("Consent has been noted already.") if row.consents_to_delegation else ""


def ground_is_in_the_rules(row, facts: Facts) -> str:
    """The ground for refusing or ending must be one of the rule set in force when the record came."""
    rules = row.record.rule_set
    for fact, grounds in (("refusal_ground", "refusal"), ("termination_ground", "termination")):
        known = [entry["code"] for entry in rules.grounds.get(grounds, [])] if rules else []
        if known and fact in facts and facts[fact] not in known:
            return _("“%(found)s” is no ground of %(rules)s.") % {"found": facts[fact], "rules": rules.name}
    return ""


def recovers_no_more_than_disputed(row, facts: Facts) -> str:
    """An amount is possible up to the disputed one and threefold damages on top."""
    recovered = _amount(facts["recovered_yuan"])
    if recovered is None:
        return _not_an_amount(_("Recovered loss"), facts["recovered_yuan"])
    if row.disputed_yuan is not None and recovered > 4 * row.disputed_yuan:
        return _("Recovered loss: %(found)s yuan is more than the disputed %(disputed)s yuan and threefold damages.") % {
            "found": recovered, "disputed": row.disputed_yuan,
        }
    return ""


def no_more_than(fact: str, agreed: str, says: str) -> Guard:
    """Return a guard that keeps the amount `fact` within the amount `agreed` on the record; `says` names what it is."""

    def guard(row, facts: Facts) -> str:
        amount, most = _amount(facts[fact]), getattr(row, agreed)
        if amount is None:
            return _not_an_amount(says, facts[fact])
        if most is not None and amount > most:
            return _("%(what)s: %(found)s yuan is more than the %(most)s yuan on record.") % {
                "what": says, "found": amount, "most": most,
            }
        return ""

    return guard


def _amount(value: object) -> Decimal | None:
    """Return an amount of zero or more, None for anything else."""
    try:
        amount = Decimal(str(value))
    except ArithmeticError:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _not_an_amount(what: str, found: object) -> str:
    return _("%(what)s: “%(found)s” is not an amount; write yuan such as 320.00.") % {"what": what, "found": found}


def parties_are_told(row, facts: Facts) -> str:
    """Where the rules set a limit for telling, nobody closes before it was done."""
    if row.owes_telling:
        return _("Tell the parties first, as the rules ask, and note it.")
    return ""


def no_clue_is_open(row, facts: Facts) -> str:
    return _("The clue found in mediation is still being checked.") if row.clue_on and not row.clue_closed_on else ""


def no_clue_yet(row, facts: Facts) -> str:
    return _("A clue is being checked already.") if row.clue_on and not row.clue_closed_on else ""


def a_clue_is_open(row, facts: Facts) -> str:
    return "" if row.clue_on and not row.clue_closed_on else _("No clue is being checked.")


def case_is_over(row, facts: Facts) -> str:
    """Where the rules set a limit for the case, the case is decided before the tip-off is put away."""
    rules = row.record.rule_set
    if rules and "case" in rules.limits and row.record.state == "filed":
        return _("The case filed on it is still open: note how it ended first.")
    return ""


def was_accepted(row, facts: Facts) -> str:
    return "" if row.accepted_on else _("It was never accepted: decide on acceptance anew.")


def was_refused(row, facts: Facts) -> str:
    return "" if not row.accepted_on else _("It was accepted: reopen the mediation.")


def is_named(row) -> bool:
    """Say whether there is somebody to be told."""
    return row.naming == Naming.NAMED


def identity_was_asked_for(row, facts: Facts) -> str:
    is_asked = row.supplement_due_on and not row.supplemented_on
    return "" if is_asked else _("No proof of identity has been asked for.")


def nobody_is_told_yet(row, facts: Facts) -> str:
    return _("They were told on %(day)s.") % {"day": row.told_on} if row.told_on else ""


def somebody_waits_to_be_told(row, facts: Facts) -> str:
    if not is_named(row):
        return _("The informant gave no name: there is nobody to tell.")
    return nobody_is_told_yet(row, facts)
