"""Writes the hostile corpus: 10,000 files that no camera and no passport makes.

usage: hostile_files.py FOLDER

Always the same files on the same machine: the random numbers have a seed. The standard library and
Debian's python3-pil are all it needs.
"""

import itertools
import pathlib
import random
import struct
import sys
import zlib

import good_files as good

COUNT = 10_000
HEADER_BYTES = 220  # of each good file, where nearly all of its lengths and sizes are
INTERESTING = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def truncations(files):
    """Cut at every byte of the header, and near the end."""
    for name, content in files.items():
        ends = {*range(min(HEADER_BYTES, len(content))), *range(len(content) - 12, len(content))}
        for end in sorted(ends):
            yield f"cut-{name}-{end}", content[:end]


def flipped_bits(files, rng):
    """Each bit of the first bytes of the main formats, and random ones of all."""
    for name in ("jpeg", "png", "jp2", "j2k", "iso19794", "iso39794", "cbeff-19794"):
        content = files[name]
        for at, bit in itertools.product(range(28), range(8)):
            changed = bytearray(content)
            changed[at] ^= 1 << bit
            yield f"bit-{name}-{at}-{bit}", bytes(changed)
    for number in range(600):
        name = rng.choice(list(files))
        changed = bytearray(files[name])
        for _ in range(rng.choice((1, 1, 2, 8))):
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        yield f"bits-{name}-{number}", bytes(changed)


def wrong_numbers(files, rng):
    """Numbers of one, two and four bytes in the header replaced by ones that overflow something."""
    for name, content in files.items():
        for number in range(50):
            width = rng.choice((1, 2, 4))
            at = rng.randrange(min(HEADER_BYTES, len(content) - width))
            value = rng.choice(INTERESTING) & ((1 << (8 * width)) - 1)
            yield (f"number-{name}-{number}",
                   content[:at] + value.to_bytes(width, "big") + content[at + width:])


def png_bombs(files):
    zeros = bytes(3 * 1_000_000)
    for side in (4096, 4097, 30_000, 65_535, 2**31 - 1, 2**31, 2**32 - 1):
        for depth, colour, interlaced in ((8, 2, 0), (16, 6, 1), (1, 0, 0)):
            yield (f"bomb-png-{side}-{depth}-{interlaced}",
                   good.png(side, side, zeros, b"", depth, colour, interlaced))
            yield f"bomb-png-line-{side}-{depth}-{interlaced}", good.png(side, 1, zeros, b"", depth)
    # All of the pixels are there, and they are nothing.
    for side in (500, 1000, 2000, 3000, 3500):
        yield f"bomb-png-white-{side}", good.png(side, side, (b"\0" + b"\xff" * 3 * side) * side)
    bomb = zlib.compress(bytes(30_000_000), 9)
    for kind, head in ((b"iCCP", b"x\0\0"), (b"zTXt", b"x\0\0"), (b"iTXt", b"x\0\1\0\0\0")):
        yield f"bomb-png-{kind.decode()}", good.png(2, 2, bytes(14), good.png_chunk(kind, head + bomb))
    for count in (10, 1000, 20_000):
        text = good.png_chunk(b"tEXt", b"k\0v") * count
        yield f"bomb-png-texts-{count}", good.png(2, 2, bytes(14), text)
        empty = good.png_chunk(b"IDAT", b"") * count
        yield f"bomb-png-empty-data-{count}", good.png(2, 2, bytes(14), empty)
    yield "bomb-png-ancillary", good.png(2, 2, bytes(14), good.png_chunk(b"prIv", bytes(7_000_000)))
    for number in range(30):
        kinds = [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"eXIf", b"sRGB", b"gAMA"]
        kind = kinds[number % len(kinds)]
        twice = good.png_chunk(kind, bytes(number)) * 2
        yield f"chunk-png-{kind.decode()}-{number}", good.png(2, 2, bytes(14), twice)


def jpeg_bombs(files):
    for name in ("jpeg", "jpeg-progressive", "jpeg-grey"):
        jpeg = files[name]
        frame = next(at for at in range(len(jpeg)) if jpeg[at:at + 2] in (b"\xff\xc0", b"\xff\xc2"))
        for height, width in itertools.product((0, 1, 4096, 4097, 65_535), repeat=2):
            sides = struct.pack(">HH", height, width)
            yield f"bomb-{name}-{width}x{height}", jpeg[:frame + 5] + sides + jpeg[frame + 9:]
        for samplings in (0x00, 0x14, 0x41, 0x44, 0xF1, 0xFF):
            yield (f"sampling-{name}-{samplings}",
                   jpeg[:frame + 11] + bytes([samplings]) + jpeg[frame + 12:])
    jpeg = files["jpeg-progressive"]
    scan = jpeg[jpeg.rindex(b"\xff\xda"):-2]
    for count in (10, 60, 70, 1000, 20_000):
        yield f"bomb-jpeg-scans-{count}", jpeg[:-2] + scan * count + jpeg[-2:]
    big = good.saved(good.picture().resize((3000, 3000)), "JPEG", progressive=True, quality=10)
    last = big[big.rindex(b"\xff\xda"):-2]
    for count in (1, 8, 50):
        yield f"bomb-jpeg-large-scans-{count}", big[:-2] + last * count + big[-2:]
    for interval in (0, 1, 65_535):
        restart = good.jpeg_segment(0xDD, struct.pack(">H", interval))
        yield f"restart-{interval}", good.with_jpeg_segments(files["jpeg"], restart)
    for count in (1, 100, 3000):
        comment = good.jpeg_segment(0xFE, bytes(65_000 if count < 100 else 100))
        yield f"comments-{count}", good.with_jpeg_segments(files["jpeg"], comment * count)
    for marker in range(0xC0, 0x100):
        segment = good.jpeg_segment(marker, bytes(17))
        yield f"marker-{marker:02x}", good.with_jpeg_segments(files["jpeg"], segment)
    yield "fill-bytes", files["jpeg"][:2] + b"\xff" * 1_000_000 + files["jpeg"][2:]


