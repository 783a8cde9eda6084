"""What a first visit of the search page carries over the line, compressed: the page and every file it asks for.

Files are compressed by whitenoise, as collectstatic has it done; the page by gzip at the level a proxy usually takes. Headers
are not counted. What style sheets ask for is counted; what scripts fetch later, when something is typed, is not.
"""

import gzip
import posixpath
import re
import shutil
import tempfile
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from whitenoise.compress import Compressor

from tests.benchmarks.measure import Figure, Scale
from tests.benchmarks.searches import PAGE
from tests.benchmarks.site import Site

LIMIT_KB = 100
PROXY_LEVEL = 6
FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
_IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


def figures(scale: Scale) -> list[Figure]:
    """The plain search page, which has the most facet values of all."""
    html = Site().get(PAGE)
    files = asked_for(html.decode())
    page = len(gzip.compress(html, PROXY_LEVEL))
    weights = {name: weight(name) for name in files}
    kinds = {suffix: sum(size for name, size in weights.items() if name.endswith(suffix)) for suffix in (".css", ".js")}
    return [
        _figure("everything", page + sum(weights.values()), LIMIT_KB),
        _figure(f"the page itself ({len(html) / 1000:.0f} kB unpacked)", page),
        _figure("style sheets", kinds[".css"]),
        _figure("scripts", kinds[".js"]),
    ]


def _figure(what: str, size: int, limit: float | None = None) -> Figure:
    return Figure("page_weight", f"first visit of the search page, compressed: {what}", size / 1000, "kB", limit)


def asked_for(html: str) -> list[str]:
    """The names of the files a browser fetches for a page, those its style sheets ask for included, each once."""
    reader = _Reader()
    reader.feed(html)
    waiting, found = list(reader.addresses), {}
    while waiting:
        address = waiting.pop().partition("#")[0].partition("?")[0]
        if address.startswith("data:"):
            continue
        if not address.startswith(settings.STATIC_URL):
            raise AssertionError(f"The page asks for {address}, which is not one of our files.")
        name = address.removeprefix(settings.STATIC_URL)
        if name not in found:
            found[name] = None
            waiting += _in_style(name) if name.endswith(".css") else []
    return list(found)


def weight(name: str) -> int:
    """Bytes of a file as whitenoise serves it: the smallest of what it keeps."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(finders.find(name), folder))
        compressor = Compressor(quiet=True)
        if compressor.should_compress(copy.name):
            compressor.compress(str(copy))
        return min(path.stat().st_size for path in Path(folder).iterdir())


def _in_style(name: str) -> list[str]:
    text = Path(finders.find(name)).read_text()
    folder = settings.STATIC_URL + name.rpartition("/")[0]
    addresses = [address or imported for address, imported in _IN_STYLE.findall(text)]
    return [one if one.startswith(("data:", "/")) else posixpath.normpath(f"{folder}/{one}") for one in addresses]


class _Reader(HTMLParser):
    """Collects what a page asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Links that are fetched, scripts and pictures."""
        given = dict(attrs)
        if tag == "link" and FETCHED_LINKS & set((given.get("rel") or "").split()):
            self.addresses.append(given["href"])
        elif tag in ("script", "img", "source", "iframe", "video", "audio") and given.get("src"):
            self.addresses.append(given["src"])
