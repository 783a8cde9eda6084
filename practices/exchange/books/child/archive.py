"""A zip archive taken apart without trusting what it says of itself: entries, sizes and checksums are counted."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from .limits import CHUNK, ENTRIES, RATIO, RATIO_FROM, Limits, Refusal

SIGNATURE = b"PK\x01\x02"  # of one entry in the table of contents
LOCAL_HEADER = struct.Struct("<4s22xHH")
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b\x08", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
EMBEDDED = ("xl/embeddings/", "object", "media/")  # documents a sheet shows; never opened here
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, ValueError, OSError)


def open_archive(path: Path) -> zipfile.ZipFile:
    """The archive, its table of contents sound and free of paths that lead elsewhere."""
    with path.open("rb") as stream:
        if sum(_found(stream)) > ENTRIES:  # before zipfile makes an object of each
            raise Refusal("entries", most=ENTRIES)
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise Refusal("damaged") from error
    names = [entry.filename.replace("\\", "/").casefold() for entry in archive.infolist()]
    if len(set(names)) < len(names):
        raise Refusal("damaged")  # two parts of one name: which one is read depends on the reader
    if any(name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/") for name in names):
        raise Refusal("damaged")
    return archive


def _found(stream: BinaryIO) -> Iterator[int]:
    tail = b""
    while chunk := stream.read(CHUNK):
        chunk = tail + chunk
        yield chunk.count(SIGNATURE)
        tail = chunk[-len(SIGNATURE) + 1 :]


def check(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Unpack everything once, keep nothing, and refuse what is too much or not what it says."""
    total = tags = 0
    for entry in archive.infolist():
        if entry.flag_bits & 0x1:
            raise Refusal("password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refusal("damaged")
        try:
            size, tags_of_entry = _unpack(archive.fp, entry, limits.unpacked - total)
        except BROKEN as error:
            raise Refusal("damaged") from error
        total += size
        tags += tags_of_entry
        if total > limits.unpacked:
            raise Refusal("unpacked", most=limits.unpacked)
        if tags > limits.elements * 2:  # one that opens and one that closes; walking them would take its time
            raise Refusal("elements")
    archive.fp.seek(0)


def _unpack(stream: BinaryIO, entry: zipfile.ZipInfo, most: int) -> tuple[int, int]:
    """Size of an entry as it really is, and the signs in it that may open a tag; stops soon after `most`."""
    stream.seek(entry.header_offset)
    signature, name_length, extra_length = LOCAL_HEADER.unpack(stream.read(LOCAL_HEADER.size))
    if signature != b"PK\x03\x04":
        raise zipfile.BadZipFile
    stream.seek(name_length + extra_length, 1)
    size = checksum = tags = 0
    for part in _parts(stream, entry):
        if not size and part.startswith(ARCHIVES) and not entry.filename.casefold().startswith(EMBEDDED):
            raise Refusal("nested")
        size += len(part)
        tags += part.count(b"<")
        checksum = zlib.crc32(part, checksum)
        if size > most:
            return size, tags
        if size > RATIO_FROM and size > RATIO * entry.compress_size:
            raise Refusal("unpacked", most=most)
    if size != entry.file_size or checksum != entry.CRC:
        raise zipfile.BadZipFile
    return size, tags


def _parts(stream: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    unpacking = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    left = entry.compress_size
    while left:
        packed = stream.read(min(left, CHUNK))
        if not packed:
            raise EOFError
        left -= len(packed)
        if unpacking is None:
            yield packed
            continue
        while packed:
            yield unpacking.decompress(packed, CHUNK)
            packed = unpacking.unconsumed_tail
    if unpacking is not None:
        yield unpacking.flush()
        if not unpacking.eof:
            raise EOFError
