"""Other names of terms: those to show, and those only to look for."""

from collections import defaultdict
from collections.abc import Iterable

from practices.models import Alias, ConsultationMechanism, Country
from practices.vocabulary import AliasKind, TermKind

# Demonyms, everyday words and codes as people type them lead to a term, but nobody would call it so.
SHOWN = frozenset({AliasKind.NAME, AliasKind.ACRONYM, AliasKind.VARIANT, AliasKind.FORMER})
UN_NAMES = {"un_name_en": "en", "un_name_fr": "fr", "un_name_es": "es"}

Name = tuple[str, str]  # text, language; "" is no language


class OtherNames:
    """All other names in one vocabulary, by the keys of its rows."""

    def __init__(self, name: str) -> None:
        self.shown: defaultdict[int, set[Name]] = defaultdict(set)
        self.hidden: defaultdict[int, set[Name]] = defaultdict(set)
        self.notations: dict[int, tuple[Name, ...]] = {}  # code, name of the list it is of
        self.pages: dict[int, str] = {}
        self._read_aliases(name)
        if name == "country":
            self._read_countries()
        elif name == "mechanism":
            self._read_mechanisms()

    def _read_aliases(self, name: str) -> None:
        table = "term" if name in TermKind.values else name
        aliases = Alias.objects.filter(is_doubtful=False)
        own = aliases.filter(term__kind=name) if table == "term" else aliases.filter(**{f"{table}__isnull": False})
        for key, kind, language, text in own.values_list(f"{table}_id", "kind", "language", "text"):
            # A form in no language is one that leads to several things: Congo, CAN.
            is_shown = kind in SHOWN and (language or kind == AliasKind.ACRONYM)
            (self.shown if is_shown else self.hidden)[key].add((text, language))

    def _read_countries(self) -> None:
        for country in Country.objects.values("pk", "iso3", "m49", *UN_NAMES):
            lists = (("iso3", "iso-3166-1-alpha-3"), ("m49", "m49"))
            self.notations[country["pk"]] = tuple((country[key], of) for key, of in lists if country[key])
            for key, language in UN_NAMES.items():
                if country[key]:
                    self.shown[country["pk"]].add((country[key], language))

    def _read_mechanisms(self) -> None:
        for key, acronym, url in ConsultationMechanism.objects.values_list("pk", "acronym", "url"):
            if acronym and not any(text == acronym for text, _language in self.shown[key]):
                self.shown[key].add((acronym, ""))
            self.pages[key] = url

    def of(self, key: int, labels: dict[str, str]) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
        """Names to show and names to look for, sorted; SKOS wants no name to be of two kinds."""
        own = {(text, language) for language, text in labels.items()} | {(text, "") for text in labels.values()}
        shown = self.shown[key] - own
        return _sorted(shown), _sorted(self.hidden[key] - own - shown)


def _sorted(names: Iterable[Name]) -> tuple[Name, ...]:
    return tuple(sorted(names, key=lambda name: (name[1], name[0])))
