"""Closed lists that the code branches on. What curators may extend is a Term instead."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """Languages of texts and pages, each under its own name. The order is that of fallback."""

    EN = "en", "English"
    FR = "fr", "Français"
    ES = "es", "Español"
    PT = "pt", "Português"
    AR = "ar", "العربية"

    @property
    def direction(self) -> str:
        return "rtl" if self is Language.AR else "ltr"


class State(models.TextChoices):
    """Where a working copy stands. Whether a practice is public is another matter: it is when it has a listing."""

    DRAFT = "draft", _("Draft")  # being written; its author and staff see it
    SUBMITTED = "submitted", _("Submitted")  # waiting for a reviewer
    IN_REVIEW = "in_review", _("In review")  # somebody is looking at it
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")  # back with its author, with a note
    DECLINED = "declined", _("Declined")  # will not be published, with a reason
    PUBLISHED = "published", _("Published")  # the working copy equals the live edition


class Modality(models.TextChoices):
    """Kinds of cooperation, after the UN definitions (A/RES/64/222; SSC/19/3) and two of our own."""

    SOUTH_SOUTH = "south_south", _("South-South cooperation")
    TRIANGULAR = "triangular", _("Triangular cooperation")
    REGIONAL_INTEGRATION = "regional_integration", _("Regional integration")
    GLOBAL_PLATFORM = "global_platform", _("Global or mixed platform")
    SOUTHERN_SOLUTION = "southern_solution", _("Home-grown Southern reference")


class CountryRole(models.TextChoices):
    """What a country is to one practice. Roles belong to the practice, never to the country."""

    ORIGIN = "origin", _("Country of origin")
    DESTINATION = "destination", _("Country of destination")
    TRANSIT = "transit", _("Country of transit")
    HOST = "host", _("Host country")
    PROVIDER = "provider", _("Provider: shares its experience")
    BENEFICIARY = "beneficiary", _("Beneficiary: learns or receives support")
    FACILITATOR = "facilitator", _("Facilitator")
    DONOR = "donor", _("Donor")
    SIGNATORY = "signatory", _("Signatory")
    PARTICIPANT = "participant", _("Participant")


class OrganisationRole(models.TextChoices):
    """What an organisation does in one practice."""

    LEAD = "lead", _("Leads")
    IMPLEMENTER = "implementer", _("Implements")
    FACILITATOR = "facilitator", _("Facilitates")
    FUNDER = "funder", _("Funds")
    HOST = "host", _("Hosts")
    PARTNER = "partner", _("Partner")
    SIGNATORY = "signatory", _("Signs")
    SECRETARIAT = "secretariat", _("Secretariat")
    PROVIDER = "provider", _("Provider: shares its experience")
    BENEFICIARY = "beneficiary", _("Beneficiary: learns or receives support")
    KNOWLEDGE_PARTNER = "knowledge_partner", _("Knowledge partner")


class TermKind(models.TextChoices):
    """The vocabularies. Each Term belongs to one."""

    TYPE = "type", _("Type of practice")
    MODALITY = "modality", _("Modality")
    SCOPE = "scope", _("Geographic scope")
    STATUS = "status", _("Stage")
    EVIDENCE_LEVEL = "evidence_level", _("Evidence level")
    THEME = "theme", _("Theme")
    GCM_OBJECTIVE = "gcm_objective", _("GCM objective")
    GCM_PRINCIPLE = "gcm_principle", _("GCM guiding principle")
    SDG = "sdg", _("Sustainable Development Goal")
    SDG_TARGET = "sdg_target", _("SDG target")
    BENEFICIARY_GROUP = "beneficiary_group", _("Beneficiary group")
    INSTRUMENT = "instrument", _("Instrument")
    SECTOR = "sector", _("Sector")
    TAG = "tag", _("Free tag")
    ORGANISATION_TYPE = "organisation_type", _("Type of organisation")
    COUNTRY_ROLE = "country_role", _("Role of a country")
    ORGANISATION_ROLE = "organisation_role", _("Role of an organisation")
    LEGAL_FORM = "legal_form", _("Legal form of an agreement")
    AGREEMENT_ELEMENT = "agreement_element", _("Element of a labour agreement")


# Kinds whose codes the code itself uses: curators may word their labels, not add or retire codes.
CLOSED_KINDS = frozenset({TermKind.MODALITY, TermKind.COUNTRY_ROLE, TermKind.ORGANISATION_ROLE})

# Kinds whose codes people know: objective 6, goal 10, target 10.7.
NUMBERED_KINDS = frozenset({TermKind.GCM_OBJECTIVE, TermKind.SDG, TermKind.SDG_TARGET})


class DetailKind(models.TextChoices):
    """Which detail form a type of practice has; this, not the type, is what code branches on."""

    NONE = "", _("None")
    STUDY_TOUR = "study_tour", _("Study tour")
    TRAINING_CENTRE = "training_centre", _("Training centre")
    LABOUR_AGREEMENT = "labour_agreement", _("Labour agreement")
    CITY_COOPERATION = "city_cooperation", _("City-to-city cooperation")


class Acceptance(models.TextChoices):
    """Standing of a term or organisation. Only accepted ones may be published."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    RETIRED = "retired", _("Retired")


