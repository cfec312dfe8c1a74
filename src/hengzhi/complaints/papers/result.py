"""Form 10: telling the informant what came of a tip-off."""

from hengzhi.complaints.papers.facts import Facts, said, to
from hengzhi.documents.sheet import Field, Line, Part

OUTCOMES = {
    "filed": "经核查，本机关决定立案调查",
    "not_filed": "经核查，本机关决定不予立案",
    "declined": "该举报不属于本机关处理权限，本机关不予处理",
}


def told(facts: Facts) -> tuple[Part, ...]:
    row = facts.row
    return (
        to(facts),
        Line(
            (
                "你对",
                Field("respondent", row.respondent_label),
                "的举报（编号",
                Field("code", facts.record.code),
                "），本机关于",
                Field("received_on", said(facts.record.opened_on)),
                "收到。",
            )
        ),
        Line((Field("outcome", OUTCOMES[row.outcome]), "，决定日期为", Field("concluded_on", said(row.concluded_on)), "。")),
        Line(("案件处理结果：", Field("case_result", row.get_case_result_display()), "。", Field("remark"))),
        Line(("依照", Field("rules", facts.rules), "和有关法律、法规、规章的规定，特此告知。")),
    )
