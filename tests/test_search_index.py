"""practices.search.index: built, patched and read anew it says the same; it costs few queries however many records."""

import random

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practices import publishing, reference, search
from practices.models import Listing, SearchVersion, Standing, Tombstone
from practices.search import bits, index
from practices.search.asked import Asked, Sort
from practices.search.facets import BY_KEY
from tests.listed import SearchTestCase, listed, publish_anew, said, text

slot_sets = st.integers(0, 200).flatmap(
    lambda size: st.tuples(st.just(size), st.sets(st.integers(0, max(size - 1, 0)), max_size=size))
)


@given(slot_sets)
@settings(max_examples=500, derandomize=True)
def test_sets_of_slots_go_into_numbers_and_come_out_again(drawn):
    size, slots = drawn[0], sorted(drawn[1]) if drawn[0] else []
    number = bits.bits_of(slots, size)
    assert number == sum(1 << slot for slot in slots)
    assert bits.slots_of(number, size) == slots
    assert [place for place, flag in enumerate(bits.flags_of(number, size)) if flag] == slots
    backwards = list(range(size))[::-1]
    assert list(bits.in_order(backwards, number, size)) == slots[::-1]


def made_up(chance: random.Random) -> dict:
    """A record of a few values."""
    return {
        **text(f"Made up {chance.randrange(100)}", "Words."),
        "themes": chance.sample(["alpha", "beta", "gamma"], chance.randrange(3)),
        "countries": [{"country": chance.choice(["XA", "XB", "XC"]), "role": chance.choice(["provider", "donor"])}],
        "period": {"start": chance.choice([None, 2001, 2010, 2015]), "end": chance.choice([None, 2015, 2020])},
    }


