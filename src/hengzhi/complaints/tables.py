"""The table complaints give to snapshots."""

from collections.abc import Iterator

from django.db.models import OuterRef, Q, QuerySet, Subquery

from hengzhi.complaints.models import CallBack, Complaint
from hengzhi.core.tables import Column, ColumnType, Table
from hengzhi.register.models import Clock

TEXT, DATE, DECIMAL, BOOLEAN, INTEGER = (
    ColumnType.TEXT, ColumnType.DATE, ColumnType.DECIMAL, ColumnType.BOOLEAN, ColumnType.INTEGER
)
VOID = (Clock.State.RESTARTED, Clock.State.DROPPED)

COLUMNS = (
    Column("code", TEXT, "number in the register"),
    Column("kind", TEXT, "complaint or tipoff"),
    Column("area", TEXT, "subdistrict of the business complained of"),
    Column("department", TEXT, "department that handles it"),
    Column("channel", TEXT, "how it came, from the code list channel"),
    Column("object", TEXT, "goods or services"),
    Column("category", TEXT, "from the code list category"),
    Column("problem", TEXT, "from the code list problem, or tipoff-problem"),
    Column("received_on", DATE, "day of receipt"),
    Column("decision_due_on", DATE, "last day for deciding on acceptance"),
    Column("decided_on", DATE, "day of the decision, null while undecided"),
    Column("accepted_on", DATE, "day of acceptance, null unless accepted"),
    Column("conclusion_due_on", DATE, "last day for mediation, or for checking a tip-off; null until that runs"),
    Column("concluded_on", DATE, "day of the outcome, null while there is none"),
    Column("outcome", TEXT, "declined, settled, ended, filed or not_filed; null while there is none"),
    Column("turned_into_case", BOOLEAN, "whether a case was filed on it"),
    Column("disputed_yuan", DECIMAL, "amount in dispute"),
    Column("recovered_yuan", DECIMAL, "loss recovered for the consumer: what was agreed; null unless settled"),
    Column("mediated_on", DATE, "day of the first mediation meeting held, null while there was none"),
    Column("agreed_on", DATE, "day of the agreement, null unless settled"),
    Column("perform_by", DATE, "last day for performing the agreement, null where none was agreed"),
    Column("paid_on", DATE, "day the agreement was performed, null while it was not"),
    Column("paid_yuan", DECIMAL, "of the agreed amount, what was performed; null while nothing is known"),
    Column("paid_proof", TEXT, "signed, transfer, receipt, on_the_spot or statement; null while not performed"),
    Column("confirmed_on", DATE, "day the complainant confirmed the performance, null while not confirmed"),
    Column("confirmed_yuan", DECIMAL, "of the performed amount, what the complainant confirmed"),
    Column("delegated_on", DATE, "day its mediation was delegated, null unless it was"),
    Column("delegated_station", TEXT, "number of the liaison station asked to mediate, null where it was another body or none"),
    Column("taken_back_on", DATE, "day the office took delegated mediation back, null unless it did"),
    Column("closed_on", DATE, "day the file was put away, null while it is open"),
    Column("bounces", INTEGER, "times a unit sent it back to the dispatcher"),
    Column("reopenings", INTEGER, "times it was reopened"),
    Column("satisfaction", INTEGER, "1 to 5 in the last call-back that reached the complainant, null without one"),
    Column("rule_set", TEXT, "code of the rules it was judged by"),
)


def complaint_rows() -> Iterator[tuple]:
    """Yield every complaint and tip-off by month of receipt and number."""
    due = {
        "decision": _last_due(Q(name="decide")),
        "conclusion": _last_due(Q(name="mediate") | Q(name="check", record__kind="tipoff")),
    }
    called = CallBack.objects.filter(record=OuterRef("pk"), is_reached=True).order_by("-at", "-pk")
    rows = Complaint.objects.order_by("record__opened_on", "record__code").values_list(
        "record__code", "record__kind", "record__area__code", "record__department__code", "channel", "object",
        "category", "problem", "record__opened_on", Subquery(due["decision"]), "decided_on", "accepted_on",
        Subquery(due["conclusion"]), "concluded_on", "outcome", "turned_into_case", "disputed_yuan", "recovered_yuan",
        "mediated_on", "agreed_on", "perform_by", "paid_on", "paid_yuan", "paid_proof", "confirmed_on", "confirmed_yuan",
        "delegated_on", "delegated_station__code", "taken_back_on", "closed_on",
        "bounces", "reopenings", Subquery(called.values("satisfaction")[:1]), "record__rule_set__code",
    )
    texts = [COLUMNS.index(column) for column in COLUMNS if column.name in {"outcome", "paid_proof"}]
    for row in rows.iterator(chunk_size=5000):
        values = list(row)
        for place in texts:
            values[place] = values[place] or None
        yield tuple(values)


def _last_due(condition: Q) -> QuerySet:
    """Return the due date of the last of these clocks; those that began anew or are no longer owed judge nothing."""
    clocks = Clock.objects.filter(condition, record=OuterRef("pk")).exclude(state__in=VOID)
    return clocks.order_by("-pk").values("due_on")[:1]


TABLES = (Table("complaints", "complaints and tip-offs", "code", "received_on", "area", COLUMNS, complaint_rows),)
