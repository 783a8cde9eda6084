"""The API as programs meet it: how long a list takes, what a 304 saves, how many answers a second."""

from tests.benchmarks import api_list, api_throughput
from tests.benchmarks.measure import Figure, Scale


def figures(scale: Scale) -> list[Figure]:
    """Both parts; the process that has measured the first only waits in the second."""
    return [*api_list.figures(scale), *api_throughput.figures(scale)]
