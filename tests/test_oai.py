"""The OAI-PMH repository: six verbs, what each shows and hides, every error of the protocol, and nothing that breaks it."""

import gzip
import tempfile
import unicodedata
from datetime import UTC, datetime
from unittest.mock import patch
from urllib.parse import quote, urlencode

from django.conf import settings
from django.test import override_settings
from lxml import etree

from practices import merging, publishing, workflow
from practices.api.oai import lists, registry_schema
from practices.models import Country, CountryClassification, CountryGroup, Edition, Listing, Practice, Term, Tombstone
from practices.vocabulary import Acceptance, Channel, TermKind
from tests.cast import RegistryTestCase, bring_to, published
from tests.example import SECRET, example_document, example_texts, kept_file
from tests.factories import CountryFactory, TermFactory, make_practice, snapshot_document
from tests.harvesting import DC, LANG, OAI, SITE, ask, codes, document_of, error, texts, valid

IDENTIFIER = "oai:registry.example:"
MANY_YEARS_AGO, LONG_FROM_NOW = "1990-01-01", "2990-01-01"


@override_settings(**SITE)
class OaiTestCase(RegistryTestCase):
    """A full record, a short one, an archived one and a draft; a theme in a theme, a region in a region."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.make_reference()
        cls.short = published(
            cls.author, type="treaty", themes=["gamma"], texts={"fr": {"title": "Un échange inventé", "summary": "Rien."}},
            original_language="fr", countries=[{"country": "XC", "role": "provider"}],
        )  # fmt: skip
        cls.draft = make_practice(cls.author)
        cls.gone = published(cls.author, themes=["narrow"], countries=[{"country": "XD", "role": "origin"}])
        links = [{"practice": one.code, "kind": "adapts"} for one in (cls.short, cls.draft, cls.gone)]
        with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            cls.full = published(cls.author, **example_document(links=links, attachments=[kept_file()]))
        workflow.perform("archive", cls.gone, by=cls.editor, note="A made-up reason.")

    @classmethod
    def make_reference(cls):
        CountryFactory(code="XD")
        TermFactory(kind=TermKind.THEME, code="narrow", parent=TermFactory(kind=TermKind.THEME, code="wide"))
        proposed = TermFactory(kind=TermKind.THEME, code="not_yet", acceptance=Acceptance.PROPOSED)
        TermFactory(kind=TermKind.THEME, code="below", parent=proposed)
        region = CountryGroup.objects.create(code="far", label_en="Far Region", kind="region")
        inner = CountryGroup.objects.create(
            code="inner+far", label_en="Inner Far Region", kind="subregion", parent=region
        )
        club = CountryGroup.objects.create(code="club", label_en="Made-up Club", kind="political")
        for group in (region, inner, club):
            for country in ("XC", "XD") if group is not inner else ("XD",):
                CountryClassification.objects.create(country=CountryFactory(code=country), group=group)

    def ask(self, verb: str, **arguments: str):
        return ask(self.client, verb, **arguments)

    def edit(self, title: str) -> None:
        """Begin a new edition of the short one."""
        change = {"code": self.short.code, "texts": {"fr": {"title": title, "summary": "Rien."}}}
        workflow.load_many([change], by=self.author, channel=Channel.ADMIN)
        self.short.refresh_from_db()

    def record(self, practice: Practice, prefix: str = "oai_dc"):
        return self.ask("GetRecord", identifier=IDENTIFIER + practice.code, metadataPrefix=prefix)

    def listed(self, **arguments: str) -> tuple[set[str], set[str]]:
        """Codes of the public and of the removed practices in a list of identifiers."""
        root = self.ask("ListIdentifiers", metadataPrefix="oai_dc", **arguments)
        return set(codes(root)), set(codes(root, deleted=True))


class IdentifyTests(OaiTestCase):
    def test_says_who_we_are_and_how_records_are_kept(self):
        root = self.ask("Identify")
        said = {
            name: texts(root, name) for name in ("baseURL", "adminEmail", "deletedRecord", "granularity", "compression")
        }
        self.assertEqual(
            said,
            {
                "baseURL": ["https://registry.example/oai/"], "adminEmail": ["curators@registry.example"],
                "deletedRecord": ["persistent"], "granularity": ["YYYY-MM-DDThh:mm:ssZ"], "compression": ["gzip"],
            },
        )  # fmt: skip
        self.assertIn("oai:registry.example:0000-0012", "".join(root.itertext()))

    def test_nothing_has_changed_before_the_earliest_date(self):
        earliest = texts(self.ask("Identify"), "earliestDatestamp")[0]
        first = min(row.changed_at for row in (*Listing.objects.all(), *Tombstone.objects.all()))
        self.assertEqual(earliest, f"{first.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        self.assertEqual(len(set.union(*self.listed(begin=earliest))), 3)

    @override_settings(CONTACT_EMAIL="", DEFAULT_FROM_EMAIL="Made-up Registry <post@registry.example>")
    def test_without_a_contact_the_sender_of_our_mail_is_named(self):
        self.assertEqual(texts(self.ask("Identify"), "adminEmail"), ["post@registry.example"])

    @override_settings(SITE_URL="http://localhost:8000")
    def test_a_host_without_a_name_is_not_told_as_one(self):
        content = self.client.get("/oai/?verb=Identify").content
        self.assertIn(b"<baseURL>http://localhost:8000/oai/</baseURL>", content)
        self.assertNotIn(b"repositoryIdentifier", content)

    def test_an_empty_repository_is_a_repository(self):
        publishing.Listing.objects.all().delete()
        Tombstone.objects.all().delete()
        self.assertEqual(error(self.ask("Identify")), "")
        self.assertEqual(error(self.ask("ListIdentifiers", metadataPrefix="oai_dc")), "noRecordsMatch")


class FormatTests(OaiTestCase):
    def test_every_record_has_both_formats(self):
        for arguments in ({}, {"identifier": IDENTIFIER + self.full.code}, {"identifier": IDENTIFIER + self.gone.code}):
            root = self.ask("ListMetadataFormats", **arguments)
            self.assertEqual(texts(root, "metadataPrefix"), ["oai_dc", "registry"])

    def test_our_own_schema_is_served_where_the_format_says(self):
        address = texts(self.ask("ListMetadataFormats"), "schema")[1]
        self.assertEqual(address, "https://registry.example/oai/registry.xsd")
        response = self.client.get("/oai/registry.xsd")
        self.assertEqual(response.content, registry_schema.written())
        again = self.client.get("/oai/registry.xsd", headers={"if-none-match": response["ETag"]})
        self.assertEqual(again.status_code, 304)
        self.assertEqual(self.client.post("/oai/registry.xsd").status_code, 405)


class RecordTests(OaiTestCase):
    def test_the_document_can_be_made_again_of_our_own_format(self):
        for practice in (self.full, self.short):
            live = Listing.objects.get(pk=practice.pk).edition
            public = [link for link in live.document["links"] if link["practice"] == self.short.code]
            self.assertEqual(document_of(self.record(practice, "registry")), {**live.document, "links": public})

    def test_our_own_format_tells_the_edition_and_codes_alone(self):
        made = self.record(self.full, "registry").find(f".//{OAI}metadata")[0]
        self.assertEqual(made.get("address"), f"https://registry.example/practices/{self.full.code}")
        self.assertEqual(made.get("edition"), "1")
        country = made.find("{*}countries")[0].find("{*}country")
        self.assertEqual((country.text, dict(country.attrib)), ("XA", {}))

    def test_a_reworded_vocabulary_changes_dublin_core_alone(self):
        """The date of a record does not tell of it."""
        before = etree.tostring(self.record(self.short, "registry").find(f".//{OAI}record"))
        Term.objects.filter(kind=TermKind.THEME, code="gamma").update(label_fr="Un thème redit")
        Country.objects.filter(code="XC").update(label_en="Reworded")
        self.assertEqual(etree.tostring(self.record(self.short, "registry").find(f".//{OAI}record")), before)
        self.assertIn("Un thème redit", texts(self.record(self.short), "subject", DC))

    def test_dublin_core_says_it_in_every_language_of_the_record(self):
        root = self.record(self.full)
        titles = {element.get(LANG): element.text for element in root.iter(f"{DC}title")}
        self.assertEqual(titles, {language: text["title"] for language, text in example_texts().items()})

    def test_nothing_that_is_for_staff_is_in_a_record(self):
        for prefix in ("oai_dc", "registry"):
            self.assertNotIn(SECRET, "".join(self.record(self.full, prefix).itertext()))
            response = self.client.get("/oai/", {"verb": "ListRecords", "metadataPrefix": prefix})
            self.assertNotContains(response, SECRET)

    def test_practices_that_are_not_public_are_named_by_no_record(self):
        for prefix in ("oai_dc", "registry"):
            said = "".join(self.record(self.full, prefix).itertext())
            self.assertIn(self.short.code, said)
            self.assertNotIn(self.draft.code, said)
            self.assertNotIn(self.gone.code, said)

    def test_of_a_removed_practice_the_header_is_left(self):
        for prefix in ("oai_dc", "registry"):
            root = self.record(self.gone, prefix)
            self.assertEqual(root.find(f".//{OAI}header").get("status"), "deleted")
            self.assertIsNone(root.find(f".//{OAI}metadata"))
            stamp = Tombstone.objects.get(pk=self.gone.pk).changed_at
            self.assertEqual(texts(root, "datestamp"), [f"{stamp.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"])

    def test_what_comes_back_is_a_record_again(self):
        workflow.perform("unarchive", self.gone, by=self.editor, note="A made-up reason.")
        self.assertTrue(Tombstone.objects.filter(pk=self.gone.pk).exists())
        self.assertIsNone(self.record(self.gone).find(f".//{OAI}header").get("status"))
        public, removed = self.listed()
        self.assertEqual((len(public), removed), (3, set()))

    def test_a_draft_is_answered_as_what_does_not_exist(self):
        answers = []
        for code in (self.draft.code, "0000-0000"):
            for arguments in (
                {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": IDENTIFIER + code},
                {"verb": "ListMetadataFormats", "identifier": IDENTIFIER + code},
            ):
                root = ask(self.client, **arguments)
                self.assertEqual(error(root), "idDoesNotExist")
                answers.append(root.find(f"{OAI}error").text)
        self.assertEqual(len(set(answers)), 1)

    def test_the_pending_text_is_in_no_record(self):
        self.edit("Un titre voilé")
        for prefix in ("oai_dc", "registry"):
            self.assertNotIn("voilé", "".join(self.record(self.short, prefix).itertext()))


class DamageTests(OaiTestCase):
    """A list is answered whatever stands in one edition."""

    def live(self, **changes) -> None:
        """A document that never passed the door is that of the short one."""
        edition = Edition.objects.get(practice=self.short)
        damaged = Edition.objects.create(
            practice=self.short, number=2, schema=1, document={**edition.document, **changes}, digest="0" * 64,
            revision=1, published_at=datetime.now(UTC),
        )  # fmt: skip
        Listing.objects.filter(pk=self.short.pk).update(edition=damaged)

    def test_one_damaged_document_does_not_take_a_list_down(self):
        self.live(texts=5, countries="none")
        for prefix in ("oai_dc", "registry"):
            with self.assertLogs("practices.api.oai.writing", "ERROR"):
                root = self.ask("ListRecords", metadataPrefix=prefix)
            self.assertEqual(codes(root), [self.full.code])
            with self.assertLogs("practices.api.oai.writing", "ERROR"):
                self.assertEqual(error(self.record(self.short, prefix)), "cannotDisseminateFormat")

    def test_a_list_of_damaged_documents_alone_is_a_list_of_nothing(self):
        self.live(texts=5, countries="none")
        for prefix in ("oai_dc", "registry"):
            with self.assertLogs("practices.api.oai.writing", "ERROR"):
                root = self.ask("ListRecords", metadataPrefix=prefix, set="type:treaty")
            self.assertEqual(error(root), "noRecordsMatch")
        self.assertEqual(self.listed(set="type:treaty"), ({self.short.code}, set()))

    def test_a_page_of_damaged_documents_alone_is_passed_over(self):
        self.live(texts=5, countries="none")
        with patch.object(lists, "RECORDS", 1), self.assertLogs("practices.api.oai.writing", "ERROR"):
            first = self.ask("ListRecords", metadataPrefix="oai_dc")
            token = texts(first, "resumptionToken")[0]
            last = self.ask("ListRecords", resumptionToken=token)
        self.assertEqual((codes(first), codes(last, deleted=True)), ([self.full.code], [self.gone.code]))
        self.assertEqual(texts(last, "resumptionToken"), [""])

    def test_where_the_last_pages_are_damaged_the_list_ends_with_what_it_gave_last(self):
        self.live(texts=5, countries="none")
        Listing.objects.filter(pk=self.short.pk).update(changed_at=datetime(2090, 1, 1, tzinfo=UTC))
        with patch.object(lists, "RECORDS", 2), self.assertLogs("practices.api.oai.writing", "ERROR"):
            first = self.ask("ListRecords", metadataPrefix="oai_dc")
            last = self.ask("ListRecords", resumptionToken=texts(first, "resumptionToken")[0])
        self.assertEqual((codes(last), codes(last, deleted=True)), ([], [self.gone.code]))
        self.assertEqual(texts(last, "resumptionToken"), [""])

    def test_nor_does_the_last_document_of_what_was_removed(self):
        self.live(texts=5, countries="none", themes=[["gamma"], {}, 3, "gamma"])
        workflow.perform("archive", self.short, by=self.editor, note="A made-up reason.")
        self.assertEqual(texts(self.record(self.short), "setSpec"), ["theme:gamma", "type:treaty"])
        self.assertEqual(self.listed(set="theme:gamma"), (set(), {self.short.code}))
        self.assertEqual(self.listed(set="language"), ({self.full.code}, {self.gone.code}))

    def test_what_xml_cannot_hold_is_left_out(self):
        self.live(texts={"fr": {**example_texts()["en"], "origin": "original", "is_outdated": False,
                                "title": "A\x01B\x0b\ufffe\uffffC\x85 <&]]>"}})  # fmt: skip
        for prefix in ("oai_dc", "registry"):
            title = next(e for e in self.record(self.short, prefix).iter("{*}title")).text
            self.assertEqual(title, "ABC\x85 <&]]>")


class SetTests(OaiTestCase):
    def test_sets_lie_in_sets_and_are_named_in_english(self):
        root = self.ask("ListSets")
        names = dict(zip(texts(root, "setSpec"), texts(root, "setName"), strict=True))
        self.assertEqual(names["theme"], "Theme")
        self.assertEqual(names["theme:wide:narrow"], "Theme: Made-up theme narrow")
        self.assertEqual(names["region:far:inner(plus)far"], "Region: Inner Far Region")
        self.assertEqual(names["language:ar"], "Language of the text: العربية")
        self.assertIn("theme:below", names)
        self.assertFalse([spec for spec in names if "not_yet" in spec or "club" in spec or spec == "theme:narrow"])

    def test_a_wider_set_comes_before_those_in_it(self):
        specs = texts(self.ask("ListSets"), "setSpec")
        for spec in specs:
            wider = spec.rpartition(":")[0]
            self.assertTrue(not wider or specs.index(wider) < specs.index(spec), spec)

    def test_a_header_names_the_sets_of_its_record_whether_it_is_public_or_removed(self):
        self.assertEqual(
            texts(self.record(self.short), "setSpec"), ["language:fr", "region:far", "theme:gamma", "type:treaty"]
        )
        self.assertEqual(
            texts(self.record(self.gone), "setSpec"),
            ["language:en", "region:far", "region:far:inner(plus)far", "theme:wide:narrow", "type:other"],
        )

    def test_a_set_holds_what_is_in_it_or_in_a_set_within(self):
        full, short, gone = ({one.code} for one in (self.full, self.short, self.gone))
        expected = {
            "type": (full | short, gone), "type:treaty": (short, set()), "type:other": (set(), gone),
            "theme": (full | short, gone), "theme:alpha": (full, set()), "theme:wide": (set(), gone),
            "theme:wide:narrow": (set(), gone), "theme:gamma": (short, set()), "region": (full | short, gone),
            "region:far": (full | short, gone), "region:far:inner(plus)far": (set(), gone),
            "language": (full | short, gone), "language:fr": (full | short, set()), "language:en": (full, gone),
        }  # fmt: skip
        for spec, found in expected.items():
            with self.subTest(spec):
                self.assertEqual(self.listed(set=spec), found)

    def test_every_set_a_header_names_finds_its_record(self):
        for practice in (self.full, self.short, self.gone):
            for spec in texts(self.record(practice), "setSpec"):
                self.assertIn(practice.code, set.union(*self.listed(set=spec)), spec)

    def test_a_merged_theme_is_in_the_set_of_what_it_was_merged_into(self):
        old, new = (Term.objects.get(kind=TermKind.THEME, code=code) for code in ("narrow", "beta"))
        merging.merge(old, new, by=self.administrator, channel=Channel.COMMAND)
        self.assertEqual(self.listed(set="theme:beta"), ({self.full.code}, {self.gone.code}))
        self.assertEqual(
            error(self.ask("ListIdentifiers", metadataPrefix="oai_dc", set="theme:wide:narrow")), "noRecordsMatch"
        )

    def test_records_are_selected_as_identifiers_are(self):
        root = self.ask("ListRecords", metadataPrefix="registry", set="region:far")
        self.assertEqual((set(codes(root)), set(codes(root, deleted=True))),
                         ({self.full.code, self.short.code}, {self.gone.code}))  # fmt: skip


class DateTests(OaiTestCase):
    """Three records, changed on three days."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.at(Listing, cls.short, datetime(2021, 3, 1, 12, 0, 0, 999_999, tzinfo=UTC))
        cls.at(Listing, cls.full, datetime(2021, 3, 2, 23, 59, 59, 500_000, tzinfo=UTC))
        cls.at(Tombstone, cls.gone, datetime(2021, 3, 3, tzinfo=UTC))

    @staticmethod
    def at(model, practice: Practice, moment: datetime) -> None:
        model.objects.filter(pk=practice.pk).update(changed_at=moment)

    def test_both_ends_are_within_to_the_day_or_to_the_second(self):
        short, full, gone = self.short.code, self.full.code, self.gone.code
        expected = {
            ("2021-03-01", "2021-03-01"): {short}, ("2021-03-02", None): {full, gone}, (None, "2021-03-02"): {short, full},
            ("2021-03-01T12:00:00Z", "2021-03-01T12:00:00Z"): {short}, ("2021-03-01T12:00:01Z", None): {full, gone},
            ("2021-03-02T23:59:59Z", "2021-03-03T00:00:00Z"): {full, gone}, (None, "2021-03-01T11:59:59Z"): set(),
            (None, "9999-12-31"): {short, full, gone}, (None, "9999-12-31T23:59:59Z"): {short, full, gone},
            ("0001-01-01", None): {short, full, gone}, (MANY_YEARS_AGO, LONG_FROM_NOW): {short, full, gone},
            (LONG_FROM_NOW, None): set(),
        }  # fmt: skip
        for (begin, until), found in expected.items():
            arguments = {name: value for name, value in (("begin", begin), ("until", until)) if value}
            with self.subTest(arguments):
                self.assertEqual(set.union(*self.listed(**arguments)), found)

    def test_the_oldest_change_comes_first(self):
        root = self.ask("ListIdentifiers", metadataPrefix="oai_dc")
        self.assertEqual(
            texts(root, "datestamp"), ["2021-03-01T12:00:00Z", "2021-03-02T23:59:59Z", "2021-03-03T00:00:00Z"]
        )


LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
BAD_DATES = (
    "", "today", "2021", "2021-03", "2021-02-30", "2021-13-01", "0000-01-01", "2021-03-01T12:00Z", "2021-03-01T12:00:00",
    "2021-03-01T24:00:01Z", "2021-03-01T12:00:00+00:00", "2021-03-01T12:00:00.5Z", "20210301", "2021-W09-1", "-2021-03-01",
    "12021-03-01", "2021-03-01\n", "٢٠٢١-٠٣-٠١", "9" * 4_000,
)  # fmt: skip
BAD = {
    "badVerb": [
        {}, {"verb": ""}, {"verb": "identify"}, {"verb": "Nope"}, {"verb": "Identify "}, {"metadataPrefix": "oai_dc"},
        [("verb", "Identify"), ("verb", "Identify")],
    ],
    "badArgument": [
        {"verb": "Identify", "extra": "1"}, {"verb": "Identify", "resumptionToken": "x"}, {"verb": "ListRecords"},
        {"verb": "ListIdentifiers"}, {"verb": "GetRecord"}, {"verb": "GetRecord", "metadataPrefix": "oai_dc"},
        {"verb": "GetRecord", "identifier": IDENTIFIER + "0000-0000"}, {"verb": "ListSets", "set": "type"},
        {**LIST, "resumptionToken": "x"}, {**LIST, "metadataprefix": "oai_dc"}, {**LIST, "identifier": "oai:x:y"},
        {**LIST, "metadataPrefix": ""}, {**LIST, "metadataPrefix": "oai dc"}, {**LIST, "set": ""}, {**LIST, "set": "type:"},
        {**LIST, "set": ":type"}, {**LIST, "set": "type treaty"}, {**LIST, "set": "type::treaty"},
        {**LIST, "from": "2021-03-02", "until": "2021-03-01"}, {**LIST, "from": "2021-03-01", "until": "2021-03-01T00:00:00Z"},
        [*LIST.items(), ("set", "type"), ("set", "type")], [*LIST.items(), ("metadataPrefix", "oai_dc")],
        {"verb": "ListMetadataFormats", "identifier": ""}, {"verb": "ListMetadataFormats", "identifier": "no spaces here"},
        {"verb": "ListMetadataFormats", "identifier": "oai:registry.example:%zz"},
        *({**LIST, name: date} for name in ("from", "until") for date in BAD_DATES),
    ],
    "cannotDisseminateFormat": [
        {**LIST, "metadataPrefix": "marc21"}, {**LIST, "verb": "ListIdentifiers", "metadataPrefix": "OAI_DC"},
        {"verb": "GetRecord", "metadataPrefix": "marc21", "identifier": IDENTIFIER + "0000-0000"},
    ],
    "idDoesNotExist": [
        {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": identifier}
        for identifier in (IDENTIFIER + "0000-0000", IDENTIFIER + "x" * 900, "oai:other.example:0000-0000", "urn:made:up",
                           IDENTIFIER + "%00", IDENTIFIER + "';--", "https://registry.example/practices/0000-0000")
    ],
    "noRecordsMatch": [
        {**LIST, "set": "nope"}, {**LIST, "set": "type:nope"}, {**LIST, "set": "club"}, {**LIST, "set": "language:de"},
        {**LIST, "set": "theme:not_yet"}, {**LIST, "from": LONG_FROM_NOW}, {**LIST, "until": MANY_YEARS_AGO},
        {**LIST, "set": ":".join("a" * 400)},
    ],
    "badResumptionToken": [
        {"verb": verb, "resumptionToken": token}
        for verb in ("ListRecords", "ListIdentifiers", "ListSets")
        for token in ("", "x", "a:b:c", "ünï", "=" * 2_000, ".eJw:1:x", "\ud7ff", "%", "1" * 5_000)
    ],
}  # fmt: skip
# What no request may turn into a failure, as bytes of an address.
HOSTILE = (
    "%00", "%01%02%0B%1F", "%FF%FE", "%ED%A0%80", "%F4%90%80%80", "%EF%BF%BE", "%0D%0A", "%22%3E%3Cscript%3E", "%C2%85",
    "%E2%80%A8", "'%20OR%201=1", "%25s%25(x)s", "%7B0%7D", "9" * 400, "-1", "1e400", "NaN", "../../etc", "a" * 2_000, "%",
    "%F0%9F%98%80", "[]",
)  # fmt: skip
ARGUMENTS = ("verb", "metadataPrefix", "identifier", "set", "from", "until", "resumptionToken", "nope")


class ErrorTests(OaiTestCase):
    def test_each_fault_is_told_by_its_code_by_get_and_by_post(self):
        for code, requests in BAD.items():
            for arguments in requests:
                query = urlencode(arguments)
                with self.subTest(f"{code} {query[:150]}"):
                    if "%00" not in query:
                        root = valid(self.client.get(f"/oai/?{query}").content)
                        self.assertEqual(error(root), code)
                    posted = self.client.post("/oai/", query, content_type="application/x-www-form-urlencoded")
                    self.assertEqual(error(valid(posted.content)), code)

    def test_the_request_is_repeated_unless_it_could_not_be_read(self):
        for code, requests in BAD.items():
            for arguments in requests:
                response = self.client.post(
                    "/oai/", urlencode(arguments), content_type="application/x-www-form-urlencoded"
                )
                request = valid(response.content).find(f"{OAI}request")
                self.assertEqual(request.text, "https://registry.example/oai/")
                self.assertEqual(bool(request.attrib), code not in ("badVerb", "badArgument"))

    def test_no_characters_make_a_request_fail(self):
        for name in ARGUMENTS:
            for value in HOSTILE:
                arguments = {**LIST, "verb": "GetRecord", "identifier": IDENTIFIER + self.full.code}
                if name not in arguments:
                    arguments = {"verb": "ListRecords"} if name == "resumptionToken" else dict(LIST)
                arguments.pop(name, None)
                query = "&".join([*(f"{key}={quote(one)}" for key, one in arguments.items()), f"{name}={value}"])
                with self.subTest(query[:150]):
                    response = self.client.get(f"/oai/?{query}")
                    self.assertEqual(response.status_code, 400 if "%00" in query else 200)
                    if response.status_code == 200:
                        self.assertTrue(error(valid(response.content)))
                    form = "application/x-www-form-urlencoded"
                    self.assertTrue(error(valid(self.client.post("/oai/", query, content_type=form).content)))

    def test_bytes_that_are_no_text_make_no_request_fail(self):
        for body in (
            b"\xff\xfe=\x00&verb=\xff",
            b"verb=ListSets&\x00",
            b"&" * 900,
            b"%",
            b"=",
            b"verb=%ud800",
            bytes(range(256)),
        ):
            response = self.client.generic(
                "POST", "/oai/", body, content_type="application/x-www-form-urlencoded; charset=nope"
            )
            self.assertIn(error(valid(response.content)), ("badVerb", "badArgument"))


class RequestTests(OaiTestCase):
    def test_a_form_is_answered_as_an_address_is(self):
        given = {"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "type:treaty"}
        root = valid(
            self.client.post("/oai/", urlencode(given), content_type="application/x-www-form-urlencoded").content
        )
        self.assertEqual(codes(root), [self.short.code])
        self.assertEqual(dict(root.find(f"{OAI}request").attrib), given)

    def test_what_stands_in_the_address_of_a_form_counts(self):
        form = "application/x-www-form-urlencoded"
        self.assertEqual(error(valid(self.client.post("/oai/?verb=Identify", "", content_type=form).content)), "")
        root = valid(self.client.post("/oai/?verb=Identify", "verb=Identify", content_type=form).content)
        self.assertEqual(error(root), "badVerb")

    def test_an_answer_is_compressed_for_who_can_read_that(self):
        response = self.client.get("/oai/?verb=ListSets", headers={"accept-encoding": "gzip"})
        self.assertEqual(response["Content-Encoding"], "gzip")
        self.assertEqual(error(valid(gzip.decompress(response.content))), "")

    def test_other_methods_other_bodies_and_large_ones_are_refused(self):
        for method in ("put", "patch", "delete", "options"):
            self.assertEqual(getattr(self.client, method)("/oai/?verb=Identify").status_code, 405)
        self.assertEqual(self.client.head("/oai/?verb=Identify").status_code, 200)
        self.assertEqual(self.client.post("/oai/", {"verb": "Identify"}).status_code, 415)
        self.assertEqual(self.client.post("/oai/", "{}", content_type="application/json").status_code, 415)
        form = "application/x-www-form-urlencoded"
        self.assertEqual(self.client.post("/oai/", "x" * 65_537, content_type=form).status_code, 413)
        self.assertEqual(
            self.client.post("/oai/", "verb=Identify", content_type=form, CONTENT_LENGTH="9" * 5_000).status_code, 413
        )
        self.assertEqual(
            self.client.post("/oai/", "verb=Identify", content_type=form, CONTENT_LENGTH="²").status_code, 413
        )

    def test_the_answer_is_the_same_for_everybody_and_in_every_language(self):
        plain = self.client.get("/oai/?verb=ListSets", headers={"accept-language": "ar"}).content
        self.client.force_login(self.administrator)
        staff = self.client.get("/oai/?verb=ListSets", headers={"accept-language": "fr"})
        self.assertEqual(*(texts(valid(one), "setName") for one in (plain, staff.content)))
        self.assertEqual(staff["Cache-Control"], "no-cache")
        self.assertFalse(staff.cookies)

    def test_text_is_given_as_it_was_written(self):
        practice = published(self.author, **snapshot_document(texts={"ar": {"title": unicodedata.normalize("NFC", "é 𝄞 <b>&amp;"),
                                                                            "summary": "a\n\tb"}}, original_language="ar"))  # fmt: skip
        made = document_of(self.record(practice, "registry"))
        self.assertEqual((made["texts"]["ar"]["title"], made["texts"]["ar"]["summary"]), ("é 𝄞 <b>&amp;", "a\n\tb"))

    def test_a_second_edition_takes_the_place_of_the_first(self):
        self.edit("Un titre nouveau")
        bring_to(self.short, "submit", "take", "publish")
        self.assertEqual(texts(self.record(self.short), "title", DC), ["Un titre nouveau"])
        made = self.record(self.short, "registry").find(f".//{OAI}metadata")[0]
        self.assertEqual(made.get("edition"), "2")


class LimitTests(RegistryTestCase):
    def test_ten_thousand_records_can_be_taken_within_a_minute_and_not_many_more(self):
        self.assertEqual((settings.OAI_PER_MINUTE, lists.RECORDS), (120, 100))

    @override_settings(OAI_PER_MINUTE=2)
    @patch("time.time", return_value=1_000_000_010)
    def test_who_asks_too_often_is_told_when_to_go_on(self, _clock):
        answers = [self.client.get("/oai/", {"verb": "Identify"}) for _number in range(3)]
        self.assertEqual([one.status_code for one in answers], [200, 200, 503])
        self.assertEqual(answers[2]["Retry-After"], str(60 - 1_000_000_010 % 60))
