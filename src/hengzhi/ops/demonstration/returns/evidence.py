"""What departments put to their returns as evidence: the return itself on paper, with places to sign, as a Word file.

Every paper is made from what was handed in; the same returns give the same files.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO

from hengzhi.core.clock import local_day
from hengzhi.documents.document import Block, Column, Document, Paragraph, Party, Table, Text
from hengzhi.documents.docx import render_docx
from hengzhi.evidence.models import Evidence
from hengzhi.evidence.store import keep
from hengzhi.ops.demonstration.draw import Draw
from hengzhi.ops.demonstration.returns.replay import Draft, Made
from hengzhi.register.models import AuditEvent

SHARE = 0.25  # of the returns that were accepted
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STATUS = {"missing": "—", "not_applicable": "不适用"}


def attach(many: Iterable[Made]) -> int:
    """Put papers on a share of the accepted returns, whose records are saved, with their events; return how many."""
    given = list(_given(many))
    Evidence.objects.bulk_create([evidence for _made, evidence in given])
    for made, evidence in given:
        _tell(made, evidence)
    return len(given)


def _given(many: Iterable[Made]) -> Iterator[tuple[Made, Evidence]]:
    for made in many:
        draft = next((one for one in made.drafts if one.version.outcome == "accepted"), None)
        if draft and Draw(f"evidence {made.record.code}").chance(SHARE):
            yield made, _evidence(made, draft)


def _evidence(made: Made, draft: Draft) -> Evidence:
    content, version = keep(BytesIO(render_docx(paper(made, draft)))), draft.version
    return Evidence(
        record=made.record, name=f"{made.record.title}（{made.row.department.short_zh}签章）.docx", media_type=DOCX,
        state=Evidence.State.ACCEPTED, offered_by=version.submitted_by, offered_at=version.submitted_at,
        decided_by=version.decided_by, decided_at=version.decided_at, sha256=content.sha256, size=content.size,
    )


def paper(made: Made, draft: Draft) -> Document:
    """Return a return as a paper to sign: its items with what was handed in."""
    department = made.row.department
    columns = (Column("指标"), Column("单位"), Column("数值", align="right"), Column("说明"))
    rows = tuple(
        (item.name.zh, item.unit.zh if item.unit else "", _shown(draft.entries[item.code]), draft.entries[item.code].note)
        for item in made.structure.items
    )
    blocks: tuple[Block, ...] = (
        Paragraph((Text(f"填报单位：{department.name_zh}。编号：{made.record.code}。"),)),
        Table("", made.record.title, columns, rows),
    )
    return Document(
        title=made.record.title, subtitle="", issuer=department.name_zh, number="",
        date=local_day(draft.version.submitted_at), blocks=blocks, synthetic=True, calls_itself="本报表",
        parties=(Party("填报单位", department.name_zh),),
    )


def _shown(entry) -> str:
    if entry.number is not None:
        return f"{entry.number:f}"
    return entry.text or STATUS.get(str(entry.status), "—")


def _tell(made: Made, evidence: Evidence) -> None:
    """Put the offer before the handing in it belongs to, and the acceptance before that of the return."""
    facts = {"evidence": evidence.pk, "sha256": evidence.sha256, "size": evidence.size}
    for action, step, actor, at in (
        ("evidence_offered", "submit", evidence.offered_by, evidence.offered_at),
        ("evidence_accepted", "accept", evidence.decided_by, evidence.decided_at),
    ):
        made.events.insert(_place(made, step, at), AuditEvent(
            at=at, actor=actor, record=made.record, action=action, note=evidence.name, facts=facts
        ))


def _place(made: Made, step: str, at: datetime) -> int:
    return next(place for place, event in enumerate(made.events) if (event.action, event.at) == (step, at))
