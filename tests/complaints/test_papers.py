"""The ten official forms: each with its fields filled from the record, sound as a Word file, its making written down."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from factories import make_complaint, make_user, take
from hengzhi.complaints.kinds import COMPLAINT_KIND, TIPOFF_KIND
from hengzhi.complaints.models import Complaint
from hengzhi.complaints.papers.catalogue import PAPERS, papers_of
from hengzhi.complaints.papers.services import MadePaper, make_paper
from hengzhi.complaints.services.mediation import plan_meeting
from hengzhi.core.errors import Refused
from hengzhi.documents.sheet import EMPTY
from hengzhi.organisations.models import Department, Enterprise
from hengzhi.register.models import AuditEvent, Record, RuleSet

AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 5, 20, 6, 30, tzinfo=UTC)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PERSON = {"name": "王小明", "phone": "13900002716", "address": "上海市某路1号", "id_number": "11010519491231002X"}
ON_THE_WAY = {
    "complaint-registration": [], "tipoff-registration": [], "dispatch": ["dispatch"], "identity": ["ask_for_identity"],
    "acceptance": ["accept"], "refusal": ["decline"], "summons": ["accept", "plan"], "ending": ["accept", "end"],
    "agreement": ["accept", "settle"], "result": ["begin_check", "decide_no_case"],
}
FACTS = {
    "dispatch": lambda: {"unit": Department.objects.get(code="qtsb").pk}, "ask_for_identity": lambda: {"supplement_due_on": date(2026, 5, 12)},
    "decline": lambda: {"refusal_ground": "too-late"}, "end": lambda: {"termination_ground": "no-agreement"},
    "settle": lambda: {"recovered_yuan": "120.50", "perform_by": date(2026, 5, 30)},
}
WANTED = {
    "complaint-registration": {"complainant": "王小明", "phone": "13900002716", "id_number": "11010519491231002X", "consents_publication": "同意",
                               "consents_delegation": "不同意", "respondent": "某商店", "respondent_address": "某路9号", "claim": "退货"},
    "tipoff-registration": {"informant": "王小明", "respondent": "某商店", "problem": "无照经营"},
    "dispatch": {"respondent": "某商店", "received_on": "2026年5月6日", "summary": "冰箱使用两月不制冷"},
    "identity": {"addressee": "王小明", "due_on": "2026年5月12日"},
    "acceptance": {"addressee": "王小明", "accepted_on": "2026年5月6日", "mediate_until": "2026年7月5日"},
    "refusal": {"addressee": "王小明", "ground": "知道权益受侵害超过三年", "article": "第十六条第（四）项"},
    "summons": {"addressee": "王小明", "respondent": "某商店", "time": "2026年5月20日14:30", "place": "调解室", "mediator": "吴调解"},
    "ending": {"ground": "经调解，一方明确表示无法达成协议", "article": "第二十三条第（三）项", "ended_on": "2026年5月6日"},
    "agreement": {"complainant": "王小明", "respondent": "某商店", "agreed_yuan": "120.50", "perform_by": "2026年5月30日"},
    "result": {"addressee": "王小明", "rules": "《市场监督管理投诉举报处理办法》", "outcome": "经核查，本机关决定不予立案", "concluded_on": "2026年5月6日"},
}


@pytest.fixture
def boss(packs):
    return make_user("supervisor")


def make_record(paper: str, boss) -> Record:
    """Return a record of 2026 on which everything has happened that a form asks for."""
    kind = TIPOFF_KIND if paper in {"tipoff-registration", "result"} else COMPLAINT_KIND
    business, _made = Enterprise.objects.get_or_create(code="E-1", defaults={"name": "某商店", "address": "某路9号"})
    record = make_complaint(
        kind=kind, at=AT, respondent=business, identity=PERSON, claim="return", consents_to_publication=True,
        problem="unlicensed" if kind is TIPOFF_KIND else "quality", disputed_yuan=Decimal(200),
    )
    rules = RuleSet.objects.get(code="R2026T" if kind is TIPOFF_KIND else "R2026")
    Record.objects.filter(pk=record.pk).update(rule_set=rules)
    record = Record.objects.get(pk=record.pk)
    for step in ON_THE_WAY[paper]:
        if step == "plan":
            plan_meeting(record=record, starts_at=LATER, way="on_site", place="调解室", mediator="吴调解", actor=boss, at=AT)
        else:
            take(record, step, actor=boss, at=AT, **FACTS.get(step, dict)())
    Record.objects.filter(pk=record.pk).update(rule_set=rules)
    return Record.objects.get(pk=record.pk)


def make(record: Record, paper: str, boss, **overrides) -> MadePaper:
    given = {"record": record, "code": paper, "purpose": "制作文书", "actor": boss, "at": AT, **overrides}
    return make_paper(**given)


def controls(content: bytes) -> dict[str, str]:
    tree = docx.Document(io.BytesIO(content)).element
    return {
        one.find(f"{W}sdtPr/{W}tag").get(f"{W}val"): "".join(text.text or "" for text in one.iter(f"{W}t"))
        for one in tree.iter(f"{W}sdt")
    }


def actor_for(paper: str, boss):
    """A dispatched record lies with the other department: somebody there makes the form."""
    return make_user("supervisor", "qtsb") if paper == "dispatch" else boss


@pytest.mark.parametrize("paper", [paper.code for paper in PAPERS])
def test_a_form_is_filled_from_the_record_and_sound(boss, paper):
    record = make_record(paper, boss)

    made = make(record, paper, actor_for(paper, boss))

    found = controls(made.content)
    assert {code: found[code] for code in WANTED[paper]} == WANTED[paper]
    title = next(one.title for one in PAPERS if one.code == paper)
    assert title in "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(made.content)).paragraphs)
    with zipfile.ZipFile(io.BytesIO(made.content)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))


def test_there_are_ten_forms_in_their_order():
    assert [paper.position for paper in PAPERS] == list(range(1, 11))


@pytest.mark.parametrize("paper", ["dispatch", "identity", "acceptance", "refusal", "summons", "ending", "agreement"])
def test_a_form_the_record_is_not_ready_for_is_refused(boss, paper):
    record = make_record("complaint-registration", boss)

    with pytest.raises(Refused):
        make(record, paper, boss)

    assert not AuditEvent.objects.filter(record=record, action__in=["paper_made", "identity_opened"]).exists()


def test_only_rules_that_have_the_forms_offer_them(boss):
    old, new, tipoff = make_complaint(), make_record("acceptance", boss), make_record("tipoff-registration", boss)

    assert papers_of(old) == ()
    assert [paper.position for paper in papers_of(new)] == [1, 3, 4, 5, 6, 7, 8, 9]
    assert [paper.position for paper in papers_of(tipoff)] == [2, 3, 10]
    with pytest.raises(Refused):
        make(old, "acceptance", boss)


def test_numbers_run_by_form_office_and_year(boss):
    first, second, other = (make_record(paper, boss) for paper in ("acceptance", "acceptance", "refusal"))

    numbers = [make(first, "acceptance", boss).number, make(second, "acceptance", boss).number, make(other, "refusal", boss).number]

    assert [re.search(r"(\D+)〔2026〕第(\d+)号$", number).group(1, 2)[1] for number in numbers] == ["1", "2", "1"]
    assert "投受〔2026〕" in numbers[0]
    assert "投不受〔2026〕" in numbers[2]


def test_a_registration_has_the_number_of_its_record(boss):
    record = make_record("complaint-registration", boss)

    assert make(record, "complaint-registration", boss).number == record.code


def test_names_are_opened_for_a_purpose_and_that_is_written_down(boss):
    record = make_record("acceptance", boss)

    with pytest.raises(Refused):
        make(record, "acceptance", boss, purpose=" ")
    assert not AuditEvent.objects.filter(record=record, action="paper_made").exists()
    make(record, "acceptance", boss)

    assert AuditEvent.objects.get(record=record, action="identity_opened").note == "制作文书"
    event = AuditEvent.objects.get(record=record, action="paper_made")
    assert "王小明" not in f"{event.note}{event.facts}"


def test_a_form_without_names_opens_nothing(boss):
    record = make_record("dispatch", boss)

    made = make(record, "dispatch", actor_for("dispatch", boss), purpose="")

    assert "王小明" not in "".join(controls(made.content).values())
    assert not AuditEvent.objects.filter(record=record, action="identity_opened").exists()


def test_an_anonymous_tip_off_says_so_and_has_nobody_to_tell(boss):
    record = make_record("result", boss)
    Record.objects.get(pk=record.pk).people.all().delete()
    Complaint.objects.filter(pk=record.pk).update(naming="anonymous", complainant=None)
    record = Record.objects.get(pk=record.pk)

    assert controls(make(record, "tipoff-registration", boss).content)["informant"] == "匿名"
    with pytest.raises(Refused):
        make(record, "result", boss)


def test_what_is_unknown_is_left_to_be_written_by_hand(boss):
    found = controls(make(make_record("refusal", boss), "refusal", boss).content)

    assert found["reason"] == EMPTY


def test_a_form_is_kept_as_evidence_if_asked(boss):
    record = make_record("acceptance", boss)

    make(record, "acceptance", boss)
    assert record.evidence.count() == 0
    make(record, "acceptance", boss, is_kept=True)

    assert record.evidence.get().name == f"投诉受理决定书-{record.code}.docx"


def test_the_page_offers_forms_to_those_who_may_and_gives_the_file(boss):
    record = make_record("acceptance", boss)
    auditor, client = make_user("auditor", "audit"), Client()
    client.force_login(auditor)
    address = reverse("complaints:paper", args=[record.code])
    assert "投诉受理决定书" not in client.get(record.get_absolute_url()).content.decode()
    assert client.post(address, {"paper": "acceptance"}).status_code == 403

    client.force_login(boss)
    page = client.get(record.get_absolute_url()).content.decode()
    refused = client.post(address, {"paper": "acceptance", "purpose": ""})
    made = client.post(address, {"paper": "acceptance", "purpose": "送达"})

    assert "投诉受理决定书" in page
    assert (refused.status_code, made.status_code) == (422, 200)
    assert controls(made.content)["addressee"] == "王小明"
