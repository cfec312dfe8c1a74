"""Small files of every kind, made here so that a reader sees what is in them."""

from io import BytesIO
from zipfile import ZipFile

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F
MP3 = b"\xff\xfb\x90\x64" + bytes(400)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options) -> bytes:
    """Return a picture, red on its left half and blue on its right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def camera_picture() -> bytes:
    """Return a JPEG as a phone held upright makes it: lying on its side, with maker and place."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKE] = "Phone"
    exif[GPS] = {1: "N", 2: (31.0, 15.0, 30.5), 3: "E", 4: (121.0, 29.0, 12.2)}
    return picture(exif=exif, comment=b"secret comment")


def package(*parts: str, **contents: bytes) -> bytes:
    """Return a ZIP with empty parts, and those whose contents are given as `mimetype=b"…"`."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
        for part in parts:
            archive.writestr(part, b"")
    return out.getvalue()


def old_office(*streams: str) -> bytes:
    """Return what begins like an Office file of the old kind with streams of these names."""
    return OLE + b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in streams)


def media(brand: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + brand + bytes(64)


SAMPLES = {
    "照片.jpg": picture(), "photo.jpeg": picture(), "截图.png": picture("PNG"), "图.webp": picture("WEBP"),
    "发票.pdf": PDF, "电子发票.ofd": package("OFD.xml"), "函.docx": package("[Content_Types].xml", "word/document.xml"),
    "表.xlsx": package("[Content_Types].xml", "xl/workbook.xml"),
    "汇报.pptx": package("[Content_Types].xml", "ppt/presentation.xml"), "旧函.doc": old_office("WordDocument"),
    "旧表.xls": old_office("Workbook"), "更旧.xls": old_office("Book"),
    "函.odt": package(mimetype=b"application/vnd.oasis.opendocument.text"),
    "表.ods": package(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
    "说明.txt": "冰箱不制冷".encode("gb18030"), "明细.csv": "日期,金额\n2012-03-05,320\n".encode(),
    "录音.mp3": MP3, "带标签.mp3": b"ID3\x04" + bytes(64), "电话.wav": b"RIFF\0\0\0\0WAVEfmt " + bytes(32),
    "录音.m4a": media(b"M4A "), "手机录音.m4a": media(b"mp42"), "视频.mp4": media(b"isom"),
}
