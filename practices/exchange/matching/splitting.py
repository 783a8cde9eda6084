"""Several values in one cell: taken apart where no name is cut, the longest known name first."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from practices.exchange.matching.forms import key, listed, narrow, tidy

# What always parts two values, and what may also stand within a name.
_STRONG = re.compile(r"[\n;؛|•·▪‣◦●]|\s(?:/{2}|\\)\s")
# The slash of "N/A" and "s/d" parts nothing.
_MIDDLE = re.compile(r"\s*[,،]\s*|\s*(?:(?<!\b[nNsS])/|/(?![aAdDoO]\b))\s*|\s+[–—-]\s+")
_WEAK = re.compile(
    r"\s*(?:[,،]\s*)?(?:\s&\s|\s\+\s|\b(?:and|et|y|e|ed|as well as|ainsi que|así como|assim como|bem como)\b\s)\s*|\s+و(?=\w{3})",
    re.IGNORECASE,
)
_GAP = re.compile(f"(?P<weak>{_WEAK.pattern})|(?P<middle>{_MIDDLE.pattern})", re.IGNORECASE)
WEAK, MIDDLE = "weak", "middle"
PLACES = ("country", "city")
MOST_PIECES = 300
MOST_TOGETHER = 6  # unknown values that are tried as one name
LONGEST_NAME = 14  # segments that one name may be cut into
# Words that an organisation's name begins with or holds; after a comma they begin the next one. Folded.
BODIES = frozenset(listed("""
    ministry ministries department agency authority council commission committee secretariat institute
    institution university college school centre center office bureau bank fund foundation federation
    confederation union association organization organisation network alliance government municipality city
    directorate service services programme program company group league chamber board society forum platform
    court embassy mission ministere departement agence autorite conseil comite institut universite ecole office
    banque fonds fondation federation syndicat association organisation reseau alliance gouvernement
    municipalite ville mairie direction ministerio departamento agencia autoridad consejo comision comite
    secretaria instituto universidad escuela centro oficina banco fondo fundacion federacion sindicato
    asociacion organizacion red alianza gobierno municipalidad alcaldia ayuntamiento direccion servicio programa
    ministerio agencia autoridade conselho comissao universidade escola escritorio fundo fundacao federacao
    associacao organizacao rede alianca governo municipio prefeitura camara direcao servico وزاره هيئه وكاله
    مجلس لجنه معهد جامعه مركز مكتب بنك صندوق موسسه اتحاد جمعيه منظمه شبكه حكومه بلديه مديريه اداره
"""))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Splitter:
    """Takes cells of one vocabulary apart. `is_known`: a text is a name; `likeness`: how like a name it is, of 100."""

    vocabulary: str
    is_known: Callable[[str], bool]
    likeness: Callable[[str], int] | None = None
    is_place: Callable[[str], bool] = bool  # a country, which may stand behind the name of one of its bodies

    def pieces(self, cell: str) -> list[str]:
        """The values named in a cell, each as it stands there, without bullets and marks."""
        cell = narrow(cell)
        if not cell.strip():
            return []
        for whole in (cell.strip(), tidy(cell)):
            if self.is_known(whole):
                return [whole]
        found = [piece for part in _STRONG.split(cell) if part.strip() for piece in self._within(part)]
        return list(dict.fromkeys(piece for piece in found if piece))[:MOST_PIECES]

    def _within(self, part: str) -> list[str]:
        """The values of a part without strong signs: known names, the longest first, and what is between them."""
        text = part.strip() if self.is_known(part.strip()) else tidy(part)
        if self.is_known(text):
            return [text]
        cut = _cut(text)
        found, unknown, place = [], [], 0
        while place < len(cut.names):
            end = self._longest(cut, place)
            if end is None:
                unknown.append(place)
                place += 1
                continue
            found += self._unknown(cut, unknown)
            unknown = []
            found.append(cut.text(place, end))
            place = end + 1
        return found + self._unknown(cut, unknown)

    def _longest(self, cut: "_Cut", first: int) -> int | None:
        """The last segment of the longest name that begins here."""
        for last in range(min(len(cut.names), first + LONGEST_NAME) - 1, first - 1, -1):
            if self.is_known(cut.text(first, last)):
                return last + 1 if self._is_of_place(cut, last) else last
        return None

    def _is_of_place(self, cut: "_Cut", last: int) -> bool:
        """Whether a country stands behind the name of a body: "Ministry of Labour, Ghana"."""
        is_more = self.vocabulary == "organisation" and last + 1 < len(cut.names) and cut.gaps[last] == MIDDLE
        return is_more and self.is_place(cut.text(last + 1, last + 1))

    def _unknown(self, cut: "_Cut", run: list[int]) -> list[str]:
        """A run of segments that are no names, as the values they probably are."""
        if not run:
            return []
        groups = [[run[0]]]
        for place in run[1:]:
            if self._parts(cut, place):
                groups.append([place])
            else:
                groups[-1].append(place)
        texts = [cut.text(group[0], group[-1]) for group in groups]
        if len(texts) == 1:
            return self._hyphened(texts[0])
        if self.likeness and len(texts) <= MOST_TOGETHER:
            whole = cut.text(run[0], run[-1])
            if self.likeness(whole) >= max(80, min(map(self.likeness, texts))):
                return [whole]
        return texts

    def _hyphened(self, text: str) -> list[str]:
        """ "Country-Country" where both are known and the whole is not."""
        parts = [part for part in re.split("[-–—]", text) if part.strip()]
        if self.vocabulary in PLACES and len(parts) > 1 and all(map(self.is_known, parts)):
            return [part.strip() for part in parts]
        return [text]

    def _parts(self, cut: "_Cut", place: int) -> bool:
        """Whether the sign before an unknown segment parts two values of this vocabulary."""
        if self.vocabulary in PLACES:
            return True
        if self.vocabulary != "organisation":
            return cut.gaps[place - 1] == MIDDLE
        after = cut.text(place, place)
        return after.isupper() or any(word.removeprefix("ال") in BODIES for word in key(after).split()[:4])


@dataclass(frozen=True, slots=True)
class _Cut:
    """A text cut at every sign that may part values: places of the segments, and the sign after each."""

    whole: str
    names: list[tuple[int, int]]
    gaps: list[str]

    def text(self, first: int, last: int) -> str:
        return tidy(self.whole[self.names[first][0] : self.names[last][1]])


def _cut(text: str) -> _Cut:
    segments, gaps, start, closed = [], [], 0, -1
    for gap in _GAP.finditer(text):
        if gap.start() < closed or gap.start() == start == 0:
            continue
        opened = text.rfind("(", start, gap.start())
        if opened >= 0 and text.find(")", opened, gap.start()) < 0 and (end := text.find(")", gap.end())) >= 0:
            closed = end  # a bracket is never cut
            continue
        segments.append((start, gap.start()))
        gaps.append(WEAK if gap["weak"] else MIDDLE)
        start = gap.end()
        if len(segments) >= MOST_PIECES:
            break
    segments.append((start, len(text)))
    return _Cut(text, segments, [*gaps, MIDDLE])
