"""Who may reach what: every address × every person × every state. An address without a row here fails the suite.

A hidden record is answered as an unknown one (404), one that may be seen but not touched 403,
an archived one 410; whoever is not signed in, has no role or was deactivated is sent to the sign-in page of the admin.
"""

import re

from django.apps import apps
from django.db import transaction
from django.test import SimpleTestCase
from django.urls import reverse

from accounts.models import User
from practices.codes import new_code
from practices.models import (
    Assessment,
    Comment,
    Edition,
    Event,
    Import,
    Organisation,
    Practice,
    ReviewRequest,
    Standing,
    Term,
    UnsavedEntry,
)
from practices.vocabulary import State
from tests.sent_forms import sent
from tests.test_workflow import EXPECTED
from tests.world import PEOPLE, STAFF, STATES, WorldTestCase, routes, working_title

# Who may open a working copy, by state.
SEES = {
    "draft": {"own", "editor", "administrator"},
    **{state: {"own", "reviewer", "editor", "administrator"} for state in STATES if state != "draft"},
}
WRITES = {"own", "editor", "administrator"}
REVIEWS = {"reviewer", "editor", "administrator"}
PUBLIC = dict.fromkeys(STATES, 404) | {"published": 200, "edited": 200, "archived": 410}
NOBODY, ALL_STAFF, HEAD = set(), set(STAFF), {"administrator"}

# Addresses that do not speak of one practice: pattern → what is answered to GET: one number for everybody, or to
# (who is not signed in, an account without a role, staff), or a set of those who get 200 while other staff get 403.
OPEN_PAGES = {
    "livez": 200, "readyz": 200, "language/": 302, "": 302, "favicon.ico": 302, "schema/practice-1.json": 200, "en/": 200,
    "oai/": 200, "oai/registry.xsd": 200,
    "en/practices/": 200, "en/practices/suggestions/": 200, "en/search-help/": 200, "en/about/": 200, "en/accessibility/": 200,
    # Files hold what the search finds; one made in the background is known by an address nobody can guess.
    "en/practices/export/": 200, "en/practices/export.<str:format>": 404, "en/exports/": 200, "en/exports/<str:token>/": 404,
    "en/exports/<str:token>/file/": 404, "en/exports/<str:token>/delete/": 405,
    "en/practices/template.xlsx": 200, "en/data-dictionary.<str:format>": 404,
    "vocabularies/": 200, "vocabularies.ttl": 200, "vocabularies.jsonld": 200, "vocabularies/<str:name>": 404,
    "vocabularies/<str:name>/<str:code>": 404,
    "en/data/": 200, "data/": 302, "data/catalogue.ttl": 200, "data/catalogue.jsonld": 200, "data/<str:name>": 404,
    "data/<uuid:key>/<str:name>": 404,
}  # fmt: skip
ACCOUNT_PAGES = {
    "account/": (302, 200, 200), "account/profile/": (302, 200, 200), "account/data/": 405, "account/delete/": 302,
    "account/invitation/<uuid:key>/": 404, "account/login/": (200, 302, 302), "account/logout/": (302, 200, 200),
    "account/inactive/": 200, "account/signup/": (200, 302, 302), "account/reauthenticate/": (302, 200, 200),
    "account/email/": (302, 200, 200), "account/confirm-email/": 302, "account/password/change/": (302, 200, 200),
    "account/password/set/": 302, "account/password/reset/": 200, "account/login/code/confirm/": 302,
    "account/password/reset/confirm/": 302, "account/password/reset/complete/": 302, "account/password/reset/done/": 200,
    "account/2fa/": (302, 200, 200), "account/2fa/authenticate/": 302, "account/2fa/reauthenticate/": 302,
    "account/2fa/totp/activate/": 302, "account/2fa/totp/deactivate/": (302, 404, 404),
    "account/2fa/recovery-codes/": (302, 404, 404), "account/2fa/recovery-codes/generate/": 302,
    "account/2fa/recovery-codes/download/": (302, 404, 404), "account/2fa/webauthn/": (302, 200, 200),
    "account/2fa/webauthn/add/": 302, "account/2fa/webauthn/reauthenticate/": 302, "account/2fa/webauthn/login/": 302,
    "account/2fa/webauthn/keys/<int:pk>/remove/": 302, "account/2fa/webauthn/keys/<int:pk>/edit/": 302,
    "account/sessions/": (302, 200, 200), "account/keys/new/": 302, "account/keys/<int:pk>/withdraw/": (302, 404, 404),
}  # fmt: skip
ADMIN_PAGES = {
    "admin/": ALL_STAFF, "admin/login/": (302, 403, 302), "admin/logout/": (302, 302, 405),
    "admin/password_change/": 302, "admin/password_change/done/": ALL_STAFF, "admin/autocomplete/": NOBODY,
    "admin/jsi18n/": ALL_STAFF, "admin/auth/group/who-may-do-what/": ALL_STAFF,
}  # fmt: skip
# Tables of the admin: who may look, add, change, delete. What belongs to one practice is below.
TABLES = {
    "auth.group": (HEAD, NOBODY, NOBODY, NOBODY),
    "accounts.user": (HEAD, HEAD, HEAD, NOBODY),
    "accounts.invitation": (HEAD, HEAD, HEAD, NOBODY),
    "practices.notice": (HEAD, NOBODY, NOBODY, NOBODY),
    "practices.mandate": (HEAD, HEAD, HEAD, NOBODY),
    "practices.term": (ALL_STAFF, ALL_STAFF, {"editor", "administrator"}, NOBODY),
    "practices.organisation": (ALL_STAFF, ALL_STAFF, {"editor", "administrator"}, NOBODY),
    "practices.country": (ALL_STAFF, HEAD, {"editor", "administrator"}, NOBODY),
    "practices.countrygroup": (ALL_STAFF, HEAD, {"editor", "administrator"}, NOBODY),
    "practices.city": (ALL_STAFF, {"editor", "administrator"}, {"editor", "administrator"}, NOBODY),
    "practices.consultationmechanism": (ALL_STAFF, {"editor", "administrator"}, {"editor", "administrator"}, NOBODY),
    "procrastinate.procrastinatejob": (NOBODY, NOBODY, NOBODY, NOBODY),
}
# Pages of one practice in the admin, and what is answered to GET: a rule of (who, state).
PRACTICE = "admin/practices/practice/"
ASKED_BY_POST = (
    "<int:pk>/transition/<str:name>/", "<int:pk>/keep/", "<int:pk>/unsaved/", "<int:pk>/comments/add/",
    "<int:pk>/comments/<int:comment>/settle/", "<int:pk>/ask/<int:key>/close/", "add/keep/", "add/unsaved/", "bulk/<str:name>/",
)  # fmt: skip

