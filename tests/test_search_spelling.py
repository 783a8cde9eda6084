"""practices.search.spelling: a word nobody wrote takes the nearest that finds something; nothing hidden is ever offered."""

from practices import publishing, search, workflow
from practices.models import Alias, Country, Organisation, SearchWord, Term
from practices.search.asked import Asked
from practices.vocabulary import AliasKind, Channel, TermKind
from tests.cast import bring_to, in_review, published
from tests.factories import make_practice
from tests.listed import SearchTestCase, listed, publish_anew, text


class SpellingTestCase(SearchTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.have(
            money=text("Remittances sent home", "Cheaper transfers of remittances by telephone."),
            french=text("Études inventées", "Des échanges entre écoles.", "fr"),
            arabic=text("تدريب الموظفين", "دورات تدريبية للموظفين.", "ar"),
            skills=text("Recognition of skills", "Workers' qualifications are recognised. B2B C190X."),
        )

    def corrections(self, typed: str, language: str = "en") -> dict[str, str]:
        return {one.typed: one.used for one in self.run_search(typed, language).reading.corrections}


class CorrectionTests(SpellingTestCase):
    def test_a_word_that_nobody_wrote_takes_the_nearest_that_somebody_did(self):
        for typed, used, name in (
            ("remitances", "remittances", "money"), ("remitances telefone", "remittances", "money"),
            ("remmittances", "remittances", "money"), ("remittacnes", "remittances", "money"), ("tranfers", "transfers", "money"),
            ("recogntion", "recognition", "skills"), ("quallifications", "qualifications", "skills"),
            ("echnges", "echanges", "french"), ("inventees", None, "french"), ("الموظفبن", "الموظفين", "arabic"),
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(self.found(typed)[:1], [name])
                self.assertEqual(self.corrections(typed).get(typed.split()[0]), used)

    def test_short_words_digits_quoted_and_marked_words_stay_as_they_are(self):
        for typed in (
            "hom",
            "qual1fications",
            "B2C",
            "C19OX",
            "c190y",
            '"remitances"',
            "remitances*",
            "-remitances skills",
            "remitances OR skillz",
        ):
            with self.subTest(typed):
                self.assertEqual(self.corrections(typed), {})

    def test_a_word_like_no_other_is_told_and_not_replaced(self):
        reading = self.run_search("xylophonic remittances").reading
        self.assertEqual((reading.corrections, reading.unknown), ((), ("xylophonic",)))

    def test_words_without_meaning_are_no_slips(self):
        self.have(near=text("Wheres of the wheel", "Theirs."))
        for typed in ("where", "their", "quelle", "wher where"):
            with self.subTest(typed):
                self.assertNotIn("where", self.corrections(typed))
                self.assertNotIn("their", self.corrections(typed))

    def test_what_somebody_wrote_is_never_replaced(self):
        self.have(odd=text("A remitance", "Spelt so by its author."))
        self.assertEqual(self.corrections("remitance"), {})
        self.assertIn("odd", self.found("remitance"))

    def test_a_slip_that_was_put_right_since_is_replaced_again(self):
        (odd,) = listed(text("A remitxances", "Spelt so by its author."))
        self.assertEqual(self.corrections("remitxances"), {})
        publish_anew(odd, **text("A remittance", "Spelt right."))
        self.assertTrue(SearchWord.objects.filter(word="remitxances").exists())
        self.assertEqual(self.corrections("remitxances"), {"remitxances": "remittances"})

    def test_every_word_offered_finds_something(self):
        for typed in (
            "remitances",
            "trasnfers",
            "recgonition",
            "echanges",
            "ecolse",
            "qualificatons skils",
            "telephon",
        ):
            for used in self.corrections(typed).values():
                with self.subTest(typed, used=used):
                    self.assertGreater(self.run_search(used).total, 0)

    def test_a_name_without_a_record_is_not_offered(self):
        Country.objects.filter(code="XC").update(label_en="Blorbistan")
        self.assertEqual(self.corrections("Blorbisten"), {})
        self.have(there=text("A quiet record", "") | {"countries": [{"country": "XC", "role": "provider"}]})
        self.assertEqual(self.corrections("Blorbisten"), {"Blorbisten": "blorbistan"})
        self.assertEqual(self.found("Blorbisten"), ["there"])

    def test_a_slip_in_a_longer_name_is_put_right(self):
        Term.objects.filter(kind=TermKind.THEME, code="alpha").update(label_en="Blorbing workshops")
        self.have(there=text("A quiet record", "") | {"themes": ["alpha"]})
        self.assertEqual(self.found("blorbing workshosp")[0], "there")
        self.assertEqual(self.found("blorbnig workshops")[0], "there")

    def test_a_word_that_left_public_prose_is_not_offered(self):
        (gone,) = listed(text("Frobnication", "A passing thought."))
        self.assertEqual(self.corrections("frobnicaton"), {"frobnicaton": "frobnication"})
        publishing.archive(gone, "Made up.")
        self.assertEqual(self.corrections("frobnicaton"), {})
        publishing.unarchive(gone)
        self.assertEqual(self.corrections("frobnicaton"), {"frobnicaton": "frobnication"})

    def test_a_word_that_another_edition_dropped_is_not_offered(self):
        (changed,) = listed(text("Frobnication", "A passing thought."))
        publish_anew(changed, **text("A passing thought", "No more of that."))
        self.assertEqual(self.corrections("frobnicaton"), {})


class HiddenTextTests(SearchTestCase):
    """What is not public is in no count, correction, suggestion or passage."""

    SECRET = "Frobnication"

    def assertHidden(self) -> None:
        """The secret word finds nothing, corrects nothing and suggests nothing."""
        results = search.run(Asked(self.SECRET), "en")
        self.assertEqual((results.total, results.reading.unknown), (0, (self.SECRET,)))
        self.assertEqual(sum(sum(results.counts(facet).values()) for facet in ("theme", "country", "language")), 0)
        self.assertEqual(search.run(Asked("frobnicaton"), "en").reading.corrections, ())
        for typed in ("frob", "frobnication", "made frob"):
            self.assertEqual(search.suggest(typed, "en"), [])
        self.assertFalse(SearchWord.objects.filter(word=self.SECRET.casefold()).exists())
        self.assertEqual(search.run(Asked(f"-{self.SECRET}"), "en").total, search.run(Asked(), "en").total)

    def secret(self) -> dict:
        return {"texts": {"en": {"title": f"A {self.SECRET}", "summary": f"{self.SECRET} it is.", "why": self.SECRET}}}

    def test_drafts_and_what_is_under_review_are_nowhere(self):
        listed(text("A made-up record", ""))
        make_practice(**self.secret())
        in_review(**self.secret())
        self.assertHidden()

    def test_the_pending_text_of_a_public_practice_is_nowhere_until_it_is_published(self):
        practice = published()
        workflow.load_many(
            [{"code": practice.code, **self.secret(), "themes": ["beta"]}], by=None, channel=Channel.COMMAND
        )
        publishing.refresh([practice])
        self.assertHidden()
        self.assertEqual(search.run(Asked(), "en").counts("theme"), {})
        self.assertEqual(search.run(Asked("exchange"), "en").total, 1)
        bring_to(practice, "submit", "take")
        self.assertHidden()
        bring_to(practice, "publish")
        results = search.run(Asked(self.SECRET), "en")
        self.assertEqual((results.total, results.counts("theme")), (1, {"beta": 1}))

    def test_a_declined_practice_is_nowhere(self):
        bring_to(in_review(**self.secret()), "decline")
        self.assertHidden()

    def test_what_is_for_staff_only_is_nowhere(self):
        published(staff={"remarks": self.SECRET, "unverified": [f"{self.SECRET} is not certain."]})
        self.assertHidden()

    def test_proposed_names_are_nowhere(self):
        organisation = Organisation.objects.get(code="0000-0012")
        published(organisations=[{"organisation": organisation.code, "role": "lead"}])
        Organisation.objects.filter(pk=organisation.pk).update(label_en=f"{self.SECRET} Bureau", acceptance="proposed")
        Alias.objects.create(organisation=organisation, text=self.SECRET, kind=AliasKind.NAME)
        self.assertHidden()