class PatchingTests(SearchTestCase):
    """An index brought up to date equals one read from nothing."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        chance = random.Random(1)
        cls.practices = listed(*(made_up(chance) for _ in range(12)))

    def newer(self, known: index.Index) -> index.Index:
        return index._newer(known, index._number())

    def assertSame(self, patched: index.Index, context: object = None) -> None:
        self.maxDiff = None
        self.assertEqual(said(patched), said(index.build(index._number())), context)

    @given(st.integers(0, 10**9))
    @settings(max_examples=120, derandomize=True, suppress_health_check=list(HealthCheck))
    def test_whatever_happens_between_two_readings_the_patched_index_equals_a_built_one(self, seed):
        chance = random.Random(seed)
        practices, known = list(self.practices), index.build(index._number())
        for _reading in range(3):
            for _change in range(chance.randrange(5)):
                self.change(chance, practices)
            known = self.newer(known)
            self.assertSame(known, seed)

    def change(self, chance: random.Random, practices: list) -> None:
        """Publish another practice, or change, archive, bring back or list again one there is."""
        practice = chance.choice(practices)
        act = chance.choice(["publish", "change", "archive", "unarchive", "both", "refresh"])
        if act == "publish":
            practices += listed(made_up(chance))
        elif act == "change":
            publish_anew(practice, **made_up(chance))
        elif act == "refresh":
            publishing.refresh(practices)
        else:
            if act in ("archive", "both"):
                publishing.archive(practice, "Made up.")
            if act in ("unarchive", "both"):
                publishing.unarchive(practice)

    def test_a_practice_archived_and_brought_back_between_two_readings_is_there(self):
        known = index.build(index._number())
        publishing.archive(self.practices[3], "Made up.")
        publishing.unarchive(self.practices[3])
        patched = self.newer(known)
        self.assertSame(patched)
        self.assertEqual(patched.alive.bit_count(), 12)

    def test_a_practice_published_and_archived_between_two_readings_is_not_there(self):
        known = index.build(index._number())
        (practice,) = listed(text("Short-lived", ""))
        publishing.archive(practice, "Made up.")
        patched = self.newer(known)
        self.assertSame(patched)
        self.assertNotIn(practice.pk, patched.slots)

    def test_an_index_that_is_replaced_stays_as_it_was(self):
        known = index.build(index._number())
        before = said(known)
        publishing.archive(self.practices[0], "Made up.")
        publish_anew(self.practices[1], **made_up(random.Random(2)))
        self.newer(known)
        self.assertEqual(said(known), before)

    def test_up_to_500_changes_are_patched_and_more_are_read_anew(self):
        known = index.build(index._number())
        listed(*(text(f"Made up {number}", "") for number in range(index.MOST_PATCHED)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            patched = self.newer(known)
        self.assertEqual(len(queries), 2)  # the number and the changes
        self.assertSame(patched)
        listed(text("One more", ""))
        with CaptureQueriesContext(connection) as queries:
            rebuilt = self.newer(known)
        self.assertEqual(len(queries), 3)
        self.assertSame(rebuilt)
        self.assertEqual(rebuilt.keys, sorted(rebuilt.keys))

    def test_501_removals_are_read_anew_too(self):
        practices = listed(*(text(f"Made up {number}", "") for number in range(index.MOST_PATCHED + 1)))
        known = index.build(index._number())
        Standing.objects.filter(pk__in=[practice.pk for practice in practices]).update(
            archived_at="2024-05-01T00:00Z", archive_reason="Made up."
        )
        publishing.refresh(practices)
        newer = self.newer(known)
        self.assertSame(newer)
        self.assertEqual(newer.alive.bit_count(), 12)


class VersionTests(SearchTestCase):
    """The number of SearchVersion."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.practices = listed(text("One", ""), text("Two", ""))

    def number(self) -> int:
        return SearchVersion.objects.get().n

    def test_the_number_rises_with_every_change_and_stamps_rows_and_tombstones(self):
        first = self.number()
        publish_anew(self.practices[0], **text("One again", ""))
        second = self.number()
        publishing.archive(self.practices[1], "Made up.")
        third = self.number()
        self.assertLess(first, second)
        self.assertLess(second, third)
        self.assertEqual(Listing.objects.get(pk=self.practices[0].pk).version, second)
        self.assertEqual(Tombstone.objects.get(pk=self.practices[1].pk).version, third)

    def test_a_number_that_was_rolled_back_is_never_given_again(self):
        self.publish_and_roll_back()

    def test_nor_is_it_where_the_number_ran_ahead_of_its_sequence(self):
        SearchVersion.objects.update(n=self.number() + 1_000)
        self.publish_and_roll_back()

    def publish_and_roll_back(self) -> None:
        given_out = set()
        for _round in range(4):
            try:
                with transaction.atomic():
                    publish_anew(self.practices[0], **text("Never seen", ""))
                    given_out.add(self.number())
                    raise InterruptedError
            except InterruptedError:
                pass
            before = self.number()
            publish_anew(self.practices[0], **text(f"Seen {before}", ""))
            self.assertNotIn(self.number(), given_out)
            given_out.add(self.number())
        self.assertEqual(len(given_out), 8)

    def test_what_was_rolled_back_is_forgotten_though_it_was_searched(self):
        before = search.run(Asked(), "en").total
        try:
            with transaction.atomic():
                listed(text("Never seen", ""))
                self.assertEqual(search.run(Asked(), "en").total, before + 1)
                raise InterruptedError
        except InterruptedError:
            pass
        self.assertEqual(search.run(Asked(), "en").total, before)
        listed(text("Seen", ""))
        self.assertEqual(search.run(Asked(), "en").total, before + 1)

    def test_a_text_is_read_again_after_a_rollback_has_put_the_index_back(self):
        newest = listed(text("Twins", ""), text("Nobody", ""), text("Twins", ""))
        publishing.archive(newest[0], "Made up.")
        search.forget()
        index.current()
        publishing.unarchive(newest[0])  # in the last place of the index that is patched, the third of one read anew
        self.assertEqual(search.run(Asked("twins"), "en").total, 2)
        try:
            with transaction.atomic():
                publish_anew(newest[0], **text("Twins no more", ""))
                search.run(Asked("twins"), "en")
                raise InterruptedError
        except InterruptedError:
            pass
        results = search.run(Asked("twins"), "en")
        self.assertEqual(set(results.keys(0, 9)), {newest[0].pk, newest[2].pk})

    def test_where_nothing_has_changed_the_same_index_serves(self):
        self.assertIs(index.current(), index.current())

    def test_an_empty_registry_is_searched_too(self):
        for practice in self.practices:
            publishing.archive(practice, "Made up.")
        search.forget()
        for asked in (
            Asked(),
            Asked("word"),
            Asked("", {"country": ("XA",)}),
            Asked(since=2000),
            Asked(sort=Sort.TITLE),
        ):
            with self.subTest(asked):
                results = search.run(asked, "en")
                self.assertEqual((results.total, results.keys(0, 9)), (0, []))
                self.assertEqual(
                    [panel["facet"].key for panel in results.panels()], [*asked.chosen, *["period"] * bool(asked.since)]
                )
                self.assertEqual(search.wider(results), [])


