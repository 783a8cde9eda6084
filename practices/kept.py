"""What a process keeps while it is used: the most recently used values, never more than so many."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


class Kept:
    """Values by key, shared by threads. Making a value twice does no harm, so nobody waits for another."""

    def __init__(self, size: int) -> None:
        self._size, self._values, self._lock = size, OrderedDict(), Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value under this key; made now where it is not known or has been dropped."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        self.keep(key, value)
        return value

    def find(self, key: Hashable) -> Any:
        """The value under this key, or None."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def keep(self, key: Hashable, value: Any) -> None:
        """Put a value under a key; the least recently used go."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._values.clear()

    def __len__(self) -> int:
        return len(self._values)