class AliasKind(models.TextChoices):
    """Why another form of a name is known."""

    NAME = "name", _("Name in use")
    ACRONYM = "acronym", _("Acronym")
    VARIANT = "variant", _("Other spelling")
    FORMER = "former", _("Former name")
    DEMONYM = "demonym", _("Demonym or adjective")
    SYNONYM = "synonym", _("Synonym or everyday word")
    CODE = "code", _("Code as people type it")


class GroupKind(models.TextChoices):
    """Kinds of country group."""

    REGION = "region", _("Region (M49)")
    SUBREGION = "subregion", _("Sub-region (M49)")
    INTERMEDIATE = "intermediate", _("Intermediate region (M49)")
    GEOGRAPHIC = "geographic", _("Geographic area")
    POLITICAL = "political", _("Political or economic group")
    CLASSIFICATION = "classification", _("Classification")


class MechanismCategory(models.TextChoices):
    """Inter-State consultation mechanisms on migration, after IOM's categories."""

    REGIONAL = "rcp", _("Regional consultative process")
    INTERREGIONAL = "irf", _("Interregional forum")
    GLOBAL = "global", _("Global process")


class TextOrigin(models.TextChoices):
    """How a text came to be in its language."""

    ORIGINAL = "original", _("Original")
    HUMAN = "human", _("Translated by a person")
    MACHINE = "machine", _("Machine translation")


class Verification(models.TextChoices):
    """What is known of a source."""

    VERIFIED = "verified", _("Read, and states the core facts")
    SEED = "seed", _("Document the registry started from")
    GENERAL_KNOWLEDGE = "general_knowledge", _("Widely known, not checked against a page")
    UNREAD = "", _("Not checked yet")


class CitationKind(models.TextChoices):
    """Kinds of source."""

    WEB_PAGE = "web_page", _("Web page")
    PUBLICATION = "publication", _("Publication")
    INSTRUMENT = "instrument", _("Legal or policy instrument")
    INTERVIEW = "interview", _("Interview")
    SUBMISSION = "submission", _("Submission")


class Party(models.TextChoices):
    """Whose initiative something was: who asked, who leads, who pays. Empty is not known."""

    BENEFICIARY = "beneficiary", _("The learning side")
    PROVIDER = "provider", _("The sharing side")
    JOINT = "joint", _("Both sides together")
    THIRD_PARTY = "third_party", _("A third party")


class CostBand(models.TextChoices):
    """Order of magnitude of the whole cost, in US dollars."""

    UNDER_10K = "under_10k", _("Under 10,000 USD")
    UNDER_100K = "10k_100k", _("10,000 to 100,000 USD")
    UNDER_1M = "100k_1m", _("100,000 to 1 million USD")
    UNDER_10M = "1m_10m", _("1 to 10 million USD")
    OVER_10M = "over_10m", _("Over 10 million USD")


class ExchangeFormat(models.TextChoices):
    """Form of one exchange between two countries."""

    VISIT = "visit", _("Study visit")
    COURSE = "course", _("Course or workshop")
    EXPERT_MISSION = "expert_mission", _("Expert mission or secondment")
    MEETING = "meeting", _("Meeting or dialogue")
    ONLINE = "online", _("Online exchange")
    OTHER = "other", _("Other")


class LinkKind(models.TextChoices):
    """How one practice relates to another."""

    ADAPTS = "adapts", _("Adapts")
    FOLLOWS_UP = "follows_up", _("Follows up")
    PART_OF = "part_of", _("Is part of")
    IMPLEMENTS = "implements", _("Implements")
    REPLACES = "replaces", _("Replaces")
    RELATED = "related", _("See also")


class Answer(models.TextChoices):
    """Answer on one element of a labour agreement. Unknown is not no: few texts are public."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Unknown")


class Delivery(models.TextChoices):
    """How training is given."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("Hybrid")


class FeePayer(models.TextChoices):
    """Who pays recruitment fees and related costs under an agreement. Empty is not known."""

    EMPLOYER = "employer", _("The employer")
    WORKER = "worker", _("The worker")
    SHARED = "shared", _("Shared")
    STATE = "state", _("A government")


class FollowUpState(models.TextChoices):
    """Where a follow-up action of a study tour stands."""

    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")
    UNKNOWN = "unknown", _("Not known")


class Channel(models.TextChoices):
    """Way in by which a change was made."""

    ADMIN = "admin", _("Admin")
    SITE = "site", _("Site")
    API = "api", _("API")
    IMPORT = "import", _("Import")
    COMMAND = "command", _("Command")
    FIXTURES = "fixtures", _("Fixtures")


class NoticeKind(models.TextChoices):
    """What a notice tells."""

    EVENT = "event", _("Something happened to a practice")
    COMMENT = "comment", _("A comment")
    REVIEW_ASKED = "review_asked", _("A review is asked for")
    REVIEW_OVERDUE = "review_overdue", _("A review is overdue")
    ANSWER_OVERDUE = "answer_overdue", _("An author has not answered")


class Grade(models.TextChoices):
    """Public grades, lowest first. No grade means: documented, not assessed."""

    DOCUMENTED = "documented", _("Documented")
    PROMISING = "promising", _("Promising practice")
    GOOD = "good", _("Good practice")
    CONFIRMED = "confirmed", _("Good practice, confirmed elsewhere")
