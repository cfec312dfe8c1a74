"""Reports as Word files in the layout of GB/T 9704-2012."""

from hengzhi.documents.document import Document
from hengzhi.documents.docx.blocks import Setter
from hengzhi.documents.docx.markup import NAMESPACES
from hengzhi.documents.docx.package import Package
from hengzhi.documents.docx.page import head, section, tail


def render_docx(document: Document) -> bytes:
    """Return `document` as a Word file: A4, 22 lines of 28 characters, real heading styles, charts sharp at any size.

    Each figure stands in a content control whose tag is its code. The same document gives the same bytes.
    """
    package = Package()
    setter = Setter(package)
    text = setter.set(document.blocks, last="<w:keepNext/>")  # no page may carry the signature alone
    content = head(document) + text + tail(document, setter)
    sheet = section(package, synthetic=document.synthetic)
    body = f"<w:document {NAMESPACES}><w:body>{content}{sheet}</w:body></w:document>"
    title = "".join(document.title.splitlines())
    return package.to_bytes(body, title=title, author=document.issuer, day=document.date)
