"""The DOCX file: parts, their relationships and kinds, in a ZIP whose bytes depend on the content alone."""

from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hengzhi.documents.document import plain

_PARTS = Path(__file__).parent / "parts"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


@dataclass
class Package:
    """Collects the parts of one DOCX file; `relate` and `add_image` return relationship ids."""

    parts: dict[str, bytes] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    relations: list[tuple[str, str]] = field(default_factory=list)

    def relate(self, target: str, kind: str) -> str:
        """Relate the main part to the part `target`; return the id of the relationship."""
        self.relations.append((target, kind))
        return f"rId{len(self.relations)}"

    def add(self, name: str, content: str, kind: str) -> str:
        """Add the XML part word/`name`.xml; return the id of its relationship."""
        self.parts[f"word/{name}.xml"] = (_DECLARATION + content).encode()
        self.kinds[f"/word/{name}.xml"] = f"{_WORD}.{kind}+xml"
        return self.relate(f"{name}.xml", kind)

    def add_image(self, name: str, content: bytes) -> str:
        """Add the picture word/media/`name`; return the id of its relationship."""
        self.parts[f"word/media/{name}"] = content
        return self.relate(f"media/{name}", "image")

    def to_bytes(self, body: str, *, title: str, author: str, day: date) -> bytes:
        """Return the file with `body` as its main part. Title, author and day become its properties."""
        for name, kind in (("styles", "styles"), ("settings", "settings"), ("fontTable", "fontTable")):
            self.add(name, (_PARTS / f"{name}.xml").read_text(encoding="utf-8").removeprefix(_DECLARATION), kind)
        self.kinds["/word/document.xml"] = f"{_WORD}.document.main+xml"
        files = {
            "[Content_Types].xml": _content_types(self.kinds),
            "_rels/.rels": _FILE_RELATIONS,
            "docProps/core.xml": _core(title, author, day),
            "docProps/app.xml": _APPLICATION,
            "word/document.xml": body,
            "word/_rels/document.xml.rels": _relationships(self.relations),
        }
        return _zipped({name: (_DECLARATION + text).encode() for name, text in files.items()} | self.parts)


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = ZipInfo(name, _FIRST_DAY_OF_ZIP)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 0
            archive.writestr(entry, content)
    return buffer.getvalue()


def _content_types(kinds: dict[str, str]) -> str:
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/><Default Extension="svg" ContentType="image/svg+xml"/>'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
        f"{overrides}</Types>"
    )


def _relationships(relations: list[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{position}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for position, (target, kind) in enumerate(relations, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


_FILE_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/extended-properties" Target="docProps/app.xml"/>'
    "</Relationships>"
)

_APPLICATION = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Hengzhi</Application></Properties>"
)


def _core(title: str, author: str, day: date) -> str:
    moment = f'xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z'
    title, author = escape(plain(title)), escape(plain(author))
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f"<dcterms:created {moment}</dcterms:created><dcterms:modified {moment}</dcterms:modified>"
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