def jpeg2000_bombs(files):
    for name in ("j2k", "jp2", "jp2-tiles", "jp2-grey"):
        file = files[name]
        size = file.index(b"\xff\x51")
        # Xsiz Ysiz XOsiz YOsiz XTsiz YTsiz XTOsiz YTOsiz from the sixth byte of the segment on.
        for field, value in itertools.product(range(8), INTERESTING):
            at = size + 6 + 4 * field
            yield f"size-{name}-{field}-{value:x}", file[:at] + struct.pack(">I", value) + file[at + 4:]
        for width, tile in itertools.product((4096, 60_000, 2**31 - 1), (1, 2, 16, 2**31 - 1)):
            numbers = struct.pack(">IIIIIIII", width, width, 0, 0, tile, tile, 0, 0)
            yield f"tiles-{name}-{width}-{tile}", file[:size + 6] + numbers + file[size + 38:]
        for count in (0, 2, 5, 255, 16_384, 65_535):
            yield f"components-{name}-{count}", file[:size + 38] + struct.pack(">H", count) + file[size + 40:]
        coding = file.index(b"\xff\x52")
        for at, value in itertools.product(range(4, 14), (0, 1, 5, 32, 33, 127, 255)):
            changed = bytearray(file)
            changed[coding + at] = value
            yield f"coding-{name}-{at}-{value}", bytes(changed)
    for length in (0, 1, 2, 7, 8, 0x7FFFFFFF, 0xFFFFFFFF):
        at = files["jp2"].index(b"jp2h") - 4
        yield (f"box-length-{length}",
               files["jp2"][:at] + struct.pack(">I", length) + files["jp2"][at + 4:])


def nested(files):
    jpeg = files["jpeg"]
    record = good.iso19794(jpeg)
    for depth in (1, 2, 3, 10, 60):
        wrapped, inner_iso, inner_der = record, jpeg, jpeg
        for _ in range(depth):
            wrapped = good.cbeff(wrapped)
            inner_iso = good.iso19794(inner_iso)
            inner_der = good.iso39794(inner_der)
        yield f"nested-cbeff-{depth}", wrapped
        yield f"nested-19794-{depth}", inner_iso
        yield f"nested-39794-{depth}", inner_der
        yield f"nested-mixed-{depth}", good.cbeff(good.iso39794(inner_iso), constructed=True)
    for depth in (10, 100, 5000):
        for tag in (0x30, 0x65, 0x75, 0x7F61, 0xA1):
            content = b""
            for _ in range(depth):
                content = good.tlv(tag, content)
            yield f"nested-der-{tag:x}-{depth}", content
    for count in (2, 16, 17, 255):
        yield f"images-19794-{count}", good.iso19794(jpeg, images=count)
        yield f"images-39794-{count}", good.iso39794(jpeg, images=count)
        yield f"templates-{count}", good.cbeff(record, templates=count)
    for count in (255, 256, 8000, 65_535):
        yield f"points-{count}", good.iso19794(jpeg, points=((0x38, 1, 2),) * count)
    jp2_in_box = good.box(b"jP  ", b"\r\n\x87\n") + good.box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
    for depth in (1, 5, 500):
        inner = files["jp2"]
        for _ in range(depth):
            inner = jp2_in_box + good.box(b"jp2h", inner)
        yield f"nested-jp2-{depth}", inner
    for name, file in files.items():
        yield f"in-19794-{name}", good.iso19794(file)
        yield f"in-39794-{name}", good.iso39794(file)
        yield f"in-cbeff-{name}", good.cbeff(file)
        yield f"padded-{name}", file + bytes(1000)
        yield f"followed-{name}", file + file


