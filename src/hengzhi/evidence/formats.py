"""Which kinds of file are taken, told by their content; the ending of the name must say the same.

Left out on purpose: what can carry programs that cannot be seen (old PowerPoint, macros of any kind), what would lose
something when cleaned (moving pictures), what browsers may run (SVG, HTML under its own name), and archives.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from hengzhi.core.errors import Refused
from hengzhi.evidence.containers import in_ole, in_zip
from hengzhi.evidence.text import is_text

HEAD_BYTES = 4096


@dataclass(frozen=True)
class Format:
    """A kind of file; `endings` are how its name may end, the first one as it is called."""

    code: str
    media_type: str
    endings: tuple[str, ...]
    is_image: bool = False
    is_previewed: bool = False


OPENXML = "application/vnd.openxmlformats-officedocument."
OPENDOCUMENT = "application/vnd.oasis.opendocument."
FORMATS = {
    kind.code: kind
    for kind in (
        Format("jpeg", "image/jpeg", ("jpg", "jpeg"), is_image=True, is_previewed=True),
        Format("png", "image/png", ("png",), is_image=True, is_previewed=True),
        Format("webp", "image/webp", ("webp",), is_image=True, is_previewed=True),
        Format("pdf", "application/pdf", ("pdf",), is_previewed=True),
        Format("ofd", "application/ofd", ("ofd",)),
        Format("docx", OPENXML + "wordprocessingml.document", ("docx",)),
        Format("xlsx", OPENXML + "spreadsheetml.sheet", ("xlsx",)),
        Format("pptx", OPENXML + "presentationml.presentation", ("pptx",)),
        Format("doc", "application/msword", ("doc",)),
        Format("xls", "application/vnd.ms-excel", ("xls",)),
        Format("odt", OPENDOCUMENT + "text", ("odt",)),
        Format("ods", OPENDOCUMENT + "spreadsheet", ("ods",)),
        Format("txt", "text/plain", ("txt",)),
        Format("csv", "text/csv", ("csv",)),
        Format("mp3", "audio/mpeg", ("mp3",)),
        Format("wav", "audio/wav", ("wav",)),
        Format("m4a", "audio/mp4", ("m4a",)),
        Format("mp4", "video/mp4", ("mp4",)),
    )
}
ENDINGS = {ending: kind for kind in FORMATS.values() for ending in kind.endings}
PREVIEWED = frozenset(kind.media_type for kind in FORMATS.values() if kind.is_previewed)
SOUND_BRANDS = {b"M4A ", b"M4B "}
FILM_BRANDS = {
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash",
}
PICTURE_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
REFUSED = (
    (b"GIF8", gettext_lazy("a GIF picture")),
    (b"BM", gettext_lazy("a BMP picture")),
    (b"II*\0", gettext_lazy("a TIFF picture")),
    (b"MM\0*", gettext_lazy("a TIFF picture")),
    (b"MZ", gettext_lazy("a program")),
    (b"\x7fELF", gettext_lazy("a program")),
    (b"Rar!", gettext_lazy("an archive")),
    (b"7z\xbc\xaf", gettext_lazy("an archive")),
    (b"\x1f\x8b", gettext_lazy("an archive")),
)


def names_taken() -> str:
    """Return the kinds of file taken, as people call them."""
    return pgettext("between kinds of file", ", ").join(kind.endings[0].upper() for kind in FORMATS.values())


def format_of(file: BinaryIO, name: str) -> Format:
    """Return the kind of a file; raises Refused when it is not taken, or when its name says another than its content."""
    file.seek(0)
    found = frozenset(_found(file, file.read(HEAD_BYTES), name))
    claimed = ENDINGS.get(PurePath(name).suffix[1:].lower())
    if claimed and claimed.code in found:
        return claimed
    if found:
        endings = _(" or ").join(f".{ending}" for code in FORMATS if code in found for ending in FORMATS[code].endings[:1])
        raise Refused(
            _("“%(name)s”: the content is %(found)s, but the name ends in “%(ending)s”. Let the name end in %(wanted)s.") % {
                "name": name, "found": "/".join(code.upper() for code in FORMATS if code in found),
                "ending": PurePath(name).suffix or "—", "wanted": endings,
            }
        )
    raise Refused(
        _("“%(name)s”: the content is of no kind taken here. Send one of %(wanted)s.") % {"name": name, "wanted": names_taken()}
    )


def _found(file: BinaryIO, head: bytes, name: str) -> Iterator[str]:
    """Yield the codes of the kinds a content can be; raises Refused where it is known and not taken."""
    if head.startswith(b"PK\x03\x04"):
        yield from in_zip(file, name)
    elif head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        yield from in_ole(file, name)
    elif code := _by_head(head):
        yield code
    elif head[4:8] == b"ftyp":
        yield from _in_media(head[8:12], name)
    elif known := next((says for sign, says in REFUSED if head.startswith(sign)), None):
        raise _not_taken(name, str(known))
    elif is_text(file):
        yield from ("txt", "csv")


def _by_head(head: bytes) -> str:
    """Return the code of a kind that its first bytes give away, or ""."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12], "")
    return "mp3" if head.startswith(b"ID3") or _is_mpeg_sound(head) else ""


def _is_mpeg_sound(head: bytes) -> bool:
    """Say whether a frame of MPEG sound, layer 3, begins here: sync bits, no reserved version, rate or frequency."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[1] & 0x18 != 0x08 and head[2] & 0xF0 not in {0x00, 0xF0} and head[2] & 0x0C != 0x0C


def _in_media(brand: bytes, name: str) -> Iterator[str]:
    if brand in SOUND_BRANDS:
        yield "m4a"
    elif brand in FILM_BRANDS:
        yield from ("mp4", "m4a")
    elif brand in PICTURE_BRANDS:
        raise _not_taken(name, _("a HEIC or AVIF picture"))


def _not_taken(name: str, found: str) -> Refused:
    return Refused(
        _("“%(name)s” is %(found)s, which is not taken. Save it as one of %(wanted)s.") % {
            "name": name, "found": found, "wanted": names_taken(),
        }
    )
