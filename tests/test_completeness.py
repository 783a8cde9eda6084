"""What a record lacks, part by part."""

from tempfile import TemporaryDirectory

from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.django import TestCase as HypothesisTestCase

from practices import completeness, document
from practices.completeness import PUBLICATION
from tests.cast import RegistryTestCase
from tests.documents import LINKED, KeptFile, documents
from tests.example import kept_file
from tests.factories import ORGANISATIONS, make_practice, make_reference


class SnapshotTests(RegistryTestCase):
    """The quick question and the thorough one have one answer."""

    def agree(self, practice) -> bool:
        thorough = not completeness.keeps_from_publication(document.build(practice, staff=True))
        self.assertEqual(completeness.is_snapshot(practice), thorough)
        return thorough

    def test_of_a_record_that_may_be_published(self):
        self.assertTrue(self.agree(make_practice(self.author)))
        for changes in ({"countries": [], "organisations": [{"organisation": ORGANISATIONS[0], "role": "lead"}]},
                        {"countries": [], "mechanisms": ["process_one"]}):  # fmt: skip
            with self.subTest(changes):
                self.assertTrue(self.agree(make_practice(self.author, **changes)))

    def test_of_records_that_each_lack_one_thing(self):
        figure = {"label": {"en": "people"}, "value": 3, "unit": "people"}
        text = {"title": "A made-up exchange", "summary": "Made up."}
        self.enterContext(override_settings(MEDIA_ROOT=self.enterContext(TemporaryDirectory())))
        for changes in ({"type": ""}, {"modality": ""}, {"countries": []}, {"citations": []}, {"figures": [figure]},
                        {"texts": {"en": text | {"summary": ""}}},
                        {"attachments": [kept_file() | {"has_consent": False}]}):  # fmt: skip
            with self.subTest(changes):
                self.assertFalse(self.agree(make_practice(self.author, **changes)))


class AnySnapshotTests(KeptFile, HypothesisTestCase):
    @classmethod
    def setUpTestData(cls):
        make_reference()
        make_practice(code=LINKED)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(documents())
    def test_of_any_record_both_say_the_same(self, given_document):
        practice = document.load(given_document, by=None)
        thorough = not completeness.keeps_from_publication(document.build(practice, staff=True))
        self.assertEqual(completeness.is_snapshot(practice), thorough)


class SectionTests(RegistryTestCase):
    def test_a_record_about_which_nothing_is_known_lacks_everything_asked(self):
        sections = completeness.sections(document.empty())
        self.assertEqual(set(sections), {"snapshot", "about"})
        self.assertEqual({section.answered for section in sections.values()}, {0})
        needed = [gap for gap in sections["snapshot"].gaps if gap.needed_for == PUBLICATION]
        self.assertEqual(len(needed), 6)

    def test_what_is_filled_in_counts(self):
        built = document.build(make_practice(self.author, themes=["alpha"]))
        sections = completeness.sections(built)
        self.assertEqual((sections["about"].answered, sections["about"].asked), (1, 7))
        self.assertEqual([gap for gap in sections["snapshot"].gaps if gap.needed_for == PUBLICATION], [])

    def test_every_gap_stands_in_one_section(self):
        figure = {"label": {"en": "people"}, "value": 3, "unit": "people", "source": ""}
        built = document.build(make_practice(self.author, figures=[figure], modality="triangular"))
        sections = completeness.sections(built)
        gaps = [gap for section in sections.values() for gap in section.gaps]
        self.assertCountEqual(gaps, completeness.missing(built))
        self.assertEqual([gap.path for gap in sections["results"].gaps], ["figures.0.source"])

    def test_only_a_triangular_cooperation_is_asked_for_its_supporter(self):
        asked = [
            completeness.sections(document.build(make_practice(self.author, modality=modality)))["snapshot"].asked
            for modality in ("south_south", "triangular")
        ]
        self.assertEqual(asked[1], asked[0] + 1)
