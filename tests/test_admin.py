"""Pages of the admin: who sees what, how many queries it costs, and that no request breaks it."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices import document, models, workflow
from practices.vocabulary import Acceptance, Channel, TermKind
from tests.cast import bring_to, in_review, published
from tests.factories import OrganisationFactory, TermFactory, make_practice
from tests.sent_forms import sent, with_row
from tests.staff import ADD, CHANGELIST, change, change_address, member, press
from tests.test_admin_saving import AdminTestCase, full

GARBAGE = [
    "%00",
    "%ED%A0%80",
    "abc",
    "-1",
    "9" * 40,
    "9" * 5_000,
    "0x1f",
    "' OR 1=1 --",
    "%F0%9F%92%A9",
    "__all__",
    "1,2,3",
    "\\x00",
]


def registered() -> dict:
    """Every model of ours in the admin."""
    ours = ("practices", "accounts", "auth")
    return {model: found for model, found in admin.site._registry.items() if model._meta.app_label in ours}


class EveryPageTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.head)
        practice = published(self.curator, **full())
        press(self.client, practice, "archive", confirmed="1", note="For now.")

    def test_every_list_form_and_history_opens(self):
        for model, model_admin in registered().items():
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            with self.subTest(model=model.__name__):
                self.assertEqual(self.client.get(reverse(f"{name}_changelist")).status_code, 200)
                request = self.client.get("/admin/").wsgi_request
                expected = 200 if model_admin.has_add_permission(request) else 403
                self.assertEqual(self.client.get(reverse(f"{name}_add")).status_code, expected)
                for row in model._default_manager.order_by("-pk")[:2]:
                    self.assertEqual(self.client.get(reverse(f"{name}_change", args=[row.pk])).status_code, 200)
                    self.assertEqual(self.client.get(reverse(f"{name}_history", args=[row.pk])).status_code, 200)

    def test_every_list_is_searched_and_filtered(self):
        for model, model_admin in registered().items():
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            with self.subTest(model=model.__name__):
                if model_admin.search_fields:
                    self.assertEqual(self.client.get(address, {"q": "made-up énchange"}).status_code, 200)
        for parameter, values in {
            "public": ["yes", "waiting", "no", "archived"],
            "missing": ["type", "summary", "source", "figure", "machine"],
        }.items():
            for value in values:
                self.assertEqual(self.client.get(CHANGELIST, {parameter: value}).status_code, 200)

    def test_no_page_is_kept_by_a_cache(self):
        self.assertIn("no-store", self.client.get(ADD)["Cache-Control"])

    def test_pages_in_arabic_run_from_right_to_left(self):
        page = self.client.get(ADD, headers={"Accept-Language": "ar"})
        self.assertContains(page, '<html lang="ar" dir="rtl">')


class SenselessRequestTests(AdminTestCase):
    """Nothing a person can type into the address or send in a form is a failure of ours."""

    def setUp(self):
        super().setUp()
        self.client.force_login(self.head)
        self.practice = make_practice(self.curator, **full())

    def test_parameters_of_lists(self):
        names = [
            "q",
            "o",
            "p",
            "all",
            "state__exact",
            "type__id__exact",
            "modality__exact",
            "public",
            "missing",
            "pop",
            "_to_field",
            "e",
        ]
        for name in names:
            for value in GARBAGE:
                with self.subTest(name=name, value=value):
                    self.assertLess(self.client.get(f"{CHANGELIST}?{name}={value}").status_code, 500)

    def test_parameters_of_choosers(self):
        base = {"app_label": "practices", "model_name": "practice", "field_name": "type", "term": ""}
        for name in [*base, "kind", "page"]:
            for value in GARBAGE:
                query = "&".join(f"{key}={value if key == name else base.get(key, '')}" for key in {**base, name: ""})
                with self.subTest(name=name, value=value):
                    self.assertLess(self.client.get(f"/admin/autocomplete/?{query}").status_code, 500)

    def test_addresses(self):
        for value in GARBAGE:
            for page in ("change", "history", "delete", "preview", "changes", "transition/submit", "files/1", "merge"):
                for table in ("practice", "term"):
                    with self.subTest(value=value, page=page):
                        address = f"/admin/practices/{table}/{value}/{page}/"
                        self.assertLess(self.client.get(address).status_code, 500)
                        self.assertLess(self.client.post(address).status_code, 500)

    def test_values_of_the_form(self):
        """One field after the other in steps, so that each is spoilt while the others are whole."""
        fields = sent(self.client.get(change_address(self.practice)), "practice_form")
        fields = with_row(
            fields, "exchange_set", provider="", beneficiary="", date="", format="", subject="s", follow_up=""
        )
        names = [name for name in fields if not name.startswith("_") and name != "csrfmiddlewaretoken"]
        steps = 6
        for value in ("\x00", "abc", "9" * 5_000, "\ud83d"):
            for step in range(steps):
                fields["expected"] = [str(models.Practice.objects.get(pk=self.practice.pk).revision)]
                spoilt = {name: [value.encode("utf-8", "replace").decode()] for name in names[step::steps]}
                with self.subTest(step=step, value=value):
                    response = self.client.post(change_address(self.practice), fields | spoilt)
                    self.assertLess(response.status_code, 500)

    def test_a_form_without_some_of_its_fields(self):
        fields = sent(self.client.get(change_address(self.practice)), "practice_form")
        for end in ("_FORMS", "-id", "-element", "-practice", "-title", "type", "-source"):
            given = {name: values for name, values in fields.items() if not name.endswith(end)}
            with self.subTest(end=end):
                self.assertLess(self.client.post(change_address(self.practice), given).status_code, 500)
        self.assertLess(self.client.post(change_address(self.practice), {}).status_code, 500)
        self.assertLess(self.client.post(ADD, {}).status_code, 500)

    def test_bulk_actions(self):
        organisation = OrganisationFactory(acceptance=Acceptance.PROPOSED)
        for chosen in ("abc", "9" * 5_000, "\x00", str(organisation.pk)):
            for action in ("accept", "delete_selected", "fly"):
                with self.subTest(chosen=chosen, action=action):
                    response = self.client.post(
                        "/admin/practices/organisation/", {"action": action, "_selected_action": [chosen]}
                    )
                    self.assertLess(response.status_code, 500)


class ListTests(AdminTestCase):
    def queries(self, **parameters):
        with CaptureQueriesContext(connection) as queries:
            response = self.client.get(CHANGELIST, parameters)
        self.assertEqual(response.status_code, 200)
        return len(queries)

    def test_the_list_costs_the_same_at_five_and_at_sixty(self):
        document.load_many([named(number) for number in range(5)], by=self.curator)
        few = self.queries()
        document.load_many([named(number) for number in range(5, 60)], by=self.other)
        self.assertEqual(self.queries(), few)
        self.assertLessEqual(few, 15)
        self.assertLessEqual(self.queries(q="made-up", missing="source", public="no"), 15)

    def test_a_page_shows_fifty(self):
        document.load_many([named(number) for number in range(60)], by=self.curator)
        self.assertEqual(len(self.client.get(CHANGELIST).context["cl"].result_list), 50)

    def test_search_knows_no_accents_and_no_capitals(self):
        make_practice(self.curator, texts={"en": {"title": "Échange d'expérience in Québec"}})
        for typed in ("echange quebec", "ÉCHANGE", "dexperience"):
            with self.subTest(typed=typed):
                self.assertEqual(self.client.get(CHANGELIST, {"q": typed}).context["cl"].result_count, 1)
        self.assertEqual(self.client.get(CHANGELIST, {"q": "echange toronto"}).context["cl"].result_count, 0)

    def test_a_code_is_found(self):
        practice = make_practice(self.curator)
        self.assertContains(self.client.get(CHANGELIST, {"q": practice.code}), practice.code)

    def test_the_list_says_what_is_public_and_what_waits(self):
        practice = published(self.curator)
        make_practice(self.curator)
        change(self.client, practice, remarks="Changed")
        found = {value: self.client.get(CHANGELIST, {"public": value}).context["cl"].result_count
                 for value in ("yes", "waiting", "no", "archived")}  # fmt: skip
        self.assertEqual(found, {"yes": 1, "waiting": 1, "no": 1, "archived": 0})


def named(number: int) -> dict:
    return {"schema": 1, "type": "other", "texts": {"en": {"title": f"A made-up practice {number}"}}}


class VisibilityTests(AdminTestCase):
    """Role × page × state: what is hidden looks like what is not there."""

    PAGES = ("change", "history", "preview", "changes")
    SEES = {
        "contributor": {"own draft", "own review"},
        "reviewer": {"review", "public", "own draft", "own review"},
        "editor": {"draft", "review", "public", "own draft", "own review"},
        "administrator": {"draft", "review", "public", "own draft", "own review"},
    }

    def test_pages_of_practices(self):
        others = {"draft": make_practice(self.other), "review": in_review(self.other), "public": published(self.other)}
        for role, sees in self.SEES.items():
            person = member(role, f"the-{role}")
            practices = others | {"own draft": make_practice(person), "own review": in_review(person)}
            self.client.force_login(person)
            for state, practice in practices.items():
                for page in self.PAGES:
                    with self.subTest(role=role, state=state, page=page):
                        response = self.client.get(f"/admin/practices/practice/{practice.pk}/{page}/")
                        self.assertEqual(response.status_code, 200 if state in sees else 404)
                listed = self.client.get(CHANGELIST, {"q": practice.code}).context["cl"].result_count
                self.assertEqual(listed, int(state in sees), (role, state))

    def test_what_is_hidden_answers_like_what_is_not_there(self):
        hidden = make_practice(self.other)
        self.client.force_login(self.contributor)
        for page in self.PAGES:
            there = self.client.get(f"/admin/practices/practice/{hidden.pk}/{page}/")
            nowhere = self.client.get(f"/admin/practices/practice/{hidden.pk + 1000}/{page}/")
            self.assertEqual((there.status_code, nowhere.status_code), (404, 404))

    def test_choosers_and_events_hide_it_too(self):
        hidden = make_practice(self.other)
        for role in ("contributor", "reviewer"):
            self.client.force_login(member(role, f"a-{role}"))
            query = {"app_label": "practices", "model_name": "link", "field_name": "target", "term": "made-up"}
            self.assertEqual(self.client.get("/admin/autocomplete/", query).json()["results"], [])
            events = self.client.get("/admin/practices/event/")
            self.assertNotContains(events, hidden.code, status_code=403 if role == "contributor" else 200)

    def test_a_reviewer_reads_but_does_not_change_what_another_wrote(self):
        practice = in_review(self.other, **full())
        self.client.force_login(member("reviewer", "reader"))
        page = self.client.get(change_address(practice))
        self.assertNotContains(page, 'name="_save"')
        self.assertContains(page, "Ask again.")
        self.assertContains(page, "Article 3")
        self.assertContains(page, "Made-up theme beta")
        self.assertEqual(self.client.post(change_address(practice), {"expected": practice.revision}).status_code, 403)

    def test_a_contributor_changes_only_their_own(self):
        self.client.force_login(self.contributor)
        own = make_practice(self.contributor)
        self.assertEqual(change(self.client, own, remarks="Mine").status_code, 302)
        self.assertEqual(self.client.post(change_address(make_practice(self.other))).status_code, 404)

    def test_who_is_no_staff_sees_the_login_page(self):
        self.client.force_login(self.author)
        self.assertEqual(self.client.get(CHANGELIST).status_code, 302)

    def test_deactivated_accounts_are_out_at_once(self):
        self.curator.is_active = False
        self.curator.save()
        self.assertEqual(self.client.get(CHANGELIST).status_code, 302)


class PreviewTests(AdminTestCase):
    def test_it_shows_the_working_copy_and_says_that_it_is_a_preview(self):
        practice = published(self.curator, **full())
        change(self.client, practice, **{"practicetext_set-0-title": "A title nobody outside knows"})
        page = self.client.get(f"/admin/practices/practice/{practice.pk}/preview/")
        self.assertContains(page, "A title nobody outside knows")
        self.assertContains(page, "Preview: only staff can see this page.")
        self.assertContains(page, '<meta name="robots" content="noindex, nofollow">')
        self.assertEqual(page["X-Robots-Tag"], "noindex")
        self.assertIn("no-store", page["Cache-Control"])
        self.assertNotContains(self.client.get(practice.listing.get_absolute_url()), "nobody outside knows")

    def test_what_is_for_staff_only_is_not_in_it(self):
        practice = make_practice(self.curator, **full())
        page = self.client.get(f"/admin/practices/practice/{practice.pk}/preview/")
        self.assertNotContains(page, "Something nobody said.")
        self.assertNotContains(page, "Ask again.")

    def test_it_is_read_in_any_language(self):
        practice = make_practice(self.curator, texts={
            "en": {"title": "A made-up exchange"}, "ar": {"title": "تبادل", "origin": "human"}})  # fmt: skip
        page = self.client.get(f"/admin/practices/practice/{practice.pk}/preview/?language=ar")
        self.assertContains(page, 'dir="rtl"')
        self.assertContains(page, "تبادل")
        self.assertContains(page, "?language=fr")

    def test_a_practice_about_which_nothing_is_known_has_one(self):
        practice = document.load({"schema": 1}, by=self.curator)
        self.assertEqual(self.client.get(f"/admin/practices/practice/{practice.pk}/preview/").status_code, 200)


class HistoryTests(AdminTestCase):
    def test_the_history_says_who_did_what_in_words(self):
        practice = published(self.curator, **full())
        change(self.client, practice, cost_band="under_10k", remarks="Another remark",
               **{"practicetext_set-0-title": "A made-up pact"})  # fmt: skip
        page = self.client.get(f"/admin/practices/practice/{practice.pk}/history/")
        for words in ("Curator", "(Admin)", "Under 10,000 USD", "<ins>pact</ins>", "Another remark", "Edition 1"):
            self.assertContains(page, words)

    def test_the_history_leads_to_editions_and_comparisons_while_they_are_public(self):
        practice = published(self.curator)
        change(self.client, practice, cost_band="under_10k")
        bring_to(practice, "submit", "take", "publish")
        address = f"/admin/practices/practice/{practice.pk}/history/"
        page = self.client.get(address)
        for link in (f"/en/practices/{practice.code}/editions/2/", f"/en/practices/{practice.code}/compare/1/2/"):
            self.assertContains(page, link)
            self.assertEqual(self.client.get(link).status_code, 200)
        press(self.client, practice, "archive", confirmed="1", note="Over.")
        self.assertNotContains(self.client.get(address), "/compare/1/2/")

    def test_every_kind_of_change_is_worded(self):
        practice = make_practice(self.curator)
        document.load({"code": practice.code, **full()}, by=self.curator)
        document.load({"code": practice.code, "labour_agreement": None, "figures": [], "themes": []}, by=self.curator)
        page = self.client.get(f"/admin/practices/practice/{practice.pk}/history/")
        self.assertContains(page, "Made-up theme beta")
        self.assertContains(page, "Something nobody said.")

    def test_an_event_of_an_older_shape_is_shown_as_it_is(self):
        practice = make_practice(self.curator)
        models.Event.objects.create(
            practice=practice, code=practice.code, name="edited", channel=Channel.API,
            changes=[{"path": "colour.of", "old": None, "new": {"a": 1}}, {"path": "figures", "old": 3, "new": [7]}],
        )  # fmt: skip
        self.assertContains(self.client.get(f"/admin/practices/practice/{practice.pk}/history/"), "Colour.of")

    def test_nobody_changes_adds_or_deletes_an_event_an_edition_or_a_notice(self):
        practice = in_review(self.curator)
        workflow.perform("decline", practice, by=self.other, note="No.")
        published(self.curator)
        self.client.force_login(self.head)
        for model in (models.Event, models.Edition, models.Notice):
            name = f"admin:practices_{model._meta.model_name}"
            row = model.objects.first()
            self.assertEqual(self.client.get(reverse(f"{name}_add")).status_code, 403)
            for page in ("change", "delete"):
                response = self.client.post(reverse(f"{name}_{page}", args=[row.pk]), {"post": "yes"})
                self.assertEqual(response.status_code, 403)

    def test_events_are_the_only_record_of_practices_and_others_have_the_stock_one(self):
        practice = make_practice(self.curator)
        change(self.client, practice, remarks="Changed")
        self.assertFalse(LogEntry.objects.exists())
        term = models.Term.objects.get(code="alpha")
        address = reverse("admin:practices_term_change", args=[term.pk])
        self.client.post(address, sent(self.client.get(address), "term_form", definition="New"))
        self.assertEqual(LogEntry.objects.get().user, self.curator)


class ReferenceTests(AdminTestCase):
    def test_nothing_that_has_a_code_is_deleted(self):
        self.client.force_login(self.head)
        for model in (models.Term, models.Country, models.Organisation, models.City, models.ConsultationMechanism):
            address = reverse(f"admin:practices_{model._meta.model_name}_delete", args=[model.objects.first().pk])
            self.assertEqual(self.client.post(address, {"post": "yes"}).status_code, 403, model)

    def test_the_code_and_vocabulary_of_a_term_are_given_once(self):
        term = models.Term.objects.get(code="alpha")
        address = reverse("admin:practices_term_change", args=[term.pk])
        fields = sent(self.client.get(address), "term_form") | {"code": ["other"], "kind": ["tag"], "label_fr": ["Un"]}
        self.assertEqual(self.client.post(address, fields).status_code, 302)
        term.refresh_from_db()
        self.assertEqual((term.code, term.kind, term.label_fr), ("alpha", "theme", "Un"))

    def test_a_closed_vocabulary_takes_no_new_term_and_retires_none(self):
        self.client.force_login(member("editor", "worder"))
        page = self.client.get(reverse("admin:practices_term_add"))
        self.assertNotContains(page, 'value="modality"')
        term = models.Term.objects.get(kind=TermKind.MODALITY, code="triangular")
        page = self.client.get(reverse("admin:practices_term_change", args=[term.pk]))
        self.assertNotContains(page, 'name="acceptance"')

    def test_a_contributor_proposes_a_tag_and_an_organisation_and_accepts_neither(self):
        self.client.force_login(self.contributor)
        address = reverse("admin:practices_term_add")
        fields = sent(
            self.client.get(f"{address}?kind=tag"), "term_form", code="new_tag", label_en="New tag", kind="tag"
        )
        self.assertEqual(self.client.post(address, fields | {"acceptance": ["accepted"]}).status_code, 302)
        self.assertEqual(models.Term.objects.get(code="new_tag").acceptance, Acceptance.PROPOSED)
        response = self.client.post(address, fields | {"kind": ["theme"], "code": ["sly"]})
        self.assertContains(response, "Select a valid choice")
        address = reverse("admin:practices_organisation_add")
        kind = str(models.Term.objects.get(kind="organisation_type").pk)
        fields = sent(self.client.get(address), "organisation_form", label_en="New body", type=kind)
        self.client.post(address, fields | {"acceptance": ["accepted"]})
        self.assertEqual(models.Organisation.objects.get(label_en="New body").acceptance, Acceptance.PROPOSED)

    def test_a_curator_accepts_what_was_proposed(self):
        proposed = OrganisationFactory(acceptance=Acceptance.PROPOSED)
        self.client.post("/admin/practices/organisation/", {"action": "accept", "_selected_action": [proposed.pk]})
        proposed.refresh_from_db()
        self.assertEqual(proposed.acceptance, Acceptance.ACCEPTED)
        self.assertEqual(LogEntry.objects.get().object_id, str(proposed.pk))

    def test_another_name_found_as_written_is_entered_and_every_process_learns_of_it(self):
        term = TermFactory(code="visites", label_en="Study tours")
        before = models.ReferenceVersion.objects.get().n
        address = f"/admin/practices/term/{term.pk}/change/"
        fields = sent(self.client.get(address), "term_form")
        row = {"text": "ST", "language": "en", "kind": "acronym", "is_as_written": "on"}
        self.client.post(address, with_row(fields, "aliases", **row))
        alias = term.aliases.get()
        self.assertEqual((alias.text, alias.folded, alias.is_as_written, alias.is_doubtful), ("ST", "st", True, False))
        self.assertGreater(models.ReferenceVersion.objects.get().n, before)

    def test_choosers_find_names_without_accents_in_any_language_and_by_other_names(self):
        term = TermFactory(code="visites", label_en="Study tours", label_fr="Voyages d'étude")
        models.Alias.objects.create(term=term, text="Trips", kind="synonym")
        TermFactory(code="old", label_en="Study tours of old", acceptance=Acceptance.RETIRED)
        for typed in ("voyages etude", "STUDY", "trips", "visites"):
            with self.subTest(typed=typed):
                query = {
                    "app_label": "practices",
                    "model_name": "practice",
                    "field_name": "terms",
                    "kind": "theme",
                    "term": typed,
                }
                found = self.client.get("/admin/autocomplete/", query).json()["results"]
                self.assertEqual([entry["id"] for entry in found], [str(term.pk)])

    def test_a_chooser_of_one_vocabulary_offers_no_other(self):
        query = {"app_label": "practices", "model_name": "practice", "field_name": "terms", "kind": "sdg", "term": ""}
        found = self.client.get("/admin/autocomplete/", query).json()["results"]
        self.assertEqual([entry["text"] for entry in found], ["10 Made-up sdg 10"])

    def test_a_contact_needs_recorded_consent(self):
        practice = published(self.curator)
        address = reverse("admin:practices_standing_change", args=[practice.pk])
        page = self.client.get(address)
        response = self.client.post(address, sent(page, "standing_form", contact_name="A. Person"))
        self.assertContains(response, "A contact is public only with recorded consent.")
        fields = sent(page, "standing_form", contact_name="A. Person",
                      contact_consent_at_0="2026-01-02", contact_consent_at_1="10:00")  # fmt: skip
        self.assertEqual(self.client.post(address, fields).status_code, 302)


class MergeTests(AdminTestCase):
    def test_a_merge_says_what_it_touches_and_asks_before_it_happens(self):
        old, new = (models.Term.objects.get(code=code) for code in ("alpha", "beta"))
        practice = published(self.curator, themes=["alpha"])
        address = reverse("admin:practices_term_merge", args=[old.pk])
        self.assertContains(self.client.get(address), "1 record names it.")
        self.assertContains(self.client.post(address, {"new": new.pk}), "will give way to")
        old.refresh_from_db()
        self.assertIsNone(old.replaced_by)
        self.client.post(address, {"new": new.pk, "confirmed": new.pk})
        old.refresh_from_db()
        self.assertEqual((old.replaced_by, old.acceptance), (new, Acceptance.RETIRED))
        self.assertEqual(document.build(practice)["themes"], ["beta"])

    def test_a_term_of_another_vocabulary_is_no_choice(self):
        old, new = models.Term.objects.get(code="alpha"), models.Term.objects.get(code="general")
        response = self.client.post(reverse("admin:practices_term_merge", args=[old.pk]), {"new": new.pk})
        self.assertContains(response, "Select a valid choice")

    def test_only_curators_merge(self):
        organisation = models.Organisation.objects.first()
        self.client.force_login(member("reviewer", "reader"))
        address = reverse("admin:practices_organisation_merge", args=[organisation.pk])
        self.assertEqual(self.client.get(address).status_code, 403)
        page = self.client.get(reverse("admin:practices_organisation_change", args=[organisation.pk]))
        self.assertNotContains(page, "/merge/")


class AccountTests(AdminTestCase):
    def test_an_administrator_makes_an_account_and_gives_a_role(self):
        self.client.force_login(self.head)
        given = {
            "email": "new@test.example",
            "usable_password": "true",
            "password1": "a long passphrase",
            "password2": "a long passphrase",
        }
        response = self.client.post("/admin/accounts/user/add/", given)
        self.assertEqual(response.status_code, 302)
        page = self.client.get(response.url)
        self.assertContains(page, "contributor")
        self.assertNotContains(page, "is_superuser")
        self.assertNotContains(page, "user_permissions")

    def test_a_role_is_no_way_up(self):
        top = member("administrator", "top", is_superuser=True)
        self.client.force_login(self.head)
        address = f"/admin/accounts/user/{top.pk}/"
        self.assertEqual(self.client.post(f"{address}change/", {"email": "taken@test.example"}).status_code, 403)
        self.assertEqual(self.client.get(f"{address}password/").status_code, 403)
        own = f"/admin/accounts/user/{self.head.pk}/change/"
        fields = sent(self.client.get(own), "user_form") | {"is_superuser": ["on"]}
        self.client.post(own, fields)
        self.head.refresh_from_db()
        self.assertFalse(self.head.is_superuser)

    def test_accounts_are_not_deleted(self):
        self.client.force_login(self.head)
        response = self.client.post(f"/admin/accounts/user/{self.other.pk}/delete/", {"post": "yes"})
        self.assertEqual(response.status_code, 403)

    def test_an_editor_manages_no_accounts(self):
        self.assertEqual(self.client.get("/admin/accounts/user/").status_code, 403)

    def test_the_groups_of_roles_are_shown_and_not_changed(self):
        top = member("administrator", "top", is_superuser=True)
        self.client.force_login(top)
        role = self.curator.groups.get()
        page = self.client.get(f"/admin/auth/group/{role.pk}/change/")
        self.assertNotContains(page, 'name="permissions"')


def test_the_form_offers_every_vocabulary_of_the_document():
    from practices.admin.forms import CHOOSERS, PracticeForm
    from practices.document import parts

    assert set(parts.TERMS) < set(CHOOSERS)
    assert set(CHOOSERS) <= set(PracticeForm.base_fields)


def test_every_list_of_the_document_has_its_rows_on_the_page():
    from practices.admin import page
    from practices.admin.practice import PracticeAdmin
    from practices.document import parts

    edited = {inline.model for inline in PracticeAdmin.inlines}
    wanted = {part.model for part in (parts.CITATIONS, *parts.LISTS)} | {detail.model for detail in parts.DETAILS}
    assert wanted - edited == {models.PracticeMechanism}
    laid_out = {part for group in page.GROUPS for part in group.parts if not isinstance(part, str)}
    assert laid_out == set(PracticeAdmin.inlines)
