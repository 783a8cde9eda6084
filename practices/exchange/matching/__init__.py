"""Partners' sheets: what their columns mean and what their cells say; what is not certain is asked."""

from practices.exchange.matching.adding import added
from practices.exchange.matching.forms import folded
from practices.exchange.matching.languages import guess_language
from practices.exchange.matching.proposing import Proposal, propose
from practices.exchange.matching.questions import Candidate, Question, Reading, is_remembered
from practices.exchange.matching.reading import Matcher
from practices.exchange.matching.targets import TARGETS, Target, target_of, targets

__all__ = [
    "TARGETS",
    "Candidate",
    "Matcher",
    "Proposal",
    "Question",
    "Reading",
    "Target",
    "added",
    "folded",
    "guess_language",
    "is_remembered",
    "propose",
    "target_of",
    "targets",
]