LED_BACK = (
    "<int:pk>/transition/<str:name>/", "<int:pk>/comments/add/", "<int:pk>/comments/<int:comment>/settle/",
    "<int:pk>/ask/<int:key>/close/",
)  # fmt: skip


def seen(who: str, state: str) -> int:
    return 200 if who in SEES[state] else 404


def for_those_who(people: set, if_not: int = 403):
    """A rule: who sees it and is one of these gets the page."""
    return lambda who, state: seen(who, state) if who in people or seen(who, state) == 404 else if_not


def deleting(who: str, state: str) -> int:
    """Its author or an administrator, while it has no edition."""
    if who not in SEES[state]:
        return 404
    return 200 if who in ("own", "administrator") and state not in ("published", "edited", "archived") else 403


def restoring(who: str, state: str) -> int:
    """Who may write, where there is an edition."""
    if who not in SEES[state] or (who in WRITES and state not in ("published", "edited", "archived")):
        return 404
    return 200 if who in WRITES else 403


def with_file(who: str, state: str) -> int:
    return seen(who, state) if state in ("published", "edited", "archived") else 404


PRACTICE_PAGES = {
    "<path:object_id>/change/": seen, "<path:object_id>/history/": seen, "<path:object_id>/delete/": deleting,
    "<path:object_id>/": lambda who, state: 302, "<int:pk>/preview/": seen, "<int:pk>/review/": seen, "<int:pk>/changes/": seen,
    "<int:pk>/compare/": lambda who, state: 404, "<int:pk>/files/<int:file>/": with_file,
    "<int:pk>/assess/": for_those_who(REVIEWS), "<int:pk>/ask/": for_those_who(REVIEWS),
    "<int:pk>/copy/": lambda who, state: 405 if who in SEES[state] else 404,
    "<int:pk>/editions/<int:number>/restore/": restoring,
    **dict.fromkeys([page for page in ASKED_BY_POST if page.startswith("<")], lambda who, state: 405),
    # Whoever signs in again comes back to such an address: they are led to the practice, where they may see it.
    **dict.fromkeys(LED_BACK, lambda who, state: 302 if who in SEES[state] else 404),
}  # fmt: skip
PUBLIC_PAGES = (
    "practices/<str:code>/files/<str:sha256>/<str:name>", "en/practices/<str:code>/",
    "en/practices/<str:code>/editions/<int:number>/", "en/practices/<str:code>/compare/<int:old>/<int:new>/",
)  # fmt: skip
# What practices are called in linked data: it leads to what is public, and tells as little of what is not.
PUBLIC_NAMES = ("practices/<str:code>", "practices/<str:code>/editions/<int:number>")
# What programs write: no session opens it. With keys it is asked person by person in tests/test_api_write_access.py.
COPIES = "api/v1/working-copies/"
PAGES_FOR_KEYS = (COPIES, f"{COPIES}bulk/", f"{COPIES}<str:code>/", f"{COPIES}<str:code>/transitions/")
WITH_ENDINGS = (
    r"api/v1/^working-copies\.(?P<format>json)$", r"api/v1/^working-copies/(?P<code>[^/.]{1,60})\.(?P<format>json)$",
)  # fmt: skip
# The API that reads: what is answered to GET, the same to everybody, and of one practice by its state.
API = "api/v1/"
API_PAGES = {
    "": 200, "problems/<str:kind>/": 200, "practices/": 200, "facets/": 200, "statistics/": 200, "flows/": 200,
    "countries/": 200, "organisations/": 200, "mechanisms/": 200, "terms/": 200, "terms/<str:vocabulary>/<str:code>/": 404,
    "countries/<str:code>/": 404, "organisations/<str:code>/": 404, "mechanisms/<str:code>/": 404,
    "schema/": 200, "docs/": 200, r"^[\s\S]*$": 404,
    # Without the parameters they need.
    "suggestions/": 400, "compare/": 400,
}  # fmt: skip
API_PRACTICE_PAGES = (
    "practices/<str:code>/", "practices/<str:code>/editions/", "practices/<str:code>/editions/<str:number>/",
)  # fmt: skip
API_FORMATS = {
    "practices/": "json|jsonld|csv|xlsx|geojson|jsonl", "practices/<str:code>/": "json|jsonld|csv|xlsx|geojson|jsonl",
    "practices/<str:code>/editions/<str:number>/": "json|jsonld", "schema/": "json|yaml",
}  # fmt: skip
WITHOUT_ENDINGS = ("", "problems/<str:kind>/", "terms/<str:vocabulary>/<str:code>/", "docs/", r"^[\s\S]*$")


