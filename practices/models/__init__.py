"""Tables of the registry, by noun."""

from practices.models.data import Dump, KeptAnswer, RequestCount
from practices.models.details import (
    AgreementElement,
    CityCooperation,
    FollowUpAction,
    LabourAgreement,
    StudyTour,
    TraineeCount,
    TrainingCentre,
)
from practices.models.edition import Edition, Listing, ListingWords, SearchVersion, SearchWord, Standing, Tombstone
from practices.models.event import Event, Notice
from practices.models.exchange import Export, Import, ImportDecision, ImportQuestion, ImportRow, Mapping
from practices.models.mandate import Mandate
from practices.models.parts import (
    Attachment,
    Citation,
    Exchange,
    Figure,
    Link,
    Particular,
    PracticeCity,
    PracticeCountry,
    PracticeMechanism,
    PracticeOrganisation,
    PracticeTerm,
    UnverifiedStatement,
)
from practices.models.practice import Practice, PracticeText
from practices.models.reference import (
    Alias,
    City,
    ConsultationMechanism,
    Country,
    CountryClassification,
    CountryGroup,
    MechanismMembership,
    Organisation,
    ReferenceVersion,
    Term,
)
from practices.models.review import Assessment, Comment, ReviewRequest, UnsavedEntry

__all__ = [
    "AgreementElement", "Alias", "Assessment", "Attachment", "Citation", "City", "CityCooperation", "Comment",
    "ConsultationMechanism", "Country", "CountryClassification", "CountryGroup", "Dump", "Edition", "Event", "Exchange",
    "Export", "Figure", "FollowUpAction", "Import", "ImportDecision", "ImportQuestion", "ImportRow", "KeptAnswer", "LabourAgreement",
    "Link", "Listing", "ListingWords", "Mandate", "Mapping", "MechanismMembership", "Notice", "Organisation",
    "Particular", "Practice", "PracticeCity", "PracticeCountry", "PracticeMechanism", "PracticeOrganisation",
    "PracticeTerm", "PracticeText", "ReferenceVersion", "RequestCount", "ReviewRequest", "SearchVersion", "SearchWord", "Standing",
    "StudyTour", "Term", "Tombstone", "TraineeCount", "TrainingCentre", "UnsavedEntry", "UnverifiedStatement",
]  # fmt: skip
