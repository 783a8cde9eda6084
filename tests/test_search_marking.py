"""practices.search.marking: found words are marked where they stand, and one passage shows most of them."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from practices.models import Country, Term
from practices.search.marking import LONGEST_PASSAGE, MOST_READ, Marker, Passage
from practices.search.query import parse
from practices.vocabulary import Language, TermKind
from tests.listed import SearchTestCase, text


def marker(typed: str, names: list[tuple[str, str]] | None = None) -> Marker:
    """The marker of a question."""
    query = parse(typed)
    return Marker([leaf for term in query.terms for leaf in term.leaves], names or ())


def marked(typed: str, prose: str, language: str = "en", **more) -> str:
    """A text with what was found in brackets."""
    return shown(marker(typed, **more).pieces(prose, language))


def shown(pieces) -> str:
    return "".join(f"[{piece}]" if is_found else piece for piece, is_found in pieces)


def joined(passage: Passage | None) -> str:
    return "".join(piece for piece, _is_found in passage.pieces) if passage else ""


MARKED = [
    ("remittance", "en", "Sending remittances home.", "Sending [remittances] home."),
    ("migrating", "en", "They migrate; migrants migrated.", "They [migrate]; migrants [migrated]."),
    ("etude", "fr", "Les études d’Évora.", "Les [études] d’Évora."),
    ("emploi", "fr", "L’emploi et l'emploi.", "L’[emploi] et l'[emploi]."),
    ("capacitacion", "es", "La capacitación.", "La [capacitación]."),
    ("formações", "pt", "Uma formação.", "Uma [formação]."),
    ("تدريب", "ar", "في التدريب والمركز.", "في [التدريب] والمركز."),
    ("المنظمة", "ar", "منظّمة دولية", "[منظّمة] دولية"),
    ("centro", "en", "A central city.", "A central city."),
    ("migra*", "en", "Migration of migrants.", "[Migration] of [migrants]."),
    ('"study tour"', "en", "A study tour, tour study, study tours.", "A [study tour], tour study, study tours."),
    ('"study tour"', "en", "A study-tour.", "A [study-tour]."),
    ("study tour", "en", "A study tour to Made-up.", "A [study tour] to Made-up."),
    ("study tour", "en", "A study, a tour.", "A [study], a [tour]."),
    ("south", "en", "South-South and South–South", "[South-South] and [South–South]"),
    ("8.7 10.c", "en", "Targets 8.7 and 10.c, not 8 or 8.70.", "Targets [8.7] and [10.c], not 8 or 8.70."),
    ("2019", "ar", "في عام ٢٠١٩.", "في عام [٢٠١٩]."),
    ("10.7", "ar", "الهدف ١٠٫٧ هنا", "الهدف [١٠٫٧] هنا"),
    ("UAE", "en", "In the U.A.E. and UAE.", "In the [U.A.E.] and [UAE]."),
    ("made OR blue", "en", "It is made blue.", "It is [made blue]."),
    ("made", "en", "", ""),
    ("", "en", "Nothing asked.", "Nothing asked."),
    ("<b>", "en", "a <b>bold</b> & word", "a <[b]>bold</[b]> & word"),
]
any_text = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("made up ـًéا'’-. 8.7١٠٫٧ U.A.E.")), max_size=300)


def test_found_words_are_marked_in_every_form_and_nothing_else_is():
    for typed, language, prose, expected in MARKED:
        assert marked(typed, prose, language) == expected, (typed, prose)


def test_a_whole_name_is_marked_in_the_languages_it_has():
    names = [("en", "Quuxel schools"), ("fr", "Écoles quuxelles"), ("en", "U.A.E.")]
    assert marked("x", "In quuxel schools, not schools.", names=names) == "In [quuxel schools], not schools."
    assert marked("x", "Des écoles quuxelles.", "fr", names=names) == "Des [écoles quuxelles]."
    assert marked("x", "From the UAE.", names=names) == "From the [UAE]."


def test_an_empty_marker_marks_nothing_and_has_no_passage():
    assert marker("").is_empty
    assert marker("").passage({"en": {"summary": "Anything."}}, "en") is None
    assert not marker("made").is_empty


@given(any_text, any_text, st.sampled_from(Language.values))
@settings(max_examples=1_500, derandomize=True)
def test_the_parts_of_a_text_are_the_text(typed, prose, language):
    pieces = marker(f'{typed} made "up made" u*').pieces(prose, language)
    assert "".join(piece for piece, _is_found in pieces) == prose
    assert all(piece for piece, _is_found in pieces)
    for one, other in pairwise(pieces):
        assert one[1] != other[1] or one[1], (one, other)  # two plain parts never follow each other


@given(any_text, st.text(min_size=1, max_size=200))
@settings(max_examples=500, derandomize=True)
def test_a_passage_of_any_text_is_short_and_has_a_found_word(typed, prose):
    passage = marker(f"made {typed}").passage({"en": {"summary": f"{prose} made up"}}, "en")
    assert passage is not None
    assert len(joined(passage)) <= LONGEST_PASSAGE + 2
    assert any(is_found for _piece, is_found in passage.pieces)


def test_the_passage_is_in_the_readers_language_where_that_has_a_found_word():
    texts = {
        "en": {"title": "T", "summary": "Nothing here. A school of remittances."},
        "fr": {"title": "T", "summary": "Rien. Une école."},
        "ar": {"title": "T", "summary": "لا شيء."},
    }
    for typed, preferred, language, expected in (
        ("school école", "en", "en", "A [school] of remittances."),
        ("school école", "fr", "fr", "Une [école]."),
        ("school école", "ar", "en", "A [school] of remittances."),
        ("remittances", "fr", "en", "A school of [remittances]."),
    ):
        passage = marker(typed).passage(texts, preferred)
        assert (passage.language, shown(passage.pieces)) == (language, expected), (typed, preferred)
    assert marker("zzyzx").passage(texts, "en") is None


def test_the_best_sentence_has_most_of_the_different_words_and_the_earlier_one_wins():
    prose = "Made here. Made and made again. It was made blue by hand. It was made blue later."
    assert joined(marker("made blue").passage({"en": {"summary": prose}}, "en")) == "It was made blue by hand."
    assert joined(marker("made").passage({"en": {"summary": prose}}, "en")) == "Made here."


def test_the_title_is_never_the_passage_and_codes_are_no_prose():
    texts = {"en": {"title": "Remittances", "origin": "original", "is_outdated": False, "summary": "Of money."}}
    assert marker("remittances").passage(texts, "en") is None
    assert marker("money").passage(texts, "en") is not None


def test_sentences_end_where_readers_think_they_do():
    for prose, typed, sentence in (
        ("In 2019.5 terms. Then made.", "terms", "In 2019.5 terms."),
        ("Target 8.7 was met. Yes.", "met", "Target 8.7 was met."),
        ("See report.example/made for more. End.", "made", "See report.example/made for more."),
        ("ماذا حدث؟ التدريب هنا.", "تدريب", "التدريب هنا."),
        ("A heading\nThe made one", "made", "The made one"),
        ("Really?! Made!", "made", "Made!"),
    ):
        assert joined(marker(typed).passage({"en": {"summary": prose}, "ar": {"summary": prose}}, "en")) == sentence, (
            prose
        )


def test_a_long_sentence_is_cut_around_the_word_at_spaces():
    words = " ".join(["filler"] * 100)
    passage = marker("made").passage({"en": {"summary": f"{words} made {words}."}}, "en")
    sentence = joined(passage)
    assert "[made]" in shown(passage.pieces)
    assert sentence.startswith("…filler") and sentence.endswith("filler…")
    assert len(sentence) <= LONGEST_PASSAGE + 2
    assert joined(marker("made").passage({"en": {"summary": f"Made {words}."}}, "en")).startswith("Made filler")
    assert joined(marker("made").passage({"en": {"summary": f"{words} made."}}, "en")).endswith("filler made.")


def test_a_sentence_without_spaces_is_cut_around_the_word_too():
    for prose in ("x/" * 2_000 + "made" + "/x" * 2_000, "x/" * 100 + "made " + "x " * 2_000, "made" + "/x" * 4_000):
        passage = marker("made").passage({"en": {"summary": prose}}, "en")
        assert len(joined(passage)) <= LONGEST_PASSAGE + 2, prose[:20]
        assert "[made]" in shown(passage.pieces), prose[:20]


def test_only_the_beginning_of_a_very_long_text_is_looked_through():
    far = "filler. " * MOST_READ
    assert marker("made").passage({"en": {"summary": f"{far} made"}}, "en") is None
    assert marker("made").passage({"en": {"summary": far, "why": "made"}}, "en") is None


class MarkerOfSearchTests(SearchTestCase):
    """The marker of a search marks what that search found."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        Term.objects.filter(kind=TermKind.THEME, code="alpha").update(
            label_en="Quuxel schools", label_fr="Écoles quuxelles"
        )
        Country.objects.filter(code="XA").update(label_en="Blorbia", label_ar="بلوربيا")
        cls.have(one=text("Transfers of remittances", "Home."))

    def marked(self, typed: str, prose: str, language: str = "en") -> str:
        return shown(self.run_search(typed).marker.pieces(prose, language))

    def test_words_without_meaning_and_excluded_words_are_not_marked(self):
        self.assertEqual(self.marked("the transfers -home", "The transfers of home."), "The [transfers] of home.")

    def test_the_word_used_in_the_place_of_a_misspelt_one_is_marked(self):
        self.assertEqual(self.marked("remitances", "Remittances here."), "[Remittances] here.")

    def test_a_name_is_marked_in_other_languages(self):
        self.assertEqual(self.marked("quuxel schools", "Des écoles quuxelles.", "fr"), "Des [écoles quuxelles].")
        self.assertEqual(self.marked("Blorbia", "في بلوربيا.", "ar"), "في [بلوربيا].")
