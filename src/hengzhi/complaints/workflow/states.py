"""What a complaint or tip-off can be, and the words of the facts that go with it."""

from django.db import models
from django.utils.translation import gettext_lazy


class Outcome(models.TextChoices):
    """How a record ended; kept apart from the state, which moves on to closed."""

    DECLINED = "declined", gettext_lazy("not accepted")
    SETTLED = "settled", gettext_lazy("settled")
    ENDED = "ended", gettext_lazy("mediation ended")
    FILED = "filed", gettext_lazy("case filed")
    NOT_FILED = "not_filed", gettext_lazy("no case filed")


class ComplaintState(models.TextChoices):
    RECEIVED = "received", gettext_lazy("to be decided")
    RETURNED = "returned", gettext_lazy("sent back, to be dispatched")
    MEDIATION = "mediation", gettext_lazy("in mediation")
    DELEGATED = "delegated", gettext_lazy("mediation delegated")
    TESTING = "testing", gettext_lazy("being tested")
    RECUSAL = "recusal", gettext_lazy("recusal to be decided")
    DECLINED = "declined", gettext_lazy("not accepted")
    SETTLED = "settled", gettext_lazy("agreed, to be performed")
    PERFORMED = "performed", gettext_lazy("performed, to be confirmed")
    CONFIRMED = "confirmed", gettext_lazy("confirmed")
    ENDED = "ended", gettext_lazy("mediation ended")
    CLOSED = "closed", gettext_lazy("closed")


class TipoffState(models.TextChoices):
    RECEIVED = "received", gettext_lazy("to be decided")
    RETURNED = "returned", gettext_lazy("sent back, to be dispatched")
    CHECKING = "checking", gettext_lazy("being checked")
    TESTING = "testing", gettext_lazy("being tested")
    DECLINED = "declined", gettext_lazy("not accepted")
    FILED = "filed", gettext_lazy("case filed")
    NOT_FILED = "not_filed", gettext_lazy("no case filed")
    CASE_ENDED = "case_ended", gettext_lazy("case decided")
    CLOSED = "closed", gettext_lazy("closed")


class Naming(models.TextChoices):
    """Whether who complains gave a name; that it is kept secret is said on the register."""

    NAMED = "named", gettext_lazy("named")
    ANONYMOUS = "anonymous", gettext_lazy("anonymous")


class AgreementForm(models.TextChoices):
    """How an agreement is laid down: in writing unless it is performed at once or both sides want none."""

    WRITTEN = "written", gettext_lazy("written mediation agreement")
    AT_ONCE = "at_once", gettext_lazy("performed at once, mediation record only")
    NONE_WANTED = "none_wanted", gettext_lazy("both sides want none, mediation record only")


class Proof(models.TextChoices):
    """What shows that an agreement was performed."""

    SIGNED = "signed", gettext_lazy("signed by both sides")
    TRANSFER = "transfer", gettext_lazy("bank transfer or payment voucher")
    RECEIPT = "receipt", gettext_lazy("receipt for money or goods")
    ON_THE_SPOT = "on_the_spot", gettext_lazy("handed over before the mediator")
    STATEMENT = "statement", gettext_lazy("statement of the business only")


class Confirmation(models.TextChoices):
    """How the complainant confirmed that the agreement was performed."""

    CALL_BACK = "call_back", gettext_lazy("by phone when called back")
    IN_PERSON = "in_person", gettext_lazy("in person")
    IN_WRITING = "in_writing", gettext_lazy("in writing")
    ONLINE = "online", gettext_lazy("over the internet")


class CaseResult(models.TextChoices):
    """How a case that was filed on a tip-off ended."""

    PENALTY = "penalty", gettext_lazy("penalty")
    NO_PENALTY = "no_penalty", gettext_lazy("no penalty")
    DISMISSED = "dismissed", gettext_lazy("case dismissed")
    PASSED_ON = "passed_on", gettext_lazy("passed on to another authority")
