"""The language of an answer: by parameter, by header, and what is then in it."""

from practices.document.words import interface_language
from practices.models import Term
from tests.api import ApiTestCase
from tests.cast import published
from tests.example import example_document


class LanguageTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        Term.objects.filter(kind="theme", code="alpha").update(label_fr="Alpha en français", label_ar="ألفا")
        cls.code = published(cls.author, **example_document()).code

    def test_the_parameter_goes_before_the_header_and_the_header_before_english(self):
        for query, header, language in (
            ("", "", "en"), ("", "fr", "fr"), ("", "fr-CA, en;q=0.5", "fr"), ("", "de, pt;q=0.4, es;q=0.6", "es"),
            ("", "de, zh", "en"), ("", "*", "en"), ("lang=ar", "fr", "ar"), ("lang=en", "ar", "en"), ("", ";;;q=x", "en"),
            ("", "pt-BR", "pt"), ("", "x" * 5000, "en"),
        ):  # fmt: skip
            response = self.ask(f"practices/?{query}", accept_language=header)
            with self.subTest(query=query, header=header[:40]):
                self.assertEqual(response.status_code, 200)
                self.assertEqual(response["Content-Language"], language)
                self.assertIn("Accept-Language", response["Vary"])
                url = response.json()["results"][0]["url"]
                self.assertIn(f"/{language}/practices/", url)

    def test_labels_and_texts_say_which_language_they_are_in(self):
        answer = self.answer(f"practices/{self.code}/?lang=fr")
        themes = {theme["code"]: (theme["label"], theme["language"]) for theme in answer["themes"]}
        self.assertEqual(themes, {"alpha": ("Alpha en français", "fr"), "beta": ("Made-up theme beta", "en")})
        self.assertEqual((answer["title"]["language"], answer["title"]["origin"]), ("fr", "machine"))
        arabic = self.answer(f"practices/{self.code}/?lang=ar")
        self.assertEqual((arabic["title"]["language"], arabic["title"]["direction"]), ("ar", "rtl"))
        self.assertEqual(arabic["themes"][0]["direction"], "rtl")
        # What a translation lacks is shown in the original, and says so.
        self.assertEqual({section["language"] for section in arabic["sections"]}, {"en"})

    def test_a_language_we_lack_is_refused(self):
        for value in ("de", "FR", "", "fr,en", "x" * 300):
            with self.subTest(value[:20]):
                (error,) = self.problem(f"practices/?lang={value}", 400)["errors"]
                self.assertEqual((error["field"], error["code"]), ("lang", "unknown_value"))
        self.assertEqual(self.problem("practices/?lang=fr&lang=ar", 400)["errors"][0]["code"], "repeated_parameter")

    def test_every_list_takes_the_language(self):
        for path in ("countries/", "terms/?vocabulary=theme", "facets/", "statistics/", "flows/", "organisations/", "",
                     f"practices/{self.code}/editions/", f"compare/?old={self.code}&new={self.code}"):  # fmt: skip
            joined = f"{path}{'&' if '?' in path else '?'}lang=ar"
            with self.subTest(path):
                self.assertEqual(self.ask(joined)["Content-Language"], "ar")

    def test_a_refusal_has_a_language_and_varies_with_it(self):
        # The one its sentences are in, which is not always the one asked for.
        for path in ("practices/?nonsense=1", "practices/0000-0000/", "nothing/"):
            response = self.ask(path, accept_language="fr")
            with self.subTest(path):
                self.assertEqual(response["Content-Language"], interface_language("fr"))
                self.assertIn("Accept-Language", response["Vary"])

    def test_the_page_of_the_documentation_names_the_language_it_is_in(self):
        response = self.ask("docs/", accept_language="fr")
        self.assertEqual(response["Content-Language"], interface_language("fr"))
        self.assertContains(response, f'<html lang="{interface_language("fr")}"')
