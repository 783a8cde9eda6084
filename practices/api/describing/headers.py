"""Headers of requests and answers, described once."""

from django.utils.translation import gettext_lazy as _

from practices.api.describing.shapes.building import COUNT, TEXT

RATES = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
ALWAYS = ("X-Request-ID", "Content-Language", *RATES)
VALIDATORS = ("ETag", "Last-Modified", "Cache-Control")


def _header(words, schema: dict, example: object) -> dict:
    return {"description": words, "schema": schema, "example": example}


def _asked(name: str, words, example: str, *, is_required: bool = False, **more: object) -> dict:
    schema: dict = {"type": "string", **more}
    found = {"name": name, "in": "header", "required": is_required, "description": words, "schema": schema}
    if is_required:
        return found | {"example": example}
    schema["examples"] = [example]  # not `example`, which Swagger UI sends along with every request
    return found


ANSWERED = {
    "X-Request-ID": _header(
        _("What this request is called in our log: yours, or one of our own."), TEXT, "0f1e2d3c4b5a6978"
    ),
    "Content-Language": _header(_("The language of labels and sentences."), TEXT, "en"),
    "RateLimit-Limit": _header(_("Requests you have a minute."), COUNT, 60),
    "RateLimit-Remaining": _header(_("Requests left in this minute."), COUNT, 59),
    "RateLimit-Reset": _header(_("Seconds until the next minute."), COUNT, 42),
    "Retry-After": _header(_("Seconds to wait before you ask again."), COUNT, 42),
    "ETag": _header(_("Names this state of the answer; of a working copy, the revision."), TEXT, '"5"'),
    "Last-Modified": _header(
        _("When anything public last changed; absent where a part of the answer has no date, as a grade."),
        TEXT,
        "Mon, 06 May 2024 07:08:09 GMT",
    ),
    "Link": _header(
        _("Of lists: the pages around this one, as “next” and “prev”."),
        TEXT,
        '<https://registry.example/api/v1/practices/?page=2>; rel="next"',
    ),
    "Cache-Control": _header(_("Whether the answer may be kept; ask again each time."), TEXT, "public, no-cache"),
    "Content-Disposition": _header(_("The name of the file."), TEXT, 'attachment; filename="practices.csv"'),
    "Location": _header(
        _("The address of what was made."), TEXT, "https://registry.example/api/v1/working-copies/0000-0011/"
    ),
    "WWW-Authenticate": _header(_("What to send."), TEXT, 'Bearer realm="API"'),
    "Idempotency-Replayed": _header(_("“true” where an answer of before is given again."), TEXT, "true"),
}
ASKED = {
    "If-None-Match": _asked(
        "If-None-Match", _("The ETag you have: 304 without a body while it is still right."),
        'W/"00000000000000000000000000000000"',
    ),
    "If-Modified-Since": _asked(
        "If-Modified-Since", _("The Last-Modified you have. If-None-Match goes before it."),
        "Mon, 06 May 2024 07:08:09 GMT",
    ),
    "Accept-Language": _asked(
        "Accept-Language", _("Languages you read, the best first; “lang” in the address goes before it."), "fr, en;q=0.5",
    ),
    "If-Match": _asked(
        "If-Match", _("The ETag of the revision you have read: nobody's change is written over."), '"5"', is_required=True,
    ),
    "Idempotency-Key": _asked(
        "Idempotency-Key",
        _("A text of your own for this request: sent again, it has no second effect and gets the same answer."),
        "made-up-7f3a", minLength=1, maxLength=255, pattern="^[!-~]+$",
    ),
}  # fmt: skip
