"""The table complaints give to snapshots."""

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from hengzhi.complaints.models import Complaint
from hengzhi.core.tables import Column, ColumnType, Table
from hengzhi.register.models import Clock

TEXT, DATE, DECIMAL, BOOLEAN = ColumnType.TEXT, ColumnType.DATE, ColumnType.DECIMAL, ColumnType.BOOLEAN

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
    Column("conclusion_due_on", DATE, "last day for mediation, or for checking a tip-off; null unless accepted"),
    Column("concluded_on", DATE, "day of the outcome, null while there is none"),
    Column("outcome", TEXT, "declined, settled, ended, filed or not_filed; null while there is none"),
    Column("turned_into_case", BOOLEAN, "whether a case was filed on it"),
    Column("disputed_yuan", DECIMAL, "amount in dispute"),
    Column("recovered_yuan", DECIMAL, "loss recovered for the consumer, null unless settled"),
    Column("rule_set", TEXT, "code of the rules it was judged by"),
)


def complaint_rows() -> Iterator[tuple]:
    """Yield every complaint and tip-off by month of receipt and number."""
    due = {name: Clock.objects.filter(record=OuterRef("pk"), name__in=names).order_by("pk").values("due_on")[:1]
           for name, names in (("decision", ["decide"]), ("conclusion", ["mediate", "check"]))}
    rows = Complaint.objects.order_by("record__opened_on", "record__code").values_list(
        "record__code", "record__kind", "record__area__code", "record__department__code", "channel", "object",
        "category", "problem", "record__opened_on", Subquery(due["decision"]), "decided_on", "accepted_on",
        Subquery(due["conclusion"]), "concluded_on", "outcome", "turned_into_case", "disputed_yuan", "recovered_yuan",
        "record__rule_set__code",
    )
    for row in rows.iterator(chunk_size=5000):
        yield (*row[:14], row[14] or None, *row[15:])


TABLES = (Table("complaints", "complaints and tip-offs", "code", "received_on", "area", COLUMNS, complaint_rows),)
