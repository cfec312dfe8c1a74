"""Forms 7 and 9: calling both sides to a mediation, and their agreement."""

from hengzhi.complaints.models import Meeting
from hengzhi.complaints.papers.facts import Facts, grid, one, said, said_at, two
from hengzhi.documents.sheet import Field, Line, Part


def summons(facts: Facts) -> tuple[Part, ...]:
    meeting: Meeting = facts.meeting
    return (
        Line((Field("addressee", facts.name), "、", Field("respondent", facts.row.respondent_label), "："), flush=True),
        Line(("本机关受理的投诉（编号", Field("code", facts.record.code), "），定于下列时间、地点调解，请准时参加。")),
        grid(
            one("时间", "time", said_at(meeting.starts_at)),
            one("地点或者方式", "place", meeting.place or meeting.get_way_display()),
            one("调解人员", "mediator", meeting.mediator),
            one("请携带的材料", "bring", meeting.bring or "身份证件、与争议有关的凭证；委托他人参加的，另带授权委托书", 2),
        ),
        Line(
            (
                "认为调解人员与争议有利害关系、可能影响公正的，可以在",
                Field("recusal_until", said(meeting.recusal_until)),
                "前申请回避。",
            )
        ),
        Line(("无正当理由不参加的，本机关可以依照", Field("rules", facts.rules), "终止调解。")),
    )


def agreement(facts: Facts) -> tuple[Part, ...]:
    row, who = facts.row, facts.who
    return (
        grid(
            two(("投诉人", "complainant", who.get("name")), ("联系电话", "phone", who.get("phone"))),
            two(("通讯地址", "address", who.get("address")), ("代理人", "agent", facts.agents)),
            two(("被投诉人", "respondent", row.respondent_label), ("法定代表人", "legal_representative", "")),
            two(("经营场所", "respondent_address", facts.business_address), ("代理人", "respondent_agent", "")),
            one("投诉请求", "claim", "，".join(filter(None, (row.claim_name, facts.record.title)))),
        ),
        Line(
            (
                "投诉编号",
                Field("code", facts.record.code),
                "。经本机关调解，双方于",
                Field("agreed_on", said(row.agreed_on)),
                "自愿达成如下协议：",
            )
        ),
        Line(
            (
                "一、被投诉人支付或者以商品、服务补偿",
                Field("agreed_yuan", f"{row.recovered_yuan:.2f}"),
                "元。",
            )
        ),
        Line(("二、履行期限：", Field("perform_by", said(row.perform_by)), "。三、其他约定：", Field("terms"), "。")),
        Line(("本调解书一式三份，双方各执一份，本机关存档一份。",)),
        Line(("投诉人（签名）：", Field("complainant_signed"), "　被投诉人（盖章）：", Field("respondent_signed"))),
        Line(("调解人员（签名）：", Field("mediator_signed"), "　签订日期：", Field("signed_on"))),
    )
