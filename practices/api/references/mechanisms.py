"""Inter-State consultation mechanisms on migration, with their members."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices.api.parameters import Given, Parameter
from practices.api.problems import Problem
from practices.api.references.entries import EntryList, count_of, named, names, path_of, practices_with
from practices.api.views import PublicView
from practices.document.words import choice
from practices.kept import Kept
from practices.models import ConsultationMechanism, MechanismMembership
from practices.models.fields import is_web_address
from practices.opendata import addresses
from practices.reference import Entry, Snapshot
from practices.search import Values
from practices.vocabulary import MechanismCategory

CATEGORY = Parameter(
    "category", gettext_lazy("Kind of mechanism."), {"type": "string", "enum": MechanismCategory.values}, example="rcp"
)
COUNTRY = Parameter("country", gettext_lazy("Two-letter code of a country: the mechanisms it is a member of."),
                    example="GH")  # fmt: skip
_tables = Kept(2)  # an old and a new version, while threads change over


class Memberships:
    """What the snapshot does not hold, for one state of the tables: two queries."""

    def __init__(self) -> None:
        columns = ("pk", "established", "regions", "is_active", "url")
        self.rows = {row.pop("pk"): row for row in ConsultationMechanism.objects.values(*columns)}
        self.members: defaultdict[int, list[dict]] = defaultdict(list)
        columns = ("mechanism", "country", "since", "until")
        for row in MechanismMembership.objects.order_by("country__code").values(*columns):
            self.members[row.pop("mechanism")].append(row)


def of(snapshot: Snapshot) -> Memberships:
    """Those that go with a snapshot."""
    return _tables.get(snapshot.version, Memberships)


def shown(entry: Entry, language: str, values: Values) -> dict:
    """A mechanism with its members."""
    snapshot = values.snapshot
    tables = of(snapshot)
    row = tables.rows.get(entry.pk, {"established": None, "regions": "", "is_active": None, "url": ""})
    return {
        **names(entry, language, snapshot),
        "id": addresses.concept("mechanism", entry.code),
        "api_url": path_of("mechanisms", entry.code),
        "acronym": entry.facts["acronym"],
        "category": choice(MechanismCategory, entry.facts["category"]),
        "regions": row["regions"],
        "established": row["established"],
        "is_active": row["is_active"],
        "url": row["url"] if row["url"] and is_web_address(row["url"]) else None,
        "members": [
            {"country": country, "since": member["since"], "until": member["until"]}
            for member in tables.members.get(entry.pk, ())
            if (country := named(snapshot.get("country", member["country"]), language, snapshot))
        ],
        "practices": count_of(values, entry),
        "practices_url": practices_with(entry),
    }


class MechanismsView(EntryList):
    """All mechanisms, or those of a kind or a country."""

    parameters = (*EntryList.parameters, CATEGORY, COUNTRY)
    table = "mechanism"

    def read(self, given: Given) -> None:
        """Kind and country."""
        super().read(given)
        self.category = given.choice(CATEGORY.name, MechanismCategory.values)
        self.country = self.known(given, COUNTRY.name, self.snapshot.of_kind("country"))

    def entries(self) -> list[Entry]:
        """Those of this kind that the country is a member of."""
        country = self.snapshot.find("country", self.country)
        return [
            entry
            for entry in super().entries()
            if self.category in ("", entry.facts["category"])
            and (country is None or any(one["country"] == country.pk for one in of(self.snapshot).members[entry.pk]))
        ]

    def item(self, entry: Entry) -> dict:
        """As everywhere."""
        return shown(entry, self.language, self.values)


class MechanismView(PublicView):
    """One mechanism by its code."""

    def facts(self, **kwargs) -> tuple:
        """Whether there is one at all."""
        self.entry = self.values.snapshot.find("mechanism", kwargs["code"])
        if self.entry is None:
            raise Problem("not-found", _("There is no consultation mechanism with this code."))
        return ()

    def answer(self, request: Request, code: str) -> dict:
        """As in the list."""
        return shown(self.entry, self.language, self.values)