def with_ending(route: str) -> str:
    """The pattern of the same address with the ending of a format."""
    bare = re.sub(r"<\w+:(\w+)>", r"(?P<\1>[^/.]{1,60})", route.rstrip("/"))
    return rf"^{bare}\.(?P<format>{API_FORMATS.get(route, 'json')})$"


API_PAGES |= {with_ending(route): status for route, status in API_PAGES.items() if route not in WITHOUT_ENDINGS}
API_PRACTICE_PAGES += tuple(with_ending(route) for route in API_PRACTICE_PAGES)
# Tables whose rows belong to practices: who may look, who may change, once the practice may be seen.
PRACTICE_TABLES = {
    "practices.edition": (REVIEWS, NOBODY), "practices.standing": (REVIEWS, {"editor", "administrator"}),
    "practices.event": (REVIEWS, NOBODY),
}  # fmt: skip
# Pages of an import that an editor has brought in and that is written: what whoever may work on it gets. Reviewers get
# what approves its practices; other editors do not know of it.
IMPORT = "admin/practices/import/<uuid:key>/"
WORKS_ON_IT = {"editor", "administrator"}
IMPORT_PAGES = {
    f"{IMPORT}done/": 200, f"{IMPORT}undo/": 200, f"{IMPORT}batch/": 200, f"{IMPORT}batch/state/": 200, f"{IMPORT}state/": 200,
    # It stands at another step, or is asked by POST; the file of this one is not kept.
    **{f"{IMPORT}{page}": 302 for page in ("", "sheet/", "columns/", "progress/", "decisions/", "preview/", "choose/", "workbook/",
                                           "write/", "submit/")},
}  # fmt: skip
FOR_REVIEWERS = {f"{IMPORT}batch/", f"{IMPORT}batch/state/"}


def of_import(who: str, page: str) -> int:
    """What a member of staff gets to GET."""
    if who in WORKS_ON_IT or (who == "reviewer" and page in FOR_REVIEWERS):
        return IMPORT_PAGES[page]
    return 404 if who == "scoped" else 403


OTHER_ADMIN_PAGES = {
    "admin/practices/import/": REVIEWS, "admin/practices/import/add/": {"editor", "administrator"},
    f"{PRACTICE}": ALL_STAFF, f"{PRACTICE}add/": ALL_STAFF, f"{PRACTICE}similar/": ALL_STAFF, f"{PRACTICE}export/": ALL_STAFF,
    **{f"{PRACTICE}{page}": 405 for page in ASKED_BY_POST if not page.startswith("<")},
    **{
        f"admin/practices/{table}/<int:pk>/{page}/": {"editor", "administrator"}
        for table in ("term", "organisation") for page in ("merge", "retire", "bring-back")
    },
    "admin/practices/mandate/mine/": REVIEWS, "admin/practices/term/labels/": {"editor", "administrator"},
}  # fmt: skip
# Redirects by Django that say nothing of what is behind them, and the end of the list that answers 404.
SILENT = (r"admin/r/<path:content_type_id>/<path:object_id>/", r"admin/(?P<url>.*)$")


