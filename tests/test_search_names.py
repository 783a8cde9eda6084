"""practices.search.names and meaning: what a question names is found by its labels, aliases and codes in every language."""

from practices import merging, publishing
from practices.models import (
    Alias,
    City,
    ConsultationMechanism,
    Country,
    CountryGroup,
    Organisation,
    Term,
)
from practices.vocabulary import Acceptance, AliasKind, Channel, TermKind
from tests.listed import SearchTestCase, listed, text
from tests.trees import make_trees

LABELS = {
    "label_en": "Quuxel schools", "label_fr": "Écoles quuxelles", "label_es": "Escuelas quuxelas",
    "label_pt": "Formações quuxelas", "label_ar": "مدارس القوكس",
}  # fmt: skip
PLAIN = text("A quiet record", "It speaks of nothing in particular.")


def tagged(**changes) -> dict:
    """A record whose prose says nothing, so that it is found only by what it is tagged with."""
    return {**PLAIN, "countries": [], **changes}


def at(*countries: str) -> dict:
    """A record of these countries."""
    return tagged(countries=[{"country": country, "role": "provider"} for country in countries])


class NameTestCase(SearchTestCase):
    """Records that nothing but names can find."""

    @classmethod
    def setUpTestData(cls):
        make_trees()
        Term.objects.filter(kind=TermKind.THEME, code="alpha").update(**LABELS)
        cls.have(
            alpha=tagged(themes=["alpha"]),
            narrower=tagged(themes=["alpha_one_deep"]),
            beta=tagged(themes=["beta"]),
            xa=at("XA"),
            xb=at("XB"),
            xh=at("XH"),
        )
        listed(*([PLAIN | {"countries": []}] * 12))

    def alias(self, text: str, kind: str = AliasKind.NAME, language: str = "", **more) -> Alias:
        return Alias.objects.create(text=text, kind=kind, language=language, **more)

    def theme(self, code: str = "alpha") -> Term:
        return Term.objects.get(kind=TermKind.THEME, code=code)


