"""Programs that write: a key for a person, and requests as they send them."""

import json

from django.test import override_settings

from accounts import api_keys
from accounts.models import ApiScope

COPIES = "/api/v1/working-copies/"
ALL = tuple(ApiScope.values)
UNLIMITED = override_settings(API_ANONYMOUS_PER_MINUTE=100_000, API_ACCOUNT_PER_MINUTE=100_000)


def key_of(person, *scopes: str) -> str:
    """The text of a new key of this person's, for what it may be made for."""
    offered = {scope.value for scope in api_keys.offered_scopes(person)}
    _key, text = api_keys.make(person, f"Made-up {person.api_keys.count()}", set(scopes or ALL) & offered, 30)
    return text


class Program:
    """Sends requests with one key; each answers with the response."""

    def __init__(self, client, key: str = "") -> None:
        self.client, self.key = client, key

    def send(self, method: str, path: str = "", body=None, *, match=None, once=None, **headers):
        """One request below working-copies/. `match` is If-Match, `once` the idempotency key."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = headers.pop("content-type", "application/json")
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        if match is not None:
            headers["if-match"] = f'"{match}"' if isinstance(match, int) else match
        if once is not None:
            headers["idempotency-key"] = once
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        address = path if path.startswith("/") else COPIES + path
        return self.client.generic(method, address, content, content_type=kind, headers=headers)

    def get(self, path: str = "", **headers):
        return self.send("GET", path, **headers)

    def create(self, document: dict, **headers):
        return self.send("POST", "", document, **headers)

    def change(self, practice, document, match=None, **headers):
        """PATCH at the revision the practice is remembered at, unless told otherwise."""
        match = practice.revision if match is None else match
        return self.send("PATCH", f"{practice.code}/", document, match=match, **headers)

    def delete(self, practice, match=None, **headers):
        match = practice.revision if match is None else match
        return self.send("DELETE", f"{practice.code}/", match=match, **headers)

    def move(self, practice, name: str, match=None, note: str = "", reason: str = "", **headers):
        match = practice.revision if match is None else match
        body = {"name": name, "note": note, "reason": reason}
        return self.send("POST", f"{practice.code}/transitions/", body, match=match, **headers)

    def bulk(self, items, query: str = "", **headers):
        return self.send("POST", f"bulk/{query}", {"items": items}, **headers)


def problem(response) -> str:
    """The kind of problem an answer tells, and its faulty fields."""
    found = response.json()
    kind = found["type"].rstrip("/").rpartition("/")[2]
    fields = sorted({one["field"] for one in found.get("errors", [])})
    return " ".join([str(response.status_code), kind, *fields])
