"""What every list of the admin costs: under fifteen queries, and no more for thirty rows than for three."""

from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from practices import document, models, queues, workflow
from practices.api.oai import lists
from practices.models import Event, Notice, Practice, ReviewRequest
from practices.vocabulary import Channel
from tests.api import ApiTestCase
from tests.cast import RegistryTestCase, bring_to, published
from tests.factories import OrganisationFactory, TermFactory, UserFactory, make_practice, snapshot_document
from tests.harvesting import SITE, ask, error, publish_many
from tests.staff import member
from tests.test_admin_saving import AdminTestCase

MOST = 15  # queries; a list costs fewer
HUNDREDS = 300


def made_up(number: int) -> dict:
    return {"schema": 1, "type": "other", "texts": {"en": {"title": f"A made-up practice {number}"}}}


class ListTests(AdminTestCase):
    """Every model the admin lists, as an administrator who may see all of them."""

    def setUp(self):
        super().setUp()
        self.top = member("administrator", "top", is_superuser=True)
        self.client.force_login(self.top)

    def cost(self, model) -> int:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(reverse(name)).status_code, 200)
        return len(queries)

    def costs(self) -> dict[str, int]:
        models_listed = list(admin.site._registry)
        for model in models_listed:
            self.cost(model)
        return {model.__name__: self.cost(model) for model in models_listed}

    def add(self, count: int):
        """Rows of what there are factories for, each with people, types and terms of its own."""
        for _ in range(count):
            person = UserFactory(first_name="Made-up")
            practice = published(person)
            waiting = bring_to(make_practice(person), "submit")
            workflow.perform("take", waiting, by=member("reviewer", f"reviewer-{person.pk}"))
            ReviewRequest.objects.create(practice=waiting, reviewer=self.curator, asked_by=person, due=waiting.due)
            event = Event.objects.filter(practice=practice).first()
            Notice.objects.create(key=f"made-up:{person.pk}", practice=practice, event=event, recipient=person)
            TermFactory(parent=TermFactory())
            OrganisationFactory(country=models.Country.objects.first(), parent=OrganisationFactory())
            models.City.objects.create(
                code=f"city-{person.pk}", label_en="City", country=models.Country.objects.first()
            )

    def test_no_list_costs_more_with_its_rows(self):
        self.add(3)
        few = self.costs()
        self.add(27)
        many = self.costs()
        self.assertEqual(many, few)
        for name, count in many.items():
            with self.subTest(list=name):
                self.assertLess(count, MOST)

    def test_no_filter_of_practices_costs_more_with_its_rows(self):
        self.add(3)
        for name in queues.BY_NAME:
            with self.subTest(queue=name), CaptureQueriesContext(connection) as queries:
                page = self.client.get(f"{reverse('admin:practices_practice_changelist')}?queue={name}")
                self.assertEqual(page.status_code, 200)
            self.assertLess(len(queries), MOST)


class DashboardTests(AdminTestCase):
    def test_hundreds_of_practices_cost_the_first_page_no_query_more(self):
        people = {role: member(role, f"at-{role}") for role in ("contributor", "reviewer", "editor", "administrator")}
        practices = document.load_many([made_up(number) for number in range(HUNDREDS)], by=people["contributor"])
        Practice.objects.filter(pk__in=[one.pk for one in practices[:40]]).update(due="2020-01-01")
        for practice in practices[:12]:
            document.load({"code": practice.code, **self.complete()}, by=people["contributor"], channel=Channel.SITE)
            bring_to(practice, "submit")
        for practice in practices[:6]:
            workflow.perform("take", practice, by=people["reviewer"])
        for role, person in people.items():
            self.client.force_login(person)
            self.client.get("/admin/")
            with self.subTest(role=role), CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get("/admin/").status_code, 200)
            self.assertLess(len(queries), MOST)

    def complete(self) -> dict:
        return {key: value for key, value in snapshot_document().items() if key not in ("schema", "code")}


class HarvestTests(RegistryTestCase):
    """Pages of the OAI-PMH repository: the date, the records and, for whole ones, their documents; the first one counts."""

    MOST = 6

    def cost(self, verb: str, **arguments: str) -> int:
        with CaptureQueriesContext(connection) as queries, override_settings(**SITE):
            self.assertEqual(error(ask(self.client, verb, **arguments)), "")
        return len(queries)

    def test_no_page_costs_more_with_its_records(self):
        practices = publish_many(3, self.author)
        workflow.perform("archive", practices[0], by=self.editor, note="A made-up note.")
        identifier = f"oai:registry.example:{practices[1].code}"
        pages = []
        for prefix in ("oai_dc", "registry"):
            pages.append(("GetRecord", {"metadataPrefix": prefix, "identifier": identifier}))
            for filters in ({}, {"set": "type:other"}, {"begin": "2001-01-01"}):
                pages += [(verb, {"metadataPrefix": prefix, **filters}) for verb in ("ListRecords", "ListIdentifiers")]
        self.cost("Identify")
        few = [self.cost(verb, **arguments) for verb, arguments in pages]
        for practice in publish_many(2 * lists.RECORDS, self.author)[: lists.RECORDS]:
            workflow.perform("archive", practice, by=self.editor, note="A made-up note.")
        many = [self.cost(verb, **arguments) for verb, arguments in pages]
        for (verb, arguments), before, after in zip(pages, few, many, strict=True):
            with self.subTest(f"{verb} {arguments}"):
                self.assertLessEqual(after, self.MOST)
                self.assertLessEqual(after - before, 1)  # where others follow they are counted


class ApiTests(ApiTestCase):
    """Addresses of the API that reads; the request is counted among them."""

    MOST = 6
    LISTS = (
        "practices/?page_size=100", "practices/?page_size=100&q=exchange&facets=type", "practices.jsonld?page_size=100",
        "practices/?page_size=100&fields=code,document,grade,links", "practices/?page_size=100&cursor=*", "facets/",
        "statistics/", "statistics/?q=exchange", "flows/", "flows/?kind=movement", "suggestions/?q=made",
        "countries/?page_size=100&q=country", "organisations/?page_size=100&q=agency", "mechanisms/?page_size=100&q=made",
        "terms/?page_size=100&q=made", "terms/theme/alpha/", "countries/XA/",
    )  # fmt: skip

    def add(self, count: int) -> None:
        """Public practices that are linked to each other, each with an organisation and a theme of its own."""
        for _ in range(count):
            links = [
                {"kind": "related", "practice": code}
                for code in models.Listing.objects.values_list("code", flat=True)[:3]
            ]
            body = {"organisation": OrganisationFactory(parent=OrganisationFactory()).code, "role": "lead"}
            published(self.author, links=links, organisations=[body], themes=[TermFactory(parent=TermFactory()).code])

    def test_no_list_costs_more_with_its_rows(self):
        self.add(3)
        few = {path: self.cost(path) for path in self.LISTS}
        self.add(27)
        self.assertEqual({path: self.cost(path) for path in self.LISTS}, few)
        self.assertLessEqual(max(few.values()), self.MOST)

    def test_who_has_an_answer_costs_next_to_nothing(self):
        self.add(1)
        for path in self.LISTS:
            tag = self.ask(path)["ETag"]
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.ask(path, if_none_match=tag).status_code, 304)
            with self.subTest(path):
                self.assertLessEqual(len(queries), 2)  # two where a standing is told of
