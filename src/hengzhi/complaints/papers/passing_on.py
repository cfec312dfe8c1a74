"""Forms 3 and 4: sending a matter to the unit that has the power, asking for proof of identity."""

from hengzhi.complaints.papers.facts import Facts, grid, one, said, to, two
from hengzhi.documents.sheet import Field, Line, Part

KINDS = {"complaint": "投诉", "tipoff": "举报"}


def dispatch(facts: Facts) -> tuple[Part, ...]:
    record, row, what = facts.record, facts.row, KINDS[facts.record.kind]
    return (
        Line((Field("unit", record.department.name_zh), "："), flush=True),
        Line(
            (
                f"现将下列{what}分送你单位，请依照",
                Field("rules", facts.rules),
                "办理。你单位认为没有处理权限的，应当退回本单位，不得自行转送其他单位。",
            )
        ),
        grid(
            two((f"{what}编号", "code", record.code), ("接收日期", "received_on", said(record.opened_on))),
            one(f"被{what}人", "respondent", row.respondent_label),
            two(("类别", "category", row.category_name), ("问题", "problem", row.problem_name)),
            one("内容摘要", "summary", record.title, 3),
            two(
                ("分送单位", "dispatcher", row.dispatcher.name_zh),
                ("处理期限", "due_on", facts.due("decide") or facts.due("check")),
            ),
        ),
    )


def identity(facts: Facts) -> tuple[Part, ...]:
    return (
        to(facts),
        Line(
            (
                "你提出的投诉（编号",
                Field("code", facts.record.code),
                "）已收到。为核对投诉人身份，请你于",
                Field("due_on", said(facts.row.supplement_due_on)),
                "前提供下列身份证明材料：",
            )
        ),
        Line(
            (
                "1. 投诉人有效身份证件的复印件；",
                "2. 委托他人代理的，另附授权委托书原件和代理人有效身份证件的复印件；3. 其他材料：",
                Field("materials"),
                "。",
            )
        ),
        Line(("逾期不提供，或者提供的材料虚假、拒绝身份核验的，依照", Field("rules", facts.rules), "的规定不予受理。")),
    )