# Misspelt words, a phrase, what is left out, a beginning, alternatives, a name.
HARD = 'remitence "housing made" -recrod recor* OR zzyzx Country XC'


class QueryCountTests(SearchTestCase):
    """How many queries a search makes: the same for one record and for two hundred."""

    def cost(self, text_asked: str = "", language: str = "en", **asked) -> int:
        with CaptureQueriesContext(connection) as queries:
            results = search.run(Asked(text_asked, **asked), language)
            results.keys(0, 20)
            results.panels()
            results.named()
            for facet in BY_KEY:
                results.counts(facet)
        return len(queries)

    def test_queries_do_not_grow_with_records_and_are_never_more_than_six_once_warm(self):
        cold = []
        for more in (1, 199):
            listed(*(text(f"A made-up record on remittances {number}", "Housing.") for number in range(more)))
            search.forget()
            cold.append(self.cost("remittances housing"))
            with self.subTest(records=Listing.objects.count()):
                self.assertEqual(self.cost(), 1)
                self.assertEqual(self.cost("", chosen={"country": ("XA",), "theme": ("alpha",)}, since=2000), 1)
                self.assertEqual(self.cost("record"), 2)
                self.assertEqual(self.cost("record"), 1)
                self.assertEqual(self.cost("remittances", sort=Sort.TITLE), 2)
                self.assertEqual(self.cost("remittances", sort=Sort.TITLE), 1)
                self.assertLessEqual(self.cost("remitances huosing"), 5)
                self.assertLessEqual(self.cost(HARD, "fr", sort=Sort.TITLE), 6)
                self.assertEqual(self.cost(HARD, "fr", sort=Sort.TITLE), 1)
        self.assertEqual(cold[0], cold[1])
        self.assertEqual(cold[0], 5)  # numbers; listings, other names, words of the question, words for spelling

    def test_a_process_that_has_read_nothing_yet_makes_seven_queries_more_for_the_reference_tables(self):
        listed(text("Housing", ""))
        search.forget()
        reference._current = None
        self.assertEqual(self.cost("housing"), 12)

    def test_one_change_costs_one_query_more(self):
        listed(text("One", ""))
        self.cost()
        listed(text("Two", ""))
        self.assertEqual(self.cost(), 2)

    def test_ways_on_from_nothing_cost_one_query_more(self):
        listed(text("Housing of newcomers", "In a made-up city."))
        for asked in (
            Asked('"newcomers housing" -city', {"theme": ("alpha",)}),
            Asked("housing", {"country": ("XC",)}, 1990, 1991),
        ):
            with self.subTest(asked):
                results = search.run(asked, "en")
                with CaptureQueriesContext(connection) as queries:
                    search.wider(results)
                self.assertLessEqual(len(queries), 2)
