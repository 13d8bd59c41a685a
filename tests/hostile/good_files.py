"""The good files that the hostile ones are made from: small images in every format, and records."""

import io
import struct
import zlib

from PIL import Image, ImageCms

SIDE = 40


def picture(mode="RGB"):
    image = Image.new("RGB", (SIDE, SIDE))
    image.putdata([(6 * x % 256, 5 * y % 256, 3 * x * y % 256)
                   for y in range(SIDE) for x in range(SIDE)])
    return image.convert(mode)


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def tiff(entries, order=">"):
    """An EXIF block with one directory; entries are (tag, type, count, value)."""
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "I", 8)
    body = struct.pack(order + "H", len(entries))
    for tag, kind, count, value in entries:
        body += struct.pack(order + "HHI", tag, kind, count)
        body += struct.pack(order + "HH", value, 0) if kind == 3 else struct.pack(order + "I", value)
    return head + body + struct.pack(order + "I", 0)


def orientation(value, order=">"):
    return tiff([(0x0112, 3, 1, value)], order)


def png_chunk(kind, content):
    return (struct.pack(">I", len(content)) + kind + content
            + struct.pack(">I", zlib.crc32(kind + content)))


PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(width, height, rows, more=b"", depth=8, colour=2, interlaced=0):
    """A PNG that declares those sides; `rows` are packed as they are, whatever their number."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    return (PNG_SIGNATURE + png_chunk(b"IHDR", header) + more
            + png_chunk(b"IDAT", zlib.compress(rows, 9)) + png_chunk(b"IEND", b""))


def jpeg_segment(marker, content):
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def with_jpeg_segments(jpeg, *segments):
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def box(kind, content):
    return struct.pack(">I", len(content) + 8) + kind + content


def tlv(tag, content):
    """DER: tag of one or two bytes, shortest length, content."""
    head = tag.to_bytes(2 if tag > 0xFF else 1, "big")
    length = len(content)
    if length < 0x80:
        return head + bytes([length]) + content
    size = (length.bit_length() + 7) // 8
    return head + bytes([0x80 | size]) + length.to_bytes(size, "big") + content


def iso19794(image, points=((0x38, 10, 12), (0x21, 20, 14)), kind=1, images=1):
    block = b""
    for _ in range(images):
        marks = b"".join(struct.pack(">BBHHH", 1, code, x, y, 0) for code, x, y in points)
        info = bytes([kind, 0]) + struct.pack(">HHBBHH", SIDE, SIDE, 1, 2, 0, 0)
        length = 20 + len(marks) + len(info) + len(image)
        block += struct.pack(">IH", length, len(points)) + bytes(14) + marks + info + image
    return b"FAC\x00010\x00" + struct.pack(">IH", 14 + len(block), images) + block


def iso39794(image, images=1):
    picture_2d = tlv(0x80, image) + tlv(0xA1, tlv(0xA0, tlv(0x80, b"\2")) + tlv(0xA1, tlv(0x80, b"\0")))
    representation = (tlv(0x80, b"\0") + tlv(0xA1, tlv(0xA0, tlv(0xA0, picture_2d)))
                      + tlv(0xA2, tlv(0x80, b"\x07\xe8") + tlv(0x81, b"\2") + tlv(0x82, b"\x1d")))
    version = tlv(0x80, b"\3") + tlv(0x81, b"\x07\xe3")
    return tlv(0x65, tlv(0xA0, version) + tlv(0xA1, tlv(0x30, representation) * images))


def cbeff(record, constructed=False, templates=1):
    block = tlv(0x7F2E, tlv(0xA1, record)) if constructed else tlv(0x5F2E, record)
    template = tlv(0x7F60, tlv(0xA1, tlv(0x80, b"\1\1") + tlv(0x81, b"\2")) + block)
    return tlv(0x75, tlv(0x7F61, tlv(0x02, bytes([templates])) + template * templates))


def good_files():
    """Name to bytes."""
    rgb = picture()
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    jpeg = saved(rgb, "JPEG", quality=90)
    jp2 = saved(rgb, "JPEG2000", num_resolutions=3)
    return {
        "jpeg": jpeg,
        "jpeg-progressive": saved(rgb, "JPEG", progressive=True),
        "jpeg-grey": saved(picture("L"), "JPEG"),
        "jpeg-cmyk": saved(picture("CMYK"), "JPEG"),
        "jpeg-exif": with_jpeg_segments(jpeg, jpeg_segment(0xE1, b"Exif\0\0" + orientation(6))),
        "jpeg-icc": saved(rgb, "JPEG", icc_profile=icc),
        "png": saved(rgb, "PNG"),
        "png-palette": saved(picture("P"), "PNG"),
        "png-alpha": saved(picture("RGBA"), "PNG"),
        "png-exif": png(2, 2, bytes(14), png_chunk(b"eXIf", orientation(8))),
        "png-icc": saved(rgb, "PNG", icc_profile=icc),
        "jp2": jp2,
        "jp2-grey": saved(picture("L"), "JPEG2000", num_resolutions=2),
        "jp2-tiles": saved(rgb, "JPEG2000", tile_size=(16, 16), num_resolutions=2),
        "j2k": jp2[jp2.index(b"\xff\x4f\xff\x51"):],
        "iso19794": iso19794(jpeg),
        "iso19794-jp2": iso19794(jp2, kind=2),
        "iso39794": iso39794(jpeg),
        "cbeff-19794": cbeff(iso19794(jpeg)),
        "cbeff-39794": cbeff(iso39794(jpeg), constructed=True, templates=2),
    }
