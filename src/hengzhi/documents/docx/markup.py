"""WordprocessingML elements as text, everything a user wrote escaped."""

from xml.sax.saxutils import escape, quoteattr

from hengzhi.documents.document import FigureRef, plain

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_ALIAS_LENGTH = 64


def attribute(text: str) -> str:
    """Return `text` as a quoted attribute value."""
    return quoteattr(plain(text))


def run(text: str, properties: str = "") -> str:
    """Return a run of text, its line breaks kept; `properties` is the content of its w:rPr."""
    set_as = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in plain(text).split("\n")]
    return f"<w:r>{set_as}{'<w:br/>'.join(lines)}</w:r>"


def paragraph(style: str, content: str = "", properties: str = "") -> str:
    """Return a paragraph in a style of `styles.xml`; `properties` is what its w:pPr holds after the style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def figure(ref: FigureRef, printed: str, identifier: int, properties: str = "") -> str:
    """Return `printed` in a content control that carries the code of the figure as tag and its name as title."""
    name = ref.figure.name[:_ALIAS_LENGTH]
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={attribute(name)}/><w:tag w:val={attribute(ref.figure.code)}/>"
        f'<w:id w:val="{identifier}"/></w:sdtPr>'
        f"<w:sdtContent>{run(printed, properties)}</w:sdtContent></w:sdt>"
    )


def free_right(characters: float, em_points: float = 15.75) -> str:
    """Return a right indent that leaves `characters` free."""
    return f'<w:ind w:right="{round(characters * em_points * 20)}"/>'