def table_pages(label: str) -> dict[str, str]:
    """The addresses Django gives one table, by what they are for."""
    stem = f"admin/{label.replace('.', '/')}/"
    pages = {"list": "", "add": "add/", "change": "<path:object_id>/change/", "delete": "<path:object_id>/delete/"}
    pages |= {"history": "<path:object_id>/history/", "to": "<path:object_id>/"}
    return {name: stem + page for name, page in pages.items()}


def known_routes() -> set[str]:
    """Every pattern that has a row in this module."""
    found = {
        *OPEN_PAGES,
        *ACCOUNT_PAGES,
        *ADMIN_PAGES,
        *OTHER_ADMIN_PAGES,
        *IMPORT_PAGES,
        *PUBLIC_PAGES,
        *PUBLIC_NAMES,
        *SILENT,
    }
    found |= {PRACTICE + page for page in PRACTICE_PAGES} | {*PAGES_FOR_KEYS, *WITH_ENDINGS}
    found |= {API + page for page in (*API_PAGES, *API_PRACTICE_PAGES)}
    for label in (*TABLES, *PRACTICE_TABLES):
        found |= set(table_pages(label).values())
    return found | {"admin/accounts/user/<id>/password/", "admin/^(?P<app_label>"}


class CoverageTests(SimpleTestCase):
    def test_every_address_has_a_row_and_every_row_an_address(self):
        there = {route if "(?P<app_label>" not in route else "admin/^(?P<app_label>" for route, _name in routes()}
        self.assertEqual(there - known_routes(), set(), "Say in this module who may reach these.")
        self.assertEqual(known_routes() - there, set(), "These are gone.")


def role_of(who: str) -> str:
    """Limits take practices away from a role, and nothing else."""
    return "editor" if who == "scoped" else who


def expected_of(answer, who: str) -> int:
    """What a row says to a person: one number, three for (out, without role, staff), or the set of those let in."""
    if isinstance(answer, int):
        return answer
    is_out = who in ("anonymous", "left")
    if isinstance(answer, tuple):
        return answer[0 if is_out else 1 if who == "account" else 2]
    if is_out or who == "account":
        return 302
    return 200 if role_of(who) in answer else 403


