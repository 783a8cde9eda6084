"""What a record lacks, part by part."""

from practices import completeness, document
from practices.completeness import PUBLICATION
from tests.cast import RegistryTestCase
from tests.factories import make_practice


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
