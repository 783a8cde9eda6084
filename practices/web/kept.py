"""Parts of pages that are the same for every reader, kept in the process while they are used."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


class Kept:
    """The most recently used values, never more than `size`. Making a value twice does no harm, so nobody waits."""

    def __init__(self, size: int) -> None:
        self._size, self._values, self._lock = size, OrderedDict(), Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value under this key; made now where it is not known or has been dropped."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value

    def __len__(self) -> int:
        return len(self._values)
