"""Data group 2 of a passport, made around an image: as much of it as a chip has, and no signature."""

from __future__ import annotations

import io
import struct

from PIL import Image

WIDTH_PX, HEIGHT_PX = 413, 531
COMPRESSION = 30
FULL_FRONTAL = 1
JPEG2000 = 1
UNSPECIFIED = b"\0"
MPEG4_POINT = 1


def chip_of(portrait: Image.Image) -> bytes:
    """The portrait as small as passports have it, in a record of its own in data group 2."""
    width = portrait.height * WIDTH_PX // HEIGHT_PX
    left = (portrait.width - width) // 2
    small = portrait.crop((left, 0, left + width, portrait.height)).resize((WIDTH_PX, HEIGHT_PX))
    image = io.BytesIO()
    small.save(image, "JPEG2000", quality_mode="rates", quality_layers=[COMPRESSION])
    return data_group_2(face_record(image.getvalue(), WIDTH_PX, HEIGHT_PX, []))


def face_record(image: bytes, width_px: int, height_px: int,
                points: list[tuple[int, int, int, int]]) -> bytes:
    """ISO/IEC 19794-5:2005, one full frontal JPEG 2000; a point is (major, minor, x, y) of MPEG-4."""
    features = b"".join(struct.pack(">BBHHH", MPEG4_POINT, major << 4 | minor, x, y, 0)
                        for major, minor, x, y in points)
    # Nothing is said of sex, eyes, hair, expression and pose: they are no business of a matcher.
    person = struct.pack(">H", len(points)) + UNSPECIFIED * 14
    about_image = struct.pack(">BBHHBBHH", FULL_FRONTAL, JPEG2000, width_px, height_px, 1, 2, 0, 0)
    block = person + features + about_image + image
    block = struct.pack(">I", 4 + len(block)) + block
    return b"FAC\0" + b"010\0" + struct.pack(">IH", 14 + len(block), 1) + block


def data_group_2(record: bytes) -> bytes:
    """The record in CBEFF as ICAO Doc 9303-10 has it: 75, 7F61, 7F60 with its header, 5F2E."""
    header = _element(0xA1, _element(0x81, b"\x02") + _element(0x82, b"\0") +
                      _element(0x87, b"\x01\x01") + _element(0x88, b"\0\x08"))
    template = _element(0x7F60, header + _element(0x5F2E, record))
    return _element(0x75, _element(0x7F61, _element(0x02, b"\x01") + template))


def _element(tag: int, content: bytes) -> bytes:
    """Tag, length and content by the distinguished encoding rules of ASN.1."""
    size = len(content)
    if size < 0x80:
        length = bytes([size])
    else:
        digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
        length = bytes([0x80 | len(digits)]) + digits
    return tag.to_bytes(2 if tag > 0xFF else 1, "big") + length + content
