"""Why a document was refused: every fault with its path, in the reader's language."""

from django.utils.translation import gettext as _
from pydantic import ValidationError


class DocumentError(Exception):
    """A document, or one of many, cannot be taken in. `errors` lists index, path, message and code of every fault."""

    def __init__(self, errors: list[dict]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{error['path']}: {error['message']}" for error in errors[:5]))


def fault(index: int, path: str, message: str, code: str = "invalid") -> dict:
    """One entry of DocumentError.errors. The path is dotted, as in figures.0.value; the code is for programs."""
    return {"index": index, "path": path, "message": message, "code": code}


def faults_of(index: int, refusal: ValidationError) -> list[dict]:
    """What pydantic found, one entry a path, worded for people."""
    found: dict[str, tuple[str, str]] = {}
    for error in refusal.errors(include_url=False, include_input=False):
        found.setdefault(_path(error["loc"]), (_sentence(error), error["type"]))
    return [fault(index, path, message, code) for path, (message, code) in found.items()]


def _path(location: tuple) -> str:
    """Drops what pydantic adds for its own use: names of alternatives and of validators."""
    parts = [str(part) for part in location]
    return ".".join(part for part in parts if part == "__root__" or not any(c in part for c in "[](,' ")
                    or part.startswith("[key]")).replace(".[key]", "") or "document"  # fmt: skip


def _sentence(error: dict) -> str:
    bounds = error.get("ctx", {})
    own = {
        "no_such_day": _("There is no such day."),
        "web_address": _("This is not an http or https address."),
        "email": _("This is not an e-mail address."),
        "practice_code": _("This is not the code of a practice."),
        "number": _("This is not a number."),
        "number_size": _("A number has at most twelve digits and three decimals."),
        "years_in_order": _("A practice cannot end before it starts."),
        "original_outdated": _("An original cannot be older than itself."),
        "source_unnamed": _("A source needs a title or an address."),
        "exchange_alone": _("An exchange needs two different countries."),
        "women_many": _("There cannot be more women than people."),
        "days_in_order": _("The last day cannot be before the first."),
        "wage_currency": _("Give the currency of the wage."),
        "extra_forbidden": _("There is no field of this name."),
        "missing": _("This is missing."),
        "enum": _("This is not one of the possible values."),
        "literal_error": _("This is not one of the possible values."),
        "string_type": _("This must be a text."),
        "bool_type": _("This must be true or false."),
        "int_type": _("This must be a whole number."),
        "list_type": _("This must be a list."),
        "dict_type": _("This must be an object."),
        "model_type": _("This must be an object."),
        "string_too_short": _("This must not be empty."),
        "too_short": _("This must not be empty."),
        "string_pattern_mismatch": _("This is not written as it should be."),
    }
    if error["type"] in ("string_too_long", "too_long"):
        return _("This is too long: at most %(most)s are possible.") % {"most": bounds.get("max_length")}
    if error["type"] in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return _("This number is out of range.")
    return own.get(error["type"], _("This value cannot be used."))
