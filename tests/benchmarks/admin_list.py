"""The administrator's list of practices: as quick at ten thousand as at a hundred."""

from django.urls import reverse

from accounts.models import User
from practices.models import Practice
from tests.benchmarks import database, population
from tests.benchmarks.measure import Figure, Scale, medians
from tests.benchmarks.site import Site, queries

QUERIES_LIMIT = 15
RATIO_LIMIT = 2
WARMING = 5
SEARCH, SLOW_FILTER = "?q=ma+ky", "?missing=summary"


def figures(scale: Scale) -> list[Figure]:
    """Both lists in turns, each over its own database."""
    few = database.connect(database.FEW)
    address = reverse("admin:practices_practice_changelist")
    many_site = _ready(address, scale.practices)
    with database.using(few):
        few_site = _ready(address, scale.few_practices)
        most = _queries(few_site, address)
    most = max(most, _queries(many_site, address))

    def list_few(_number: int) -> None:
        with database.using(few):
            few_site.get(address)

    times = medians(
        scale.lists,
        many=lambda _number: many_site.get(address),
        few=list_few,
        search=lambda _number: many_site.get(address + SEARCH),
        slow_filter=lambda _number: many_site.get(address + SLOW_FILTER),
    )
    few.close()
    return _lines(scale, most, times)


def _lines(scale: Scale, most: int, times: dict[str, float]) -> list[Figure]:
    many, few = f"{scale.practices:,} practices", f"{scale.few_practices:,} practices"
    found = [
        ("queries", most, "", QUERIES_LIMIT),
        (few, times["few"], "ms", None),
        (many, times["many"], "ms", None),
        ("the longer against the shorter", times["many"] / times["few"], "×", RATIO_LIMIT),
        (f"search for two words, {many}", times["search"], "ms", None),
        (f"its slowest filter, {many}", times["slow_filter"], "ms", None),
    ]
    return [Figure("admin_list", f"list in the admin, {what}", *rest) for what, *rest in found]


def _queries(site: Site, address: str) -> int:
    with queries() as found:
        site.get(address)
    return len(found)


def _ready(address: str, least: int) -> Site:
    """Signed in as an administrator of the database in use, templates loaded."""
    if Practice.objects.count() < least:
        raise AssertionError(f"This database was to hold {least} practices.")
    site = Site(User.objects.get(email=population.ADMINISTRATOR))
    for _ in range(WARMING):
        site.get(address)
    return site
