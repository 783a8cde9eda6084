"""How often one may ask: counted in the database, so that all processes count together, by one statement a request."""

import hashlib
import hmac
import time
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from rest_framework.exceptions import Throttled
from rest_framework.throttling import BaseThrottle

from practices import search

SECONDS = 60
# The same statement tells how everything public stands: a request that is answered by 304 asks for nothing else.
_COUNT = f"""
    INSERT INTO practices_requestcount (asker, minute, count) VALUES (%s, %s, 1)
    ON CONFLICT (asker, minute) DO UPDATE SET count = practices_requestcount.count + 1 RETURNING count, {search.NUMBERS}
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Use:
    """What one asker has used of the minute that is running."""

    limit: int
    count: int
    reset: int  # seconds until the next minute
    numbers: search.Numbers  # of everything public, when it was counted

    @property
    def remaining(self) -> int:
        """Requests left."""
        return max(self.limit - self.count, 0)

    @property
    def is_over(self) -> bool:
        """Whether this request is one too many."""
        return self.count > self.limit

    @property
    def headers(self) -> dict[str, str]:
        """What the answer says of it (draft-ietf-httpapi-ratelimit-headers, in its widely read form)."""
        return {
            "RateLimit-Limit": str(self.limit), "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }  # fmt: skip


def count(asker: str, limit: int) -> Use:
    """Count one request of this asker."""
    now = time.time()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [asker, int(now // SECONDS)])
        counted, *numbers = cursor.fetchone()
    return Use(limit, counted, SECONDS - int(now % SECONDS), search.numbers_of(*numbers))


class PerMinute(BaseThrottle):
    """Everybody by address, whoever brings a key by the account it belongs to. The address itself is not kept."""

    def __init__(self) -> None:
        self.use: Use | None = None

    def allow_request(self, request, view) -> bool:
        """Count it; whether it may go on. What is left is noted for the headers of the answer."""
        key = request.auth
        if key is not None:
            self.use = count(f"person:{key.owner_id}", settings.API_ACCOUNT_PER_MINUTE)
        else:
            self.use = count_address(request._request)
        request._request.api_use = self.use
        return not self.use.is_over

    def wait(self) -> int | None:
        """Seconds until the next minute."""
        return self.use.reset if self.use else None


def count_address(request: HttpRequest) -> Use:
    """Count a request that brought no good key."""
    return count(_address_key(request), settings.API_ANONYMOUS_PER_MINUTE)


def _address_key(request: HttpRequest) -> str:
    address = _network(BaseThrottle().get_ident(request) or "")
    digest = hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()
    return f"address:{digest[:32]}"


def _network(address: str) -> str:
    """The address; of IPv6 the network of 64 bits, since every machine has as many addresses as it likes."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{address}/64", strict=False)) if parsed.version == 6 else address


def refuse_over(request: HttpRequest) -> None:
    """Count a request whose key is not good. Raises Throttled: guessing keys is limited as asking is."""
    request.api_use = count_address(request)
    if request.api_use.is_over:
        raise Throttled(wait=request.api_use.reset)


def refuse_many_files(request) -> None:
    """Count one file for whoever asks. Raises Throttled: a file costs more than a page."""
    who = f"person:{request.auth.owner_id}" if request.auth else _address_key(request._request)
    use = count(f"file:{who}", settings.API_FILES_PER_MINUTE)
    if use.is_over:
        raise Throttled(wait=use.reset)


def count_harvest(request: HttpRequest) -> Use:
    """Count one request of a harvester: pages come one after the other, so many more are usual."""
    return count(f"harvest:{_address_key(request)}", settings.OAI_PER_MINUTE)