class LabelTests(NameTestCase):
    def test_a_label_in_any_language_finds_records_in_every_language(self):
        for typed in (
            "quuxel schools", "Quuxel School", "école quuxelle", "ecoles quuxelles", "escuela quuxela", "formação quuxela",
            "formacoes quuxelas", "مدارس القوكس", "مدارس قوكس",
        ):  # fmt: skip
            for language in ("en", "ar"):
                with self.subTest(typed, language=language):
                    self.assertEqual(set(self.found(typed, language)), {"alpha", "narrower"})

    def test_the_greater_part_of_a_name_is_enough_and_the_order_of_its_words_does_not_matter(self):
        self.assertEqual(set(self.found("schools of the quuxel kind")), {"alpha", "narrower"})
        self.assertEqual(self.found("kind of school"), [])

    def test_a_renamed_label_works_at_once_and_the_old_one_no_more(self):
        self.assertEqual(set(self.found("quuxel schools")), {"alpha", "narrower"})
        Term.objects.filter(pk=self.theme().pk).update(label_en="Blorbing workshops")
        self.assertEqual(set(self.found("blorbing workshops")), {"alpha", "narrower"})
        self.assertEqual(self.found("quuxel schools"), [])

    def test_a_broader_theme_stands_for_its_narrower_ones(self):
        Term.objects.filter(kind=TermKind.THEME, code="alpha_one").update(label_en="Blorbing rooms")
        self.assertEqual(self.found("blorbing rooms"), ["narrower"])
        self.assertEqual(set(self.found("quuxel schools")), {"alpha", "narrower"})

    def test_everything_controlled_is_found_by_its_name(self):
        Organisation.objects.filter(code="0000-0012").update(label_en="Blorbing Bureau", acronym="BBU")
        City.objects.filter(code="xa-one").update(label_fr="Villeblorb")
        ConsultationMechanism.objects.filter(code="process_one").update(label_es="Proceso Blorbo", acronym="PBL")
        CountryGroup.objects.filter(code="union").update(label_pt="União Blorbal")
        Term.objects.filter(kind=TermKind.INSTRUMENT, code="C0").update(label_en="Blorb Convention")
        Term.objects.filter(kind=TermKind.SDG_TARGET, code="10.c").update(label_en="Cheap blorb transfers")
        self.have(
            organisation=tagged(organisations=[{"organisation": "0000-0012", "role": "lead"}]),
            city=tagged(cities=[{"city": "xa-one", "role": ""}]),
            mechanism=tagged(mechanisms=["process_one"]),
            group=at("XD"),
            instrument=tagged(instruments=["C0"]),
            target=tagged(sdg_targets=["10.c"]),
            tag=tagged(tags=["tag_one"]),
            modality=tagged(modality="triangular"),
        )
        for typed, names in (
            ("Blorbing Bureau", "organisation"), ("bbu", "organisation"), ("villeblorb", "city"), ("proceso blorbo", "mechanism"),
            ("PBL", "mechanism"), ("blorb convention", "instrument"), ("C0", "instrument"), ("c0", "instrument"),
            ("10.c", "target"), ("10.C", "target"), ("cheap blorb transfer", "target"), ("made-up tag tag_one", "tag"),
            ("triangular", "modality"),
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(self.found(typed), [names])
        self.assertLessEqual({"group", "xh"}, set(self.found("união blorbal")))

    def test_a_region_or_group_stands_for_its_countries(self):
        CountryGroup.objects.filter(code="s-one").update(label_en="Western Blorbia", label_fr="Blorbie occidentale")
        for typed in ("western blorbia", "Blorbie occidentale", "BLORBIA western"):
            with self.subTest(typed):
                self.assertEqual(set(self.found(typed)), {"xa", "xb"})

    def test_numbers_in_names_must_be_there(self):
        Term.objects.filter(kind=TermKind.GCM_OBJECTIVE, code="1").update(label_en="Blorb objective 6")
        Term.objects.filter(kind=TermKind.GCM_OBJECTIVE, code="23").update(label_en="Blorb objective 7")
        self.have(six=tagged(gcm_objectives=["1"]), seven=tagged(gcm_objectives=["23"]))
        for typed, names in (("blorb objective 6", ["six"]), ("objective 7 blorb", ["seven"]), ("blorb objective 8", []),
                             ("blorb objective", [])):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(self.found(typed), names)

    def test_the_longest_whole_name_wins(self):
        Country.objects.filter(code="XA").update(label_en="Blorb")
        Country.objects.filter(code="XB").update(label_en="South Blorb")
        Country.objects.filter(code="XH").update(label_en="Republic of South Blorb Islands")
        self.assertEqual(self.found("South Blorb"), ["xb"])
        self.assertEqual(self.found("Blorb")[0], "xa")
        self.assertEqual(self.found("Republic of South Blorb Islands"), ["xh"])

    def test_a_name_made_of_words_without_meaning_is_a_name(self):
        Term.objects.filter(pk=self.theme("beta").pk).update(label_es="Sur sur")
        self.assertEqual(self.found("sur-sur", "fr"), ["beta"])

    def test_a_name_that_is_left_out_takes_its_records_with_it(self):
        Country.objects.filter(code="XA").update(label_en="Blorbia")
        found = self.found('"quiet record" -Blorbia')
        self.assertNotIn("xa", found)
        self.assertIn("xb", found)


class AliasTests(NameTestCase):
    def test_another_name_works_as_soon_as_it_is_added_and_until_it_is_removed(self):
        self.assertEqual(self.found("blorbing"), [])
        alias = self.alias("blorbing", AliasKind.SYNONYM, "en", term=self.theme())
        self.assertEqual(set(self.found("blorbing")), {"alpha", "narrower"})
        alias.delete()
        self.assertEqual(self.found("blorbing"), [])

    def test_a_demonym_finds_the_country_in_every_inflection(self):
        self.alias("Blorbian", AliasKind.DEMONYM, "en", country=Country.objects.get(code="XA"))
        for typed in ("blorbian", "Blorbians"):
            with self.subTest(typed):
                self.assertEqual(self.found(typed), ["xa"])

    def test_an_acronym_counts_only_whole(self):
        self.alias("QXR M", AliasKind.ACRONYM, country=Country.objects.get(code="XB"))
        self.assertEqual(self.found("qxr m"), ["xb"])
        self.alias("BLORPS", AliasKind.ACRONYM, country=Country.objects.get(code="XB"))
        self.assertEqual(self.found("blorps"), ["xb"])
        for typed in ("QXR", "QXRs", "QX", "qxr*", "blorp", "blorp*"):
            with self.subTest(typed):
                self.assertEqual(self.found(typed), [])

    def test_a_form_that_is_also_a_word_counts_only_as_written(self):
        self.alias("WAX", AliasKind.ACRONYM, country=Country.objects.get(code="XB"), is_as_written=True)
        self.assertEqual(self.found("WAX"), ["xb"])
        self.alias("Made WAX", country=Country.objects.get(code="XH"), is_as_written=True)
        self.assertEqual(self.found("Made WAX"), ["xh"])
        for typed in ("wax", "Wax", "made wax", "waxes", "WAX made"):
            with self.subTest(typed):
                self.assertNotIn("xh", self.found(typed))
                self.assertEqual("xb" in self.found(typed), "WAX" in typed)

    def test_an_acronym_with_dots_is_the_same(self):
        self.alias("Q.X.R.", AliasKind.ACRONYM, country=Country.objects.get(code="XB"))
        for typed in ("QXR", "Q.X.R.", "qxr"):
            with self.subTest(typed):
                self.assertEqual(self.found(typed), ["xb"])

    def test_an_arabic_name_of_a_place_is_met_with_and_without_article_and_particles(self):
        Country.objects.filter(code="XA").update(label_ar="القوكسين")
        for typed in ("القوكسين", "قوكسين", "بالقوكسين", "والقوكسين", "للقوكسين"):
            with self.subTest(typed):
                self.assertEqual(self.found(typed, "ar"), ["xa"])
        self.assertEqual(self.found("القوكس", "ar"), [])

    def test_the_old_names_of_a_merged_term_find_the_new_one(self):
        merging.merge(self.theme("alpha"), self.theme("beta"), by=None, channel=Channel.COMMAND)
        for typed in ("quuxel schools", "écoles quuxelles", "made-up theme beta"):
            with self.subTest(typed):
                self.assertLessEqual({"alpha", "beta"}, set(self.found(typed)))

    def test_the_label_of_what_gave_way_to_another_term_is_a_name_of_that_one(self):
        alpha = self.theme("alpha")
        alpha.replaced_by, alpha.acceptance = self.theme("beta"), Acceptance.RETIRED
        alpha.save()
        self.assertIn("beta", self.found("quuxel schools"))

    def test_proposed_and_retired_entries_have_no_name(self):
        self.alias("blorbing", AliasKind.SYNONYM, "en", term=self.theme())
        for acceptance in (Acceptance.PROPOSED, Acceptance.RETIRED):
            Term.objects.filter(pk=self.theme().pk).update(acceptance=acceptance)
            for typed in ("quuxel schools", "blorbing"):
                with self.subTest(acceptance, typed=typed):
                    self.assertEqual(self.found(typed), [])

    def test_an_everyday_word_that_leads_to_several_terms_finds_the_records_of_all(self):
        for code in ("alpha", "beta"):
            self.alias("blorbing", AliasKind.SYNONYM, "en", term=self.theme(code))
        self.assertEqual(set(self.found("blorbing")), {"alpha", "narrower", "beta"})


class FilterOfferTests(NameTestCase):
    """A whole name in the text is offered as a filter."""

    def test_a_whole_name_is_offered_as_the_filter_it_is(self):
        Country.objects.filter(code="XA").update(label_en="Blorbia")
        (named,) = self.run_search("Blorbia").named()
        self.assertEqual((named.facet.key, named.value["code"], named.total), ("country", "XA", 1))
        self.assertEqual((named.asked.text, named.asked.chosen), ("", {"country": ("XA",)}))

    def test_the_rest_of_the_text_stays_and_the_count_is_that_of_the_offered_search(self):
        Country.objects.filter(code="XA").update(label_en="Blorbia")
        (named,) = self.run_search("quiet Blorbia -zzyzx").named()
        self.assertEqual(named.asked.text, "quiet -zzyzx")
        self.assertEqual(self.found(named.asked.text, chosen=named.asked.chosen), ["xa"])

    def test_what_nobody_has_or_is_chosen_already_is_not_offered(self):
        Country.objects.filter(code="XC").update(label_en="Blorbia")
        self.assertEqual(self.run_search("Blorbia").named(), [])
        self.assertEqual(self.run_search("quuxel schools", chosen={"theme": ("alpha",)}).named(), [])

    def test_a_region_is_offered_as_a_region_and_a_union_as_a_group(self):
        CountryGroup.objects.filter(code="s-one").update(label_en="Western Blorbia")
        CountryGroup.objects.filter(code="union").update(label_en="Blorbal Union")
        for typed, facet in (("western blorbia", "region"), ("blorbal union", "group")):
            with self.subTest(typed):
                self.assertEqual([named.facet.key for named in self.run_search(typed).named()], [facet])

    def test_nothing_is_offered_after_its_records_are_archived(self):
        Country.objects.filter(code="XA").update(label_en="Blorbia")
        publishing.archive(self.records["xa"], "Made up.")
        self.assertEqual(self.run_search("Blorbia").named(), [])


class PlaceTests(SearchTestCase):
    """Names of places of several words are one: half of one says nothing."""

    @classmethod
    def setUpTestData(cls):
        make_trees()
        Country.objects.filter(code="XA").update(label_en="Blorb Quux")
        cls.have(
            tagged=at("XA"),
            written=text("Schools of Blorb Quux", "A made-up summary.") | {"countries": []},
            half=text("Schools of Blorb", "On the way to Quux.") | {"countries": []},
            schools=text("Schools", "A made-up summary.") | {"countries": []},
        )
        listed(*([PLAIN | {"countries": []}] * 6))

    def test_a_half_of_the_name_finds_nothing(self):
        self.assertEqual(set(self.found("blorb quux")), {"tagged", "written"})

    def test_the_half_by_itself_finds_what_has_it(self):
        self.assertEqual(set(self.found("blorb")), {"written", "half"})

    def test_it_weighs_as_one_word_beside_others(self):
        self.assertEqual(self.found("schools blorb quux")[0], "written")

    def test_it_is_offered_as_a_filter_and_marked_as_a_whole(self):
        results = self.run_search("schools blorb quux")
        self.assertEqual([one.value["code"] for one in results.named()], ["XA"])
        self.assertEqual(
            results.marker.pieces("In Blorb Quux, not in Blorb", "en"),
            [("In ", False), ("Blorb Quux", True), (", not in Blorb", False)],
        )

    def test_all_that_is_named_is_offered_together_with_what_it_finds(self):
        Term.objects.filter(kind=TermKind.THEME, code="beta").update(label_en="Zorbing")
        self.have(both=at("XA") | {"themes": ["beta"]}, other=tagged(themes=["beta"]))
        together = self.run_search("zorbing blorb quux").together()
        self.assertEqual(together.asked.chosen, {"theme": ("beta",), "country": ("XA",)})
        self.assertEqual(together.total, 1)
        self.assertIsNone(self.run_search("zorbing").together())
