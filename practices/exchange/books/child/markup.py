"""XML read as a stream: no document type, no entities, no depth, no endless tag."""

from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.parsers import expat

from .limits import CHUNK, DEPTH, TOKEN, Refusal

Start = Callable[[str, dict[str, str]], None]


class Budget:
    """How many elements all parts of a file may have together."""

    def __init__(self, elements: int):
        self.left = elements


def walk(
    stream: BinaryIO,
    budget: Budget,
    start: Start | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call for each element with its name and its attributes' names as written, prefixes of elements left out."""
    for _fed in walk_stepwise(stream, budget, start, end, text):
        pass


def walk_stepwise(
    stream: BinaryIO,
    budget: Budget,
    start: Start | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Iterator[int]:
    """The same, pausing after each chunk: bytes read so far."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type  # entities can only be declared within one
    parser.StartElementHandler, parser.EndElementHandler = _counting(budget, start, end)
    if text:
        parser.CharacterDataHandler = text
    fed = 0
    try:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > TOKEN:  # a tag that does not end is kept whole, and read again and again
                raise Refusal("damaged")
            yield fed
        parser.Parse(b"", True)
        yield fed
    except expat.ExpatError as error:
        raise Refusal("damaged") from error


def _counting(budget: Budget, start: Start | None, end: Callable[[str], None] | None) -> tuple[Start, Callable]:
    """Both handlers, with depth and number of elements bounded."""
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        budget.left -= 1
        if depth > DEPTH:
            raise Refusal("depth")
        if budget.left < 0:
            raise Refusal("elements")
        if start:
            start(name[name.find(":") + 1 :] if ":" in name else name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name[name.find(":") + 1 :] if ":" in name else name)

    return opened, closed


def _refuse_document_type(*_declaration: object) -> None:
    raise Refusal("entities")


def local(attributes: dict[str, str], name: str, default: str = "") -> str:
    """An attribute by its name without prefix."""
    if name in attributes:
        return attributes[name]
    ending = ":" + name
    return next((value for key, value in attributes.items() if key.endswith(ending)), default)