class PageTests(WorldTestCase):
    """GET, which changes nothing whoever asks."""

    def get(self, route: str, **values) -> int:
        return self.client.get("/" + filled(route, **values)).status_code

    def test_pages_of_the_site_the_account_and_the_admin(self):
        pages = OPEN_PAGES | ACCOUNT_PAGES | ADMIN_PAGES | OTHER_ADMIN_PAGES
        for who in PEOPLE:
            self.sign_in(who)
            for route, answer in pages.items():
                with self.subTest(f"{route} {who}"):
                    expected = expected_of(answer, who)
                    if (
                        route.startswith("admin/")
                        and isinstance(answer, int)
                        and who in ("anonymous", "left", "account")
                    ):
                        expected = 302
                    values = {"pk": self.pk_for(route), "name": "submit"}
                    self.assertEqual(self.get(route, **values), expected)

    def pk_for(self, route: str) -> int:
        """A row such a page can speak of: merging is not for closed vocabularies."""
        kind = "organisation" if "organisation" in route else "term"
        model = Organisation if kind == "organisation" else Term
        return model.objects.filter(**({} if kind == "organisation" else {"kind": "theme"})).first().pk

    def test_tables_of_the_admin(self):
        for label, (looks, adds, changes, deletes) in TABLES.items():
            model = apps.get_model(label)
            row = model.objects.order_by("pk").first()
            key = row.pk if row else 1
            rules = {"list": looks | changes, "add": adds, "delete": deletes}
            rules |= {"change": looks | changes, "history": looks | changes}
            for who in PEOPLE:
                self.sign_in(who)
                for name, route in table_pages(label).items():
                    if name == "to" or (name in ("change", "history") and row is None):
                        continue
                    with self.subTest(f"{label} {name} {who}"):
                        found, expected = self.get(route, object_id=key), expected_of(rules[name], who)
                        if name == "history" and found == 404:
                            found = 403  # of a row that is filtered away, the history is unknown before it is refused
                        self.assertEqual(found, expected)

    def test_practices_in_the_admin(self):
        for who in PEOPLE:
            self.sign_in(who)
            for state, practice in self.practices.items():
                for page, rule in PRACTICE_PAGES.items():
                    with self.subTest(f"{page} {state} {who}"):
                        expected = rule(who, state) if who in STAFF else 302
                        self.assertEqual(self.get(PRACTICE + page, **self.values(practice)), expected)

    def test_an_import_is_worked_on_by_who_brought_it_in(self):
        for who in PEOPLE:
            self.sign_in(who)
            for page in IMPORT_PAGES:
                with self.subTest(f"{page} {who}"):
                    expected = of_import(who, page) if who in STAFF else 302
                    self.assertEqual(self.get(page, key=self.brought_in.key), expected)

    def test_practices_in_public(self):
        for who in PEOPLE:
            self.sign_in(who)
            for state, practice in self.practices.items():
                for route in PUBLIC_PAGES:
                    with self.subTest(f"{route} {state} {who}"):
                        values = self.values(practice) | {"name": "Made-up-agenda.pdf"}
                        self.assertEqual(self.get(route, **values), PUBLIC[state])
                for route in PUBLIC_NAMES:
                    with self.subTest(f"{route} {state} {who}"):
                        expected = 303 if PUBLIC[state] == 200 else PUBLIC[state]
                        self.assertEqual(self.get(route, **self.values(practice)), expected)

    def test_what_programs_read_is_the_same_for_everybody(self):
        for who in PEOPLE:
            self.sign_in(who)
            for route, answer in API_PAGES.items():
                with self.subTest(f"{route} {who}"):
                    self.assertEqual(self.get(API + route, format="json"), answer)
            for state, practice in self.practices.items():
                for route in API_PRACTICE_PAGES:
                    with self.subTest(f"{route} {state} {who}"):
                        values = self.values(practice) | {"format": "json"}
                        self.assertEqual(self.get(API + route, **values), PUBLIC[state])

    def test_what_programs_write_is_opened_by_no_session(self):
        for who in PEOPLE:
            self.sign_in(who)
            for practice in self.practices.values():
                for route in (*PAGES_FOR_KEYS, f"{COPIES[:-1]}.json", f"{COPIES}<str:code>.json"):
                    with self.subTest(f"{route} {who}"):
                        self.assertEqual(self.get(route, **self.values(practice)), 401)

    def test_rows_that_belong_to_practices(self):
        for label, (looks, _changes) in PRACTICE_TABLES.items():
            pages = table_pages(label)
            for who in PEOPLE:
                self.sign_in(who)
                self.assertEqual(self.get(pages["list"]), expected_of(looks, who), f"{label} {who}")
                self.assertEqual(self.get(pages["add"]), expected_of(NOBODY, who), f"{label} {who}")
                for state, practice in self.practices.items():
                    row = apps.get_model(label).objects.filter(practice=practice).order_by("pk").first()
                    if row is None:
                        continue
                    with self.subTest(f"{label} {state} {who}"):
                        expected = expected_of(looks, who) if seen(who, state) == 200 or who not in STAFF else 404
                        for page in ("change", "history"):
                            if who == "other":
                                expected = self.get(pages[page], object_id=999_999)  # hidden is as unknown
                            elif who == "own":
                                expected = 403
                            self.assertEqual(self.get(pages[page], object_id=row.pk), expected, page)
                        self.assertIn(self.get(pages["delete"], object_id=row.pk), (302, 403, 404))

    def test_the_password_of_another_is_set_by_administrators_alone(self):
        for who in PEOPLE:
            self.sign_in(who)
            with self.subTest(who):
                address = reverse("admin:auth_user_password_change", args=[self.people["other"].pk])
                self.assertEqual(self.client.get(address).status_code, expected_of(HEAD, who))

    def test_a_hidden_record_is_answered_word_for_word_as_an_unknown_one(self):
        unknown = new_code()
        for who in PEOPLE:
            self.sign_in(who)
            for state in ("draft", "submitted", "in_review"):
                code = self.practices[state].code
                hidden, none = (self.client.get(f"/en/practices/{one}/") for one in (code, unknown))
                self.assertEqual(hidden.status_code, none.status_code)
                self.assertEqual(plain(hidden, code), plain(none, unknown), f"{who} {state}")

    def values(self, practice) -> dict:
        """What stands in the addresses of a practice."""
        file = practice.attachment_set.first()
        return {
            "pk": practice.pk, "object_id": practice.pk, "code": practice.code, "number": 1, "old": 1, "new": 1,
            "file": file.pk if file else 1, "comment": practice.comments.first().pk, "key": 1, "name": "submit",
            "sha256": self.file["sha256"],
        }  # fmt: skip


