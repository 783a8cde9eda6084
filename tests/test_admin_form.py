"""What helps those who write: what is missing, what was typed and never saved, copies, practices that are alike."""

from datetime import timedelta
from http import HTTPStatus

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from practices import cloning, document, duplicates, unsaved
from practices.models import Attachment, Country, Practice, UnsavedEntry
from practices.vocabulary import Channel, State
from tests.cast import in_review, person, published
from tests.factories import make_practice
from tests.sent_forms import sent, with_row
from tests.staff import ADD, CHANGELIST, change, change_address, member
from tests.test_admin_saving import AdminTestCase, faults, formset, full, two_languages

TITLE = "practicetext_set-0-title"
ADD_KEEP, ADD_UNSAVED = f"{ADD}keep/", f"{ADD}unsaved/"


def address(practice: Practice, page: str) -> str:
    return reverse(f"admin:practices_practice_{page}", args=[practice.pk])


class SectionTests(AdminTestCase):
    def test_each_part_says_how_far_it_is_and_leads_to_what_is_missing(self):
        practice = make_practice(self.curator, themes=["alpha"])
        page = self.client.get(change_address(practice))
        self.assertContains(page, "1 of the 7 things asked for here are filled in.")
        self.assertContains(page, '<a href="#id_scope">The geographic scope is not chosen.</a>')
        self.assertContains(page, '<a href="#id_practicetext_set-0-why">')
        self.assertContains(page, '<a href="#practiceorganisation_set-group">')

    def test_every_link_leads_to_an_entry_of_the_page(self):
        figure = {"label": {"en": "people"}, "value": 3, "unit": "people", "source": ""}
        for practice in (make_practice(self.curator, figures=[figure]), document.load({"schema": 1}, by=self.curator)):
            page = self.client.get(change_address(practice))
            sections = [group["section"] for group in page.context["groups"] if group["section"]]
            gaps = [gap for section in sections for gap in (*section["for_publication"], *section["for_assessment"])]
            self.assertTrue(gaps)
            for gap in gaps:
                if document.build(practice)["texts"] or "practicetext" not in gap["anchor"]:
                    self.assertContains(page, f'id="{gap["anchor"]}"', msg_prefix=str(gap))

    def test_who_may_only_read_is_led_to_the_part(self):
        practice = in_review(self.other)
        self.client.force_login(member("reviewer", "reader"))
        page = self.client.get(change_address(practice))
        self.assertContains(page, '<a href="#part-about">')
        self.assertContains(page, 'id="part-about"')
        self.assertNotContains(page, "registry-kept")

    def test_a_new_practice_shows_what_will_be_asked(self):
        self.assertContains(self.client.get(ADD), "0 of the 16 things asked for here are filled in.")

    def test_texts_say_what_they_are(self):
        practice = make_practice(self.curator, texts=two_languages())
        change(self.client, practice, **{TITLE: "Another title"})
        page = self.client.get(change_address(practice))
        for words in ("Machine translation", "Older than the original"):
            self.assertContains(page, f"{words}</span>")

    def test_rows_cost_no_queries(self):
        practices = [
            make_practice(self.curator, figures=[
                {"label": {"en": f"people {place}"}, "value": place, "unit": "people", "source": "s1"} for place in range(rows)
            ]) for rows in (1, 40)
        ]  # fmt: skip
        counts = []
        for practice in practices:
            self.client.get(change_address(practice))
            with CaptureQueriesContext(connection) as queries:
                self.client.get(change_address(practice))
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])


class UnsavedTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.practice = make_practice(self.curator, **full())
        self.page = self.client.get(change_address(self.practice))

    def typed(self, **changes) -> dict:
        return sent(self.page, "practice_form", **changes)

    def keep(self, **changes):
        return self.client.post(address(self.practice, "keep"), self.typed(**changes))

    def restore(self):
        return self.client.post(address(self.practice, "unsaved"), {"restore": "1"})

    def test_what_is_typed_is_kept_and_nothing_saved(self):
        response = self.keep(remarks="Half a sent")
        self.assertIn("Kept at", response.json()["kept"])
        entry = UnsavedEntry.objects.get()
        self.assertEqual((entry.person, entry.practice, entry.revision), (self.curator, self.practice, 1))
        self.assertEqual(entry.entries["remarks"], ["Half a sent"])
        self.assertNotIn("csrfmiddlewaretoken", entry.entries)
        self.assertEqual(Practice.objects.get(pk=self.practice.pk).remarks, "Ask again.")

    def test_the_last_is_kept_and_only_one(self):
        self.keep(remarks="One")
        self.keep(remarks="Two")
        self.assertEqual(UnsavedEntry.objects.get().entries["remarks"], ["Two"])

    def test_the_form_tells_of_it_and_restores_every_entry(self):
        fields = with_row(self.typed(remarks="Half a sent", themes=[]), "particular_set", label="Colour", value="Blue")
        country = str(Country.objects.get(code="XC").pk)
        fields = with_row(fields, "practicecountry_set", country=country, role="host") | {"start_year": ["19"]}
        self.client.post(address(self.practice, "keep"), fields)
        self.assertContains(self.client.get(change_address(self.practice)), "never saved")
        restored = self.restore()
        self.assertEqual(restored.status_code, 200)
        self.assertContains(restored, "It is not saved yet")
        again = sent(restored, "practice_form")
        for name in ("remarks", "particular_set-0-value", "practicecountry_set-2-country", "practicecountry_set-2-role",
                     "start_year"):  # fmt: skip
            self.assertEqual(again[name], fields[name], name)
        self.assertNotIn("themes", again)
        self.assertContains(restored, f'action="{change_address(self.practice)}"')
        self.assertEqual(document.build(self.practice)["particulars"], [])
        response = self.client.post(change_address(self.practice), again | {"start_year": ["2019"]})
        self.assertEqual(response.status_code, 302, faults(response))
        built = document.build(self.practice)
        self.assertEqual((built["particulars"], built["themes"], built["period"]["start"]),
                         ([{"label": "Colour", "value": "Blue"}], [], 2019))  # fmt: skip

    def test_a_save_forgets_it(self):
        self.keep(remarks="Half a sent")
        self.client.post(change_address(self.practice), self.typed(remarks="A whole sentence"))
        self.assertFalse(UnsavedEntry.objects.exists())

    def test_a_refused_save_does_not(self):
        self.keep(remarks="Half a sent")
        self.client.post(change_address(self.practice), self.typed(**{TITLE: ""}))
        self.assertTrue(UnsavedEntry.objects.exists())

    def test_it_can_be_discarded(self):
        self.keep(remarks="Half a sent")
        response = self.client.post(address(self.practice, "unsaved"), {"discard": "1"})
        self.assertRedirects(response, change_address(self.practice))
        self.assertFalse(UnsavedEntry.objects.exists())
        self.assertRedirects(self.restore(), change_address(self.practice))

    def test_what_moved_on_meanwhile_is_shown_beside_it(self):
        self.keep(remarks="Half a sent")
        document.load({"code": self.practice.code, "cost_band": "under_10k"}, by=self.other, channel=Channel.API)
        self.assertContains(self.client.get(change_address(self.practice)), "both texts side by side")
        restored = self.restore()
        self.assertEqual(restored.status_code, 409)
        again = sent(restored, "practice_form")
        self.assertEqual((again["remarks"], again["cost_band"]), (["Half a sent"], ["under_10k"]))
        self.assertEqual(self.client.post(change_address(self.practice), again).status_code, 302)

    def test_what_comes_after_ones_own_save_is_not_kept(self):
        change(self.client, self.practice, remarks="A whole sentence")
        response = self.keep(remarks="Half a sent")
        self.assertEqual(response.status_code, 409)
        self.assertFalse(UnsavedEntry.objects.exists())

    def test_a_new_practice_has_one_as_well(self):
        fields = self.snapshot(**{TITLE: "A title that was never saved"})
        self.assertEqual(self.client.post(ADD_KEEP, fields).status_code, 200)
        self.assertContains(self.client.get(ADD), "never saved")
        restored = self.client.post(ADD_UNSAVED, {"restore": "1"})
        self.assertContains(restored, "A title that was never saved")
        response = self.client.post(ADD, sent(restored, "practice_form"))
        self.assertEqual(response.status_code, 302, faults(response))
        self.assertFalse(UnsavedEntry.objects.exists())

    def test_it_is_nobody_elses(self):
        self.keep(remarks="Half a sent")
        self.client.force_login(self.other)
        self.assertNotContains(self.client.get(change_address(self.practice)), "never saved")
        self.assertRedirects(self.restore(), change_address(self.practice))

    def test_only_those_who_may_write_keep_and_restore(self):
        practice = in_review(self.other)
        for name, status in (("reviewer", HTTPStatus.FORBIDDEN), ("contributor", HTTPStatus.NOT_FOUND)):
            self.client.force_login(member(name, f"a-{name}"))
            for page in ("keep", "unsaved"):
                with self.subTest(name=name, page=page):
                    self.assertEqual(self.client.post(address(practice, page)).status_code, status)
        self.client.force_login(self.reader())
        for there in (ADD_KEEP, ADD_UNSAVED):
            self.assertEqual(self.client.post(there).status_code, HTTPStatus.FORBIDDEN)

    def reader(self):
        return person("reader", "view_practice", "review_practice", is_staff=True)

    def test_senseless_requests(self):
        for page in ("keep", "unsaved", "copy"):
            self.assertEqual(self.client.get(address(self.practice, page)).status_code, 405)
            self.assertEqual(self.client.post(f"{CHANGELIST}{'9' * 40}/{page}/").status_code, 404)
        for given in (
            {},
            {"expected": "9" * 40, "remarks": "\x00a\x00", "a\x00": "b"},
            {"practicetext_set-TOTAL_FORMS": "x"},
            {"type": "9" * 5_000, "tags": "9" * 5_000, "expected": "9" * 5_000},
        ):
            with self.subTest(given):
                self.assertLess(self.client.post(address(self.practice, "keep"), given).status_code, 500)
                self.assertLess(self.restore().status_code, 500)
        UnsavedEntry.objects.update(entries={"conflict-0": ["{"], "started_from": ["[[["], "expected": ["1"]})
        self.assertLess(self.restore().status_code, 500)

    def test_what_is_too_long_is_refused(self):
        response = self.keep(remarks="x" * 2_700_000)
        self.assertIn(response.status_code, (400, 413))
        self.assertFalse(UnsavedEntry.objects.exists())

    def test_it_is_forgotten_in_time(self):
        self.keep(remarks="Half a sent")
        self.assertEqual(unsaved.purge(), 0)
        UnsavedEntry.objects.update(saved_at=timezone.now() - timedelta(days=31))
        self.assertEqual(unsaved.purge(), 1)