def absurd_exif(files):
    blocks = {f"orientation-{value}": good.orientation(value) for value in (0, 9, 255, 65_535)}
    for count in (0, 2, 65_535, 2**32 - 1):
        blocks[f"count-{count}"] = good.tiff([(0x0112, 3, count, 6)])
    for kind in range(14):
        blocks[f"type-{kind}"] = good.tiff([(0x0112, kind, 1, 6)])
    for offset in (0, 4, 8, 9, 100, 0x7FFFFFFF, 0xFFFFFFFF):
        blocks[f"offset-{offset}"] = b"MM\0*" + struct.pack(">I", offset) + good.orientation(6)[8:]
        blocks[f"next-{offset}"] = good.orientation(6)[:-4] + struct.pack(">I", offset)
    for entries in (0, 2, 1000, 5000, 65_535):
        blocks[f"entries-{entries}"] = good.tiff([(0x0112, 3, 1, 6)] * min(entries, 5000))
        blocks[f"announced-{entries}"] = (b"II*\0\x08\0\0\0" + struct.pack("<H", entries)
                                          + good.orientation(6, "<")[10:])
    for name, block in blocks.items():
        segment = good.jpeg_segment(0xE1, b"Exif\0\0" + block[:65_000])
        yield f"exif-jpeg-{name}", good.with_jpeg_segments(files["jpeg"], segment)
        yield f"exif-jpeg-twice-{name}", good.with_jpeg_segments(files["jpeg-exif"], segment)
        yield f"exif-png-{name}", good.png(2, 2, bytes(14), good.png_chunk(b"eXIf", block))


def damaged_profiles(files, rng):
    icc = good.ImageCms.ImageCmsProfile(good.ImageCms.createProfile("sRGB")).tobytes()
    variants = {"empty": b"", "large": icc + bytes(60_000)}
    for end in (1, 64, 127, 128, 131, 132, 200, len(icc) - 1):
        variants[f"cut-{end}"] = icc[:end]
    for value in INTERESTING:
        variants[f"size-{value:x}"] = struct.pack(">I", value) + icc[4:]
        variants[f"tags-{value:x}"] = icc[:128] + struct.pack(">I", value) + icc[132:]
        variants[f"offset-{value:x}"] = icc[:136] + struct.pack(">I", value) + icc[140:]
        variants[f"length-{value:x}"] = icc[:140] + struct.pack(">I", value) + icc[144:]
    for kind in (b"GRAY", b"CMYK", b"Lab ", b"XYZ ", b"FCLR", b"\0\0\0\0"):
        variants[f"space-{kind.hex()}"] = icc[:16] + kind + icc[20:]
    for number in range(150):
        changed = bytearray(icc)
        for _ in range(rng.choice((1, 2, 8, 64))):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        variants[f"random-{number}"] = bytes(changed)
    for name, profile in variants.items():
        packed = b"x\0\0" + zlib.compress(profile)
        yield f"icc-png-{name}", good.png(2, 2, bytes(14), good.png_chunk(b"iCCP", packed))
        segment = good.jpeg_segment(0xE2, b"ICC_PROFILE\0\1\1" + profile[:65_000])
        yield f"icc-jpeg-{name}", good.with_jpeg_segments(files["jpeg"], segment)
    for number, count in itertools.product((0, 1, 2, 255), repeat=2):
        segment = good.jpeg_segment(0xE2, b"ICC_PROFILE\0" + bytes([number, count]) + icc[:300])
        yield (f"icc-jpeg-part-{number}-of-{count}",
               good.with_jpeg_segments(files["jpeg"], segment, segment))


def other_formats(files):
    starts = {
        "nothing": b"", "zero": b"\0", "text": b"this is no image", "gif": b"GIF89a", "bmp": b"BM",
        "tiff": b"II*\0", "webp": b"RIFF\x24\0\0\0WEBPVP8 ", "heif": b"\0\0\0\x18ftypheic",
        "avif": b"\0\0\0\x18ftypavif", "pdf": b"%PDF-1.7\n", "zip": b"PK\3\4", "elf": b"\x7fELF",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>", "jxl": b"\xff\x0a", "mpo": b"\xff\xd8\xff\xe2",
        "jpeg-ls": b"\xff\xd8\xff\xf7", "bigtiff": b"MM\0+", "psd": b"8BPS", "ico": b"\0\0\1\0"}
    for name, start in starts.items():
        for more in (0, 1, 100, 100_000):
            yield f"other-{name}-{more}", start + bytes(more)
            yield f"other-{name}-ones-{more}", start + b"\xff" * more
    yield "other-too-large", b"\xff\xd8\xff" + bytes(9_000_000)


def spliced(files, rng):
    """The head of one file and the tail of another, without end."""
    names = list(files)
    for number in itertools.count():
        first, second = files[rng.choice(names)], files[rng.choice(names)]
        head = first[:rng.randrange(len(first))]
        yield f"splice-{number}", head + second[rng.randrange(len(second)):]


def hostile_files():
    files = good.good_files()
    rng = random.Random(20_261_128)
    return itertools.islice(itertools.chain(
        truncations(files), flipped_bits(files, rng), wrong_numbers(files, rng), png_bombs(files),
        jpeg_bombs(files), jpeg2000_bombs(files), nested(files), absurd_exif(files),
        damaged_profiles(files, rng), other_formats(files), spliced(files, rng)), COUNT)


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for number, (name, content) in enumerate(hostile_files()):
        (folder / f"{number:05}-{name}").write_bytes(content)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
