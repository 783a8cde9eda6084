"""Operations that read what is public."""

from django.utils.translation import gettext_lazy as _

from practices.api.describing.declaring import Answer, Operation

KNOWN = {304: Answer(_("You have it already."))}


def _read(name: str, tag: str, summary, description, shape: str, words, **more) -> Operation:
    return Operation(name, tag, summary, description, {200: Answer(words, shape)} | KNOWN, **more)


OPERATIONS = {
    "PracticesView.get": _read(
        "listPractices", "practices", _("Search published practices"),
        _("The same filters, counts and order as the page. Any of several values of one facet, all facets together."
          " Choose fields with “fields”, a page with “page” and “page_size”; to take everything, begin with “cursor=*” and"
          " follow “next”. The same address with .csv, .xlsx, .geojson, .jsonl or .jsonld at the end, or such an Accept,"
          " gives the whole result as a file (or, for .jsonld, the page as linked data)."),
        "PracticePage", _("One page, or the whole result as a file."), linked="LinkedPractices",
    ),
    "PracticeView.get": _read(
        "getPractice", "practices", _("One practice"),
        _("The live edition with labels in your language. Name “document” in “fields” to get it in codes alone, with all"
          " languages, as it can be written back."),
        "Practice", _("The practice, or its file."), linked="LinkedPractice",
    ),
    "FacetsView.get": _read(
        "listFacets", "practices", _("Values to filter by"),
        _("Every facet with its values and how many practices each would give, for the search of the same parameters."
          " What is chosen in a facet does not count in it."),
        "Facets", _("The facets."),
    ),
    "EditionsView.get": _read(
        "listEditions", "practices", _("The editions of a practice"),
        _("Every edition that was published, the newest first. Editions never change; words may be taken out of one by"
          " recorded redaction."),
        "EditionPage", _("One page of editions."),
    ),
    "EditionView.get": _read(
        "getEdition", "practices", _("One edition"),
        _("A practice as it was published then, in words and as a document. Grade and contact are those of today."),
        "Edition", _("The edition."), linked="LinkedPractice",
    ),
    "CompareView.get": _read(
        "compareEditions", "practices", _("Two editions side by side"),
        _("What differs between any two editions of public practices, in words of your language: texts as pieces that are"
          " marked same, old or new, lists as what came and what went."),
        "Comparison", _("The differences."), requires=("old", "new"), problems=("not-found", "gone"),
    ),
    "SuggestionsView.get": _read(
        "listSuggestions", "practices", _("Suggestions while somebody types"),
        _("Names of what can be filtered by, and titles of practices."),
        "Suggestions", _("The suggestions."), requires=("q",),
    ),
    "StatisticsView.get": _read(
        "getStatistics", "numbers", _("The registry, or a search, in numbers"),
        _("Totals and how many practices each value has. Unlike in facets everything is counted among what was found."),
        "Statistics", _("The numbers."),
    ),
    "FlowsView.get": _read(
        "listFlows", "numbers", _("Who shares with whom"),
        _("Pairs of countries among the practices found: a practice counts for (A, B) where A is a provider in it and B a"
          " beneficiary; with “kind=movement”, where A is a country of origin and B one of destination."),
        "Flows", _("The pairs."),
    ),
    "CountriesView.get": _read(
        "listCountries", "reference", _("Countries and areas"),
        _("Codes, names, the regions and groups of today, and how many public practices each has part in."),
        "CountryPage", _("One page of countries."),
    ),
    "CountryView.get": _read(
        "getCountry", "reference", _("One country"),
        _("By its two letters; with how many practices it has in each role."),
        "CountryAlone", _("The country."),
    ),
    "OrganisationsView.get": _read(
        "listOrganisations", "reference", _("Organisations"),
        _("Organisations that take part in practices."),
        "OrganisationPage", _("One page of organisations."),
    ),
    "OrganisationView.get": Operation(
        "getOrganisation", "reference", _("One organisation"),
        _("By its code. One that was merged into another leads to the other."),
        {
            200: Answer(_("The organisation."), "Organisation"),
            301: Answer(_("It was merged: the address of what took it in."), headers=("Location",)),
        } | KNOWN,
    ),
    "MechanismsView.get": _read(
        "listMechanisms", "reference", _("Consultation mechanisms"),
        _("Inter-State consultation mechanisms on migration with their members."),
        "MechanismPage", _("One page of mechanisms."),
    ),
    "MechanismView.get": _read(
        "getMechanism", "reference", _("One consultation mechanism"),
        _("By its code, with its members."),
        "Mechanism", _("The mechanism."),
    ),
    "TermsView.get": _read(
        "listTerms", "reference", _("Terms of the vocabularies"),
        _("What the codes in records mean. Merged and retired terms stay, for whoever still has their codes."),
        "TermPage", _("One page of terms."),
    ),
    "TermView.get": Operation(
        "getTerm", "reference", _("One term"),
        _("By its vocabulary and code, with what is narrower. One that was merged into another leads to the other."),
        {
            200: Answer(_("The term."), "TermAlone"),
            301: Answer(_("It was merged: the address of what took it in."), headers=("Location",)),
        } | KNOWN,
    ),
    "RootView.get": _read(
        "getWayIn", "about", _("Where everything is"),
        _("Addresses of all lists, of this description, of the open data and of the terms of the data."),
        "WayIn", _("Addresses by name."),
    ),
    "ProblemView.get": _read(
        "getProblemKind", "about", _("What a kind of problem means"),
        _("The “type” of every problem leads here."),
        "ProblemKind", _("The name and the status of the kind."),
    ),
}  # fmt: skip