class CopyTests(AdminTestCase):
    def copy(self, practice):
        response = self.client.post(address(practice, "copy"))
        self.assertEqual(response.status_code, 302)
        return Practice.objects.latest("pk")

    def test_a_copy_is_a_draft_of_its_own(self):
        practice = published(self.other, **full() | {"texts": two_languages()})
        made = self.copy(practice)
        self.assertEqual(
            (made.state, made.author, made.title), (State.DRAFT, self.curator, "Copy of A made-up exchange")
        )
        was, now = document.build(practice), document.build(made)
        self.assertEqual(now["texts"]["fr"]["title"], "Copie de Un échange inventé")
        for key in was.keys() - {"code", "texts"}:
            self.assertEqual(now[key], was[key], key)
        self.assertEqual(made.remarks, f"A copy of {practice.code}, revision {practice.revision}.")
        self.assertEqual(made.events.get().channel, Channel.ADMIN)

    def test_files_the_focal_point_and_notes_stay_behind(self):
        practice = make_practice(self.other, **full())
        practice.focal_point_email = "a@test.example"
        practice.save()
        Attachment.objects.create(practice=practice, sha256="0" * 64, name="a.pdf", media_type="application/pdf", size=1,
                                  title="A file", rights="Ours")  # fmt: skip
        made = self.copy(practice)
        staff = document.build(made, staff=True)["staff"]
        self.assertEqual((staff["unverified"], staff["focal_point"]["email"]), ([], ""))
        self.assertFalse(made.attachment_set.exists())

    def test_a_title_as_long_as_can_be_is_cut_at_its_end(self):
        practice = make_practice(self.curator, texts={"en": {"title": "x" * 300}})
        self.assertEqual(len(cloning.copy_of(practice)["texts"]["en"]["title"]), 300)
        self.assertTrue(self.copy(practice).title.startswith("Copy of xxx"))

    def test_only_who_may_add_and_see_makes_one(self):
        practice = in_review(self.other)
        reader = person("reader", "view_practice", "review_practice", is_staff=True)
        for somebody, status in ((reader, 403), (self.contributor, 404)):
            self.client.force_login(somebody)
            self.assertEqual(self.client.post(address(practice, "copy")).status_code, status)
        self.client.force_login(self.contributor)
        own = make_practice(self.contributor)
        self.assertContains(self.client.get(change_address(own)), "Copy as a new draft")
        self.assertEqual(self.copy(own).author, self.contributor)


