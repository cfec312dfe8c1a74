"""Who offered a file is told what became of it."""

from django.core.files.base import ContentFile

from evidence.samples import PDF
from factories import make_complaint, make_user
from hengzhi.evidence.services import accept, give_back, offer
from notices.makers import AT, swept, told


def test_who_offered_a_file_is_told_that_it_was_accepted_or_returned(packs):
    record, intake, handler = make_complaint(at=AT), make_user("intake"), make_user()
    files = [
        offer(record=record, file=ContentFile(PDF + ending), name=f"{ending.hex()}.pdf", actor=intake, at=AT)
        for ending in (b"\n", b"\n\n")
    ]

    accept(files[0], actor=handler, at=AT)
    give_back(files[1], reason="看不清", actor=handler, at=AT)
    swept()

    assert (told(intake), told(handler)) == (["evidence.accepted", "evidence.returned"], ["record.new"])


def test_who_decides_on_a_file_of_their_own_is_told_nothing(packs):
    handler = make_user()
    file = offer(record=make_complaint(at=AT, actor=handler), file=ContentFile(PDF), name="a.pdf", actor=handler, at=AT)

    accept(file, actor=handler, at=AT)
    swept()

    assert told(handler) == []
