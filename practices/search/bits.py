"""Sets of listings as Python integers: bit n stands for slot n of the index."""

import re
from collections.abc import Iterable, Iterator
from itertools import compress

DENSE = 16  # from one in so many on, a character for each slot is quicker than a byte for each eight
_OCCUPIED = re.compile(rb"[^\x00]")
_PLACES = [tuple(place for place in range(8) if octet >> place & 1) for octet in range(256)]
_FLAGS = bytes(sign & 1 for sign in range(256))  # "0" and "1" as 0 and 1


def bits_of(slots: list[int], size: int) -> int:
    """The set of these slots, out of `size`."""
    if len(slots) * DENSE < size:
        octets = bytearray(size // 8 + 1)
        for slot in slots:
            octets[slot >> 3] |= 1 << (slot & 7)
        return int.from_bytes(octets, "little")
    signs = bytearray(b"0" * size)
    for slot in slots:
        signs[slot] = 49
    signs.reverse()
    return int(signs, 2) if signs else 0


def flags_of(bits: int, size: int) -> bytes:
    """One byte for each slot: 1 where it is in the set."""
    signs = bin(bits)[2:].zfill(size).encode()
    return signs[::-1].translate(_FLAGS)


def slots_of(bits: int, size: int) -> list[int]:
    """The slots of a set, rising. The time goes by how many there are, not by `size`."""
    if bits.bit_count() * DENSE > size:
        return list(compress(range(size), flags_of(bits, size)))
    octets = bits.to_bytes(size // 8 + 1, "little")
    return [
        (found.start() << 3) + place for found in _OCCUPIED.finditer(octets) for place in _PLACES[octets[found.start()]]
    ]


def in_order(order: Iterable[int], bits: int, size: int) -> Iterator[int]:
    """Those of an order that are in a set."""
    flags = flags_of(bits, size)
    return (slot for slot in order if flags[slot])


def union(sets: Iterable[int]) -> int:
    """What is in any of them."""
    found = 0
    for bits in sets:
        found |= bits
    return found