class SimilarTests(AdminTestCase):
    ADDRESS = f"{CHANGELIST}similar/"

    def setUp(self):
        super().setUp()
        duplicates._listed.clear()

    def test_the_list_names_what_a_person_needs_to_tell(self):
        practice = make_practice(self.curator, period={"start": 2011})
        page = self.client.get(self.ADDRESS, {"title": "made up exchange"})
        for words in (
            "Is it one of these?",
            "A made-up exchange",
            "Draft",
            "2011",
            "Country XA",
            change_address(practice),
        ):
            self.assertContains(page, words)
        self.assertNotContains(self.client.get(self.ADDRESS, {"title": "Something else entirely"}), "<li>")

    def test_who_may_not_open_the_working_copy_is_led_to_the_public_page(self):
        practice = published(self.other)
        self.client.force_login(self.contributor)
        page = self.client.get(self.ADDRESS, {"title": "A made-up exchange"})
        self.assertContains(page, practice.get_absolute_url())
        self.assertNotContains(page, change_address(practice))

    def test_a_new_practice_that_resembles_another_is_said_to(self):
        there = make_practice(self.other)
        response = self.client.post(ADD, self.snapshot())
        page = self.client.get(response.url)
        self.assertContains(page, "Similar practices are there already.")
        self.assertContains(page, change_address(there))

    def test_senseless_questions(self):
        for name in ("title", "country", "start", "end", "apart_from"):
            for value in ("9" * 5_000, "-1", "²", "x" * 5000, "' OR 1=1"):
                given = {"title": "A made-up exchange"} | {name: value}
                with self.subTest(name=name, value=value[:10]):
                    self.assertLess(self.client.get(self.ADDRESS, given).status_code, 500)

    def test_who_is_no_staff_is_not_answered(self):
        self.client.force_login(self.author)
        self.assertEqual(self.client.get(self.ADDRESS, {"title": "A made-up exchange"}).status_code, 302)


