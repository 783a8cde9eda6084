"""Countries and areas: codes, names, the regions and groups of today, and how many practices each has part in."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices.api import choices
from practices.api.choices import codes_of
from practices.api.parameters import Given, Parameter
from practices.api.problems import Problem
from practices.api.references.entries import EntryList, count_of, named, names, path_of, practices_with
from practices.api.views import PublicView
from practices.opendata import addresses
from practices.reference import Entry
from practices.search import Values
from practices.search.values import M49
from practices.vocabulary import CountryRole, TermKind

REGION = Parameter("region", gettext_lazy("Code of a region of the UN (M49): its countries."), example="m49-002")
GROUP = Parameter("group", gettext_lazy("Code of another group: its members today."), example="g77")


def shown(entry: Entry, language: str, values: Values) -> dict:
    """A country as lists have it."""
    snapshot = values.snapshot
    groups = [snapshot.find("group", code) for code in sorted(snapshot.groups_of.get(entry.code, ()))]
    own = codes_of(snapshot).get(entry.pk, {"iso3": "", "m49": ""})
    return {
        **names(entry, language, snapshot),
        "id": addresses.concept("country", entry.code),
        "api_url": path_of("countries", entry.code),
        "iso3": own["iso3"],
        "m49": own["m49"] or None,
        "regions": [named(group, language, snapshot) for group in groups if group and group.facts["kind"] in M49],
        "groups": [named(group, language, snapshot) for group in groups if group and group.facts["kind"] not in M49],
        "latitude": entry.facts["latitude"],
        "longitude": entry.facts["longitude"],
        "practices": count_of(values, entry),
        "practices_url": practices_with(entry),
    }


class CountriesView(EntryList):
    """All countries, or those of a region or group."""

    parameters = (*EntryList.parameters, REGION, GROUP)
    table = "country"

    def read(self, given: Given) -> None:
        """Region and group."""
        super().read(given)
        self.groups = {self._one(given, REGION.name), self._one(given, GROUP.name)} - {""}

    def _one(self, given: Given, kind: str) -> str:
        """A group of countries, of the one kind or the other."""
        return self.known(given, kind, choices.of_kind(kind, self.snapshot))

    def entries(self) -> list[Entry]:
        """Those that are in all the groups asked for."""
        return [entry for entry in super().entries() if self.groups <= {*self.snapshot.groups_of.get(entry.code, ())}]

    def other_codes(self, entry: Entry) -> tuple[str, ...]:
        """Of three letters, and the number of the UN."""
        own = codes_of(self.snapshot).get(entry.pk, {})
        return tuple(code for code in own.values() if code)

    def item(self, entry: Entry) -> dict:
        """As everywhere."""
        return shown(entry, self.language, self.values)


class CountryView(PublicView):
    """One country by its two letters, with what it does in practices."""

    def facts(self, **kwargs) -> tuple:
        """Whether there is one at all."""
        self.entry = self.values.snapshot.find("country", kwargs["code"].upper())
        if self.entry is None:
            raise Problem("not-found", _("There is no country with this code. Codes are of two letters: GH."))
        return ()

    def answer(self, request: Request, code: str) -> dict:
        """As in the list, and how many practices it has in each role."""
        return shown(self.entry, self.language, self.values) | {"roles": self._roles()}

    def _roles(self) -> list[dict]:
        index, snapshot = self.values.index, self.values.snapshot
        counted = {
            role: (index.bits("country_role", f"{self.entry.code}.{role}") & index.alive).bit_count()
            for role in CountryRole.values
        }
        return [
            named(entry, self.language, snapshot) | {"practices": counted[entry.code]}
            for entry in snapshot.of_kind(TermKind.COUNTRY_ROLE)
            if counted.get(entry.code)
        ]
