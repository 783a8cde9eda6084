"""OLE2 compound files, as XLS and every encrypted workbook are: names of the streams, and the bytes of one."""

import struct
from pathlib import Path

from .limits import Refusal

HEADER = 512
ENTRY = 128
LAST = 0xFFFFFFFA  # sector numbers from here on mean "end of chain", "free" and the like
SMALL = 64  # bytes of a sector of the small streams


class Compound:
    """A compound file, whole in memory: it is not packed, so its size has been bounded already."""

    def __init__(self, path: Path):
        self.content = path.read_bytes()
        try:
            self._open()
        except (struct.error, IndexError) as error:
            raise Refusal("damaged") from error

    def _open(self) -> None:
        (shift,) = struct.unpack_from("<H", self.content, 30)
        if shift not in (9, 12):
            raise Refusal("damaged")
        self.sector = 1 << shift
        directory, cutoff, small_first, _small_count, more, _count = struct.unpack_from("<I4xIIIII", self.content, 48)
        self.cutoff = cutoff
        self.table = self._sector_table(more)
        entries = self._chain(directory)
        self.small_table = _numbers(self._chain(small_first)) if small_first < LAST else []
        root, size = struct.unpack_from("<II", entries, 116)
        self.small = self._chain(root)[:size] if root < LAST else b""
        self.streams = self._top(entries)  # name in lower case: first sector, size

    def stream(self, *names: str) -> bytes:
        """The first stream there is of these names."""
        name = next(name for name in names if name in self.streams)
        first, size = self.streams[name]
        try:
            content = self._small_chain(first) if size < self.cutoff else self._chain(first)
        except IndexError as error:
            raise Refusal("damaged") from error
        if len(content) < size:
            raise Refusal("damaged")
        return content[:size]

    def _sector_table(self, more: int) -> list[int]:
        places = list(struct.unpack_from("<109I", self.content, 76))
        seen = set()
        while more < LAST:
            if more in seen:
                raise Refusal("damaged")
            seen.add(more)
            numbers = _numbers(self._at(more))
            places += numbers[:-1]
            more = numbers[-1]
        places = [place for place in places if place < LAST]
        if len(set(places)) < len(places):
            raise Refusal("damaged")
        return [number for place in places for number in _numbers(self._at(place))]

    def _at(self, number: int) -> bytes:
        start = max(self.sector, HEADER) + number * self.sector
        content = self.content[start : start + self.sector]
        if not content:
            raise Refusal("damaged")
        return content.ljust(self.sector, b"\x00")  # the last sector of a file may be cut short by its writer

    def _chain(self, number: int) -> bytes:
        parts = []
        while number < LAST:
            if len(parts) > len(self.table):  # a chain that bites its tail
                raise Refusal("damaged")
            parts.append(self._at(number))
            number = self.table[number]
        return b"".join(parts)

    def _small_chain(self, number: int) -> bytes:
        parts = []
        while number < LAST:
            if len(parts) > len(self.small_table):
                raise Refusal("damaged")
            parts.append(self.small[number * SMALL : (number + 1) * SMALL])
            number = self.small_table[number]
        return b"".join(parts)

    def _top(self, entries: bytes) -> dict[str, tuple[int, int]]:
        """What lies at the top: a document set into another brings streams of its own, further down."""
        found = {}
        seen = set()
        (child,) = struct.unpack_from("<I", entries, 76)
        waiting = [child]
        while waiting:
            number = waiting.pop()
            if number in seen or (number + 1) * ENTRY > len(entries):
                continue
            seen.add(number)
            entry = entries[number * ENTRY : (number + 1) * ENTRY]
            length, left, right = struct.unpack_from("<H2xII", entry, 64)
            waiting += [left, right]
            name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
            found[name] = struct.unpack_from("<II", entry, 116)
        return found


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))