class ThreeVersionsTests(AdminTestCase):
    """What a form started from, what is stored now, what was typed."""

    FIGURES = [
        {"label": {"en": name}, "value": value, "unit": name, "source": "s1"}
        for name, value in (("people", 3), ("towns", 4))
    ]

    def setUp(self):
        super().setUp()
        self.practice = make_practice(self.curator, figures=self.FIGURES, texts=two_languages(), themes=["alpha"])
        self.page = self.client.get(change_address(self.practice))

    def meanwhile(self, **changes):
        document.load({"code": self.practice.code, **changes}, by=self.other, channel=Channel.API)

    def save(self, page=None, **changes):
        fields = sent(page or self.page, "practice_form", **changes)
        return self.client.post(change_address(self.practice), fields)

    def built(self):
        return document.build(self.practice, staff=True)

    def entry(self, response, label: str, who: str = ""):
        rows = [row for group in response.context["conflict"] for row in group["rows"]]
        found = [row for row in rows if row["entry"].label == label and (not who or row["entry"].who == who)]
        self.assertEqual(len(found), 1, [(row["entry"].label, row["entry"].who) for row in rows])
        return found[0]

    def choose(self, response, label: str, side: str) -> dict:
        return {f"conflict-{self.entry(response, label)['number']}-choice": side}

    def test_what_only_the_other_changed_is_taken_over(self):
        self.meanwhile(cost_band="under_10k", themes=["beta"], period={"start": 2001, "end": None})
        response = self.save(remarks="Mine")
        self.assertEqual(response.status_code, 409)
        self.assertEqual(self.entry(response, "Cost")["entry"].who, "theirs")
        again = self.save(response)
        self.assertEqual(again.status_code, 302, faults(again))
        built = self.built()
        self.assertEqual((built["cost_band"], built["themes"], built["period"]["start"]), ("under_10k", ["beta"], 2001))
        self.assertEqual(built["staff"]["remarks"], "Mine")

    def test_where_both_changed_the_one_chosen_stays(self):
        for side, title in (("mine", "What I call it, mine"), ("theirs", "What they call it")):
            with self.subTest(side):
                page = self.client.get(change_address(self.practice))
                texts = self.built()["texts"]
                self.meanwhile(
                    texts={"en": texts["en"] | {"title": f"What they call it{'' if side == 'theirs' else '!'}"}}
                )
                response = self.save(page, **{TITLE: f"What I call it, {side}"})
                self.assertEqual(self.entry(response, "Title")["entry"].who, "both")
                self.assertContains(response, "What they call it", status_code=409)
                self.assertContains(response, "What I call it", status_code=409)
                again = self.save(response, **self.choose(response, "Title", side))
                self.assertEqual(again.status_code, 302, faults(again))
                self.assertEqual(self.built()["texts"]["en"]["title"], title)

    def test_theirs_can_be_undone_and_mine_given_up(self):
        self.meanwhile(cost_band="under_10k")
        response = self.save(modality="triangular")
        choices = self.choose(response, "Cost", "mine") | self.choose(response, "Modality", "theirs")
        self.save(response, **choices)
        self.assertEqual((self.built()["cost_band"], self.built()["modality"]), ("", "south_south"))

    def test_what_is_changed_by_hand_on_that_screen_is_the_newest_word(self):
        self.meanwhile(cost_band="under_10k")
        response = self.save(remarks="Mine")
        self.save(response, cost_band="10k_100k", **self.choose(response, "Cost", "mine"))
        self.assertEqual(self.built()["cost_band"], "10k_100k")

    def test_fields_of_a_row_are_told_apart(self):
        self.meanwhile(figures=[self.FIGURES[0] | {"year": 2001}, self.FIGURES[1]])
        response = self.save(**{"figure_set-1-value": "5"})
        self.assertEqual(response.status_code, 409)
        again = self.save(response)
        self.assertEqual(again.status_code, 302, faults(again))
        figures = sorted(self.built()["figures"], key=lambda figure: figure["unit"])
        self.assertEqual([(figure["year"], figure["value"]) for figure in figures], [(2001, 3), (None, 5)])

    def test_a_row_the_other_removed_goes_unless_it_is_wanted(self):
        for side, units in (("theirs", ["people"]), ("mine", ["people", "towns"])):
            with self.subTest(side):
                self.meanwhile(figures=self.FIGURES)
                page = self.client.get(change_address(self.practice))
                self.meanwhile(figures=self.FIGURES[:1])
                response = self.save(page, remarks=f"Mine {side}")
                self.assertContains(response, "towns", status_code=409)
                again = self.save(response, **self.choose(response, "Figure", side))
                self.assertEqual(again.status_code, 302, faults(again))
                self.assertEqual([figure["unit"] for figure in self.built()["figures"]], units)

    def test_a_row_the_other_removed_and_i_changed_stays(self):
        self.meanwhile(figures=self.FIGURES[:1])
        response = self.save(**{"figure_set-1-value": "5"})
        self.assertEqual(self.entry(response, "Figure")["entry"].who, "both")
        self.assertEqual(self.save(response).status_code, 302)
        self.assertEqual([figure["value"] for figure in self.built()["figures"]], [3, 5])

    def test_a_row_the_other_added_is_there(self):
        self.meanwhile(figures=[*self.FIGURES, {"label": {"en": "ships"}, "value": 9, "unit": "ships", "source": ""}])
        response = self.save(remarks="Mine")
        self.assertEqual(len(formset(response, "figure_set").forms), 3)
        self.save(response)
        self.assertEqual(len(self.built()["figures"]), 3)

    def test_a_row_i_removed_and_the_other_changed_is_my_choice(self):
        self.meanwhile(texts={"fr": {"title": "Un autre titre", "origin": "machine"}})
        response = self.save(**{"practicetext_set-1-DELETE": "on"})
        entry = self.entry(response, "Français")["entry"]
        self.assertEqual((entry.who, entry.holds), ("both", "mine"))
        self.save(response, **self.choose(response, "Français", "theirs"))
        self.assertEqual(self.built()["texts"]["fr"]["title"], "Un autre titre")

    def test_a_detail_both_began_is_one(self):
        page = self.client.get(change_address(self.practice))
        self.meanwhile(labour_agreement={"signed": "2020-02"})
        response = self.save(page, **{"labouragreement-0-renewal": "Every year."})
        self.assertEqual(response.status_code, 409)
        again = self.save(response)
        self.assertEqual(again.status_code, 302, faults(again))
        agreement = self.built()["labour_agreement"]
        self.assertEqual((agreement["signed"], agreement["renewal"]), ("2020-02", "Every year."))

    def test_an_answer_the_other_took_back_is_taken_back(self):
        practice = self.practice = make_practice(self.curator, **full())
        page = self.client.get(change_address(practice))
        self.meanwhile(labour_agreement=self.built()["labour_agreement"] | {"elements": []})
        response = self.save(page, remarks="Mine")
        again = self.save(response)
        self.assertEqual(again.status_code, 302, faults(again))
        self.assertEqual(self.built()["labour_agreement"]["elements"], [])

    def test_a_mark_of_the_registry_that_only_i_cleared_is_cleared(self):
        self.meanwhile(texts={"en": {"title": "Another title", "summary": "Who did what."}})
        page = self.client.get(change_address(self.practice))
        self.meanwhile(cost_band="under_10k")
        response = self.save(page, **{"practicetext_set-1-is_outdated": None})
        self.save(response)
        self.assertFalse(self.built()["texts"]["fr"]["is_outdated"])

    def test_a_third_version_starts_it_again(self):
        self.meanwhile(cost_band="under_10k")
        response = self.save(remarks="Mine")
        self.meanwhile(modality="triangular")
        response = self.save(response)
        self.assertEqual(response.status_code, 409)
        self.save(response)
        built = self.built()
        self.assertEqual(
            (built["cost_band"], built["modality"], built["staff"]["remarks"]), ("under_10k", "triangular", "Mine")
        )

    def test_choices_of_another_shape_are_no_choices(self):
        for text in ("", "{", "[]", "3", '{"name": 3}', '{"name": "remarks", "mine": "a", "theirs": [], "holds": "mine"}',
                     '{"name": "remarks", "mine": [1], "theirs": [], "holds": "mine"}', "[" * 10_000):  # fmt: skip
            with self.subTest(text[:20]):
                page = self.client.get(change_address(self.practice))
                response = self.save(page, **{"conflict-0": text, "conflict-0-choice": "theirs"})
                self.assertEqual(response.status_code, 302, faults(response))

    def test_marks_of_another_shape_are_no_marks(self):
        self.meanwhile(cost_band="under_10k")
        for text in ("", "{", "[]", "3", '{"": 3}', '{"": {"": 3}, "figure_set": []}', "[" * 10_000):
            with self.subTest(text[:20]):
                response = self.save(started_from=text, remarks="Mine")
                self.assertEqual(response.status_code, 409)
                self.assertContains(response, "Mine", status_code=409)
