"""What is wrong between the parts of a whole document, as tables would refuse it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from practices.document import parts

Fault = tuple[str, str]


def inconsistencies(document: dict) -> list[Fault]:
    """(path, message) of every fault that no single part shows."""
    return [*_texts(document), *_sources(document), *_repetitions(document), *_own_links(document)]


def _texts(document: dict) -> Iterator[Fault]:
    original = document["original_language"]
    texts = document["texts"]
    if texts and original not in texts:
        yield f"texts.{original}", _("The text in the original language is missing.")
    for language, text in texts.items():
        if (text["origin"] == "original") != (language == original):
            yield f"texts.{language}.origin", _("Exactly the text in the original language is an original.")


def _sources(document: dict) -> Iterator[Fault]:
    keys = {citation["key"] for citation in document["citations"]}
    for path, entry in _entries_with_source(document):
        if entry["source"] and entry["source"] not in keys:
            yield f"{path}.source", _("There is no source with the key “%(key)s”.") % {"key": entry["source"]}


def _entries_with_source(document: dict) -> Iterator[tuple[str, dict]]:
    for place, figure in enumerate(document["figures"]):
        yield f"figures.{place}", figure
    for detail, key in (("labour_agreement", "elements"), ("training_centre", "trainees")):
        for place, entry in enumerate(document[detail][key] if document[detail] else []):
            yield f"{detail}.{key}.{place}", entry


def _repetitions(document: dict) -> Iterator[Fault]:
    agreement = document["labour_agreement"] or {"elements": []}
    for path, values in (
        *((key, document[key]) for key in (*parts.TERMS, "mechanisms")),
        ("countries", [(entry["country"], entry["role"]) for entry in document["countries"]]),
        ("organisations", [(entry["organisation"], entry["role"]) for entry in document["organisations"]]),
        ("cities", [(entry["city"], entry["role"]) for entry in document["cities"]]),
        ("citations", [entry["key"] for entry in document["citations"]]),
        ("attachments", [entry["sha256"] for entry in document["attachments"]]),
        ("links", [(entry["practice"], entry["kind"]) for entry in document["links"]]),
        ("labour_agreement.elements", [entry["element"] for entry in agreement["elements"]]),
    ):
        for place, value in enumerate(values):
            if value in values[:place]:
                yield f"{path}.{place}", _("This is entered twice.")


def _own_links(document: dict) -> Iterator[Fault]:
    for place, link in enumerate(document["links"]):
        if link["practice"] == document["code"]:
            yield f"links.{place}.practice", _("A practice cannot be linked to itself.")
