"""What helps those who write: what they never saved, where script keeps what they type, a copy, keys."""

from django.utils.translation import gettext as _

from practices.admin import autosave


def of(model_admin, request, practice, form) -> dict:
    """The part of the form's context that only those who may change the practice are given."""
    is_restored = getattr(request, "is_restored", False) and not request.refusal.is_stale
    calm = {"errors": []} if is_restored else {}  # nobody has tried to save yet: faults are told at their fields only
    return {
        **calm,
        "never_saved": autosave.notice(request, practice),
        "keeping_address": autosave.keeping_address(practice),
        "is_typed": form.is_bound,
        "is_restored": is_restored,
        "may_copy": practice is not None and model_admin.has_add_permission(request),
        "shortcuts": shortcuts(),
        "words": words_of_scripts(),
    }


def words_of_scripts() -> dict[str, str]:
    """Sentences that scripts of the form put together."""
    return {
        "recommended": _("%(count)s of %(most)s characters recommended"),
        "above": _("%(count)s characters: more than the %(recommended)s recommended, %(most)s are possible"),
        "near": _("%(count)s of %(most)s characters"),
        "over": _("%(count)s characters, %(over)s too many"),
        "add": _("Add %(language)s"),
        "languages": _("Languages"),
        "faulty": _("has errors"),
        "new": _("New text"),
        "removed": _("to be removed"),
        "keeping": _("Keeping what you type…"),
        "unkept": _("What you type cannot be kept right now. Save soon."),
        "signedout": _("What you type is not kept on the server while you are signed out."),
        "firstkept": _("What you type is kept on the server until you save."),
    }


def shortcuts() -> list[dict]:
    """The keys of the form."""
    return [
        {"keys": "Ctrl+S", "what": _("Save")},
        {"keys": "← →", "what": _("On the tabs of the languages: the one before, the one after")},
        {"keys": "Home, End", "what": _("On the tabs of the languages: the first, the last")},
    ]