def filled(route: str, **values) -> str:
    """An address of this pattern."""
    values = {"key": "00000000-0000-4000-8000-000000000000", "pk": 1, "object_id": 1, "id": 1} | values
    values = {"format": "exe", "token": "made-up", "code": "made-up", "kind": "gone", "vocabulary": "theme"} | values
    if route.startswith("account/"):
        values["key"] = "00000000-0000-4000-8000-000000000000"
    if "^" in route:
        route = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route).replace("^", "").replace("\\.", ".").rstrip("$")
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), route)


def plain(response, code: str) -> str:
    """The page without what differs for everybody."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", response.content.decode()).replace(code, "")


class ListTests(WorldTestCase):
    """What shows many records at once shows nobody what they may not see."""

    PUBLIC_LISTS = (
        "/en/", "/en/practices/", "/en/practices/?q=exchange", "/en/practices/?q=veiled", "/en/practices/?q=unveiled",
        "/en/practices/?theme=alpha", "/en/practices/?sort=updated", "/fr/practices/?q=Veiled", "/en/practices/suggestions/?q=veil",
        "/en/practices/suggestions/?q=unveil", "/ar/",
        "/en/practices/export.csv", "/en/practices/export.json?q=veiled", "/en/practices/export/?q=veiled",
        "/oai/?verb=ListRecords&metadataPrefix=oai_dc", "/oai/?verb=ListRecords&metadataPrefix=registry",
    )  # fmt: skip
    STAFF_LISTS = (
        "/admin/", "/admin/practices/practice/", "/admin/practices/practice/?q=veiled", "/admin/practices/event/",
        "/admin/practices/edition/", "/admin/practices/standing/", "/admin/practices/practice/similar/?title=Veiled+draft+exchange",
        "/admin/practices/practice/similar/?title=Veiled+in+review+exchange", "/admin/autocomplete/"
        "?app_label=practices&model_name=link&field_name=target&term=veil", "/admin/practices/notice/",
    )  # fmt: skip

    def test_the_public_lists_show_everybody_the_published_text_alone(self):
        public = {"Unveiled published exchange", "Unveiled edited exchange"}
        for who in PEOPLE:
            self.sign_in(who)
            for address in self.PUBLIC_LISTS:
                words = self.client.get(address).getvalue().decode()
                with self.subTest(f"{address} {who}"):
                    for state in set(STATES) - {"published"}:
                        self.assertNotIn(working_title(state), words)
        self.assertTrue(all(title in words_of(self.client.get("/en/practices/")) for title in public))

    def test_the_totals_and_the_counts_of_facets_count_what_is_public(self):
        for who in PEOPLE:
            self.sign_in(who)
            self.assertContains(self.client.get("/en/practices/"), "2 practices")

    def test_the_lists_of_staff_show_what_each_may_open(self):
        for who in STAFF:
            self.sign_in(who)
            for address in self.STAFF_LISTS:
                words = words_of(self.client.get(address))
                for state in STATES:
                    title = working_title(state)
                    if who not in SEES[state] and not ("similar" in address and state == "published"):
                        with self.subTest(f"{address} {who} {state}"):
                            self.assertNotIn(title, words)

    def test_the_list_of_practices_shows_all_of_what_each_may_open(self):
        for who in STAFF:
            self.sign_in(who)
            words = words_of(self.client.get("/admin/practices/practice/"))
            shown = {state for state in STATES if working_title(state) in words}
            self.assertEqual(shown, {state for state in STATES if who in SEES[state]}, who)

    def test_what_is_internal_is_read_by_reviewers_and_never_by_the_author(self):
        for state, practice in self.practices.items():
            for who in SEES[state]:
                self.sign_in(who)
                words = words_of(self.client.get(reverse("admin:practices_practice_review", args=[practice.pk])))
                with self.subTest(f"{state} {who}"):
                    self.assertEqual(f"Internal {state}" in words, who != "own")


def words_of(response) -> str:
    return response.content.decode()


class DeedTests(WorldTestCase):
    """POST: who is refused leaves everything as it was."""

    def refused(self, who: str, state: str, allowed: bool) -> int | None:
        """The status of the refusal, or None where the person may."""
        if who not in STAFF:
            return 302
        if who not in SEES[state]:
            return 404
        return None if allowed else 403

    def attempt(self, address: str, data: dict, refusal: int | None, what: str):
        """Post; undo everything afterwards. A refusal has its status and no effect."""
        with transaction.atomic():
            before = fingerprint()
            response = self.client.post(address, data)
            changed = fingerprint() != before
            transaction.set_rollback(True)
        with self.subTest(what):
            if refusal is not None:
                self.assertEqual(response.status_code, refusal)
                self.assertFalse(changed)
            else:
                self.assertLess(response.status_code, 500)
                self.assertNotIn(response.status_code, (403, 404))
        return response, changed

    def each(self):
        """Every person before every practice."""
        for who in PEOPLE:
            self.sign_in(who)
            for state, practice in self.practices.items():
                yield who, state, practice

    def test_transitions(self):
        data = {"confirmed": "1", "note": "A made-up note."}
        for who, state, practice in self.each():
            for name, (sources, _target, allowed) in EXPECTED.items():
                if name == "edit":
                    continue
                may = ("author" if who == "own" else who) in allowed
                if name == "publish" and practice.state == State.IN_REVIEW and who == "own":
                    may = False
                address = reverse("admin:practices_practice_transition", args=[practice.pk, name])
                _response, changed = self.attempt(
                    address,
                    data | {"expected": practice.revision},
                    self.refused(who, state, may),
                    f"{name} {state} {who}",
                )
                if self.refused(who, state, may) is None:
                    is_open = practice.state in sources if name != "archive" else state in ("published", "edited")
                    self.assertEqual(changed, is_open, f"{name} {state} {who}")

    def test_comments(self):
        for who, state, practice in self.each():
            address = reverse("admin:practices_practice_comment", args=[practice.pk])
            refusal = self.refused(who, state, True)
            _response, changed = self.attempt(address, {"text": "Made up."}, refusal, f"comment {state} {who}")
            self.assertEqual(changed, refusal is None)
            _response, changed = self.attempt(
                address, {"text": "Made up.", "is_internal": "on", "internal": "on"}, self.refused(who, state, who != "own"),
                f"internal comment {state} {who}",
            )  # fmt: skip
            internal = practice.comments.first()
            address = reverse("admin:practices_practice_settle", args=[practice.pk, internal.pk])
            refusal = 404 if who == "own" else self.refused(who, state, True)
            self.attempt(address, {}, refusal, f"settle {state} {who}")

    def test_requests_and_assessments(self):
        for who, state, practice in self.each():
            refusal = self.refused(who, state, who in REVIEWS)
            for name in ("ask", "assess"):
                address = reverse(f"admin:practices_practice_{name}", args=[practice.pk])
                self.attempt(address, {"expected": practice.revision}, refusal, f"{name} {state} {who}")

    def test_imports_are_changed_by_nobody_else(self):
        pages = ("sheet", "columns", "progress", "decisions", "choose", "write", "submit", "batch", "undo")
        seen = {"seen": "0" * 64, "note": "Made up."}
        for who in PEOPLE:
            self.sign_in(who)
            for name in pages:
                address = reverse(f"admin:practices_import_{name}", args=[self.brought_in.key])
                page = f"{IMPORT}{name}/"
                refusal = 302 if who not in STAFF else of_import(who, page)
                is_refused = refusal in (403, 404) or who not in STAFF
                _response, changed = self.attempt(address, seen, refusal if is_refused else None, f"{name} {who}")
                self.assertEqual(changed, not is_refused and name in ("undo",), f"{name} {who}")

    def test_forms_kept_entries_copies_and_restored_editions(self):
        for who, state, practice in self.each():
            writes = self.refused(who, state, who in WRITES)
            for name in ("change", "keep", "unsaved"):
                address = reverse(f"admin:practices_practice_{name}", args=[practice.pk])
                self.attempt(address, {"expected": practice.revision}, writes, f"{name} {state} {who}")
            address = reverse("admin:practices_practice_copy", args=[practice.pk])
            self.attempt(address, {}, self.refused(who, state, True), f"copy {state} {who}")
            address = reverse("admin:practices_practice_restore", args=[practice.pk, 1])
            refusal = restoring(who, state) if who in STAFF else 302
            self.attempt(address, {"expected": practice.revision, "note": "Made up."}, None if refusal == 200 else refusal,
                         f"restore {state} {who}")  # fmt: skip
            address = reverse("admin:practices_practice_delete", args=[practice.pk])
            refusal = deleting(who, state) if who in STAFF else 302
            _response, changed = self.attempt(
                address, {"post": "yes"}, None if refusal == 200 else refusal, f"delete {state} {who}"
            )
            self.assertEqual(changed, refusal == 200, f"delete {state} {who}")

    def test_many_at_once_moves_what_a_person_may_move_and_nothing_else(self):
        seen = [f"{practice.pk}:{practice.revision}" for practice in self.practices.values()]
        for who in PEOPLE:
            self.sign_in(who)
            for name in ("take", "release", "request_changes", "decline", "publish", "submit", "withdraw"):
                given = {"seen": seen, "confirmed": "1", "note": "A made-up note.", "reason": "A made-up reason."}
                with transaction.atomic():
                    response = self.client.post(f"/admin/practices/practice/bulk/{name}/", given)
                    moved = {state for state, one in self.practices.items() if self.has_moved(one)}
                    transaction.set_rollback(True)
                with self.subTest(f"{name} {who}"):
                    self.assertLess(response.status_code, 500)
                    self.assertEqual(moved, self.movable(who, name))

    def has_moved(self, practice) -> bool:
        return Practice.objects.get(pk=practice.pk).state != practice.state

    def movable(self, who: str, name: str) -> set[str]:
        """The practices that are seen, stand where the transition begins, and are this person's to move."""
        sources, _target, allowed = EXPECTED[name]
        if who not in STAFF or ("author" if who == "own" else who) not in allowed:
            return set()
        return {state for state, one in self.practices.items() if who in SEES[state] and one.state in sources}

    def test_what_is_archived_or_brought_back_at_once_is_what_a_person_may(self):
        seen = [f"{practice.pk}:{practice.revision}" for practice in self.practices.values()]
        states = {"archive": {"published", "edited"}, "unarchive": {"archived"}}
        for who in PEOPLE:
            self.sign_in(who)
            for name, may in states.items():
                before = dict(Standing.objects.values_list("practice", "archived_at"))
                with transaction.atomic():
                    self.client.post(f"/admin/practices/practice/bulk/{name}/",
                                     {"seen": seen, "confirmed": "1", "note": "A made-up note."})  # fmt: skip
                    after = dict(Standing.objects.values_list("practice", "archived_at"))
                    transaction.set_rollback(True)
                changed = {state for state, one in self.practices.items() if after.get(one.pk) != before.get(one.pk)}
                with self.subTest(f"{name} {who}"):
                    self.assertEqual(changed, may if who in ("editor", "administrator") else set())

    def test_the_public_contact_is_written_by_who_may_and_sees_the_practice(self):
        practice = self.practices["published"]
        address = reverse("admin:practices_standing_change", args=[practice.standing.pk])
        entries = {"contact_name": "A made-up name", "contact_email": "made-up@contact.example",
                   "contact_consent_at_0": "2026-01-01", "contact_consent_at_1": "12:00"}  # fmt: skip
        for who in PEOPLE:
            self.sign_in(who)
            page = self.client.get(address)
            given = sent(page, "standing_form") if page.status_code == 200 else {}
            with transaction.atomic():
                response = self.client.post(address, given | entries)
                is_written = Standing.objects.filter(contact_name="A made-up name").exists()
                transaction.set_rollback(True)
            with self.subTest(who):
                self.assertEqual(is_written, who in ("editor", "administrator"))
                if who not in STAFF:
                    self.assertEqual(response.status_code, 302)
                elif who not in ("editor", "administrator"):
                    self.assertEqual(response.status_code, 403 if who in SEES["published"] else 404)

    def test_the_sign_in_form_of_django_is_nowhere(self):
        for who in PEOPLE:
            self.sign_in(who)
            given = {"username": self.people["editor"].email, "password": "made-up-password"}
            for address in ("/admin/login/", "/admin/login/?next=/admin/"):
                response = self.client.post(address, given)
                with self.subTest(f"{address} {who}"):
                    self.assertIn(response.status_code, (302, 403, 405))
                    if who in ("anonymous", "left") and response.status_code == 302:
                        self.assertTrue(response["Location"].startswith(reverse("account_login")))

    def test_nobody_raises_themselves(self):
        for who in ("own", "reviewer", "editor"):
            self.sign_in(who)
            person = self.people[who]
            for address in (f"/admin/accounts/user/{person.pk}/change/", f"/admin/auth/group/{person.groups.first().pk}/change/",
                            "/admin/accounts/invitation/add/", "/admin/practices/mandate/add/"):  # fmt: skip
                self.attempt(
                    address, {"is_superuser": "on", "is_staff": "on", "role": "1", "person": person.pk}, 403, address
                )
            self.client.post(
                "/account/profile/", {"is_superuser": "on", "is_staff": "on", "groups": "1", "first_name": "Me"}
            )
            person.refresh_from_db()
            self.assertFalse(person.is_superuser)


def fingerprint() -> tuple:
    """What a deed would change."""
    columns = ("pk", "state", "revision", "reviewer", "title")
    return (
        tuple(Practice.objects.order_by("pk").values_list(*columns)),
        tuple(Standing.objects.order_by("pk").values_list("pk", "archived_at")),
        tuple(Comment.objects.order_by("pk").values_list("pk", "resolved_at")),
        tuple(Import.objects.order_by("pk").values_list("pk", "step", "batch", "mapping", "reading")),
        *(model.objects.count() for model in (ReviewRequest, Assessment, Event, UnsavedEntry, Edition, User)),
    )
