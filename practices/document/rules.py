"""Rules of the domain that a document can be asked about."""

from practices.vocabulary import CountryRole, Modality, OrganisationRole

# "At least two Southern partners plus a named supporting partner with role donor or facilitator" (SSC/19/3).
SUPPORTING_COUNTRY = {CountryRole.DONOR.value, CountryRole.FACILITATOR.value}
SUPPORTING_ORGANISATION = {OrganisationRole.FUNDER.value, OrganisationRole.FACILITATOR.value}


def supporter_is_not_named(document: dict) -> bool:
    """Triangular, and no country or organisation is named that supports it. Shown to readers too; nothing is invented."""
    if document["modality"] != Modality.TRIANGULAR:
        return False
    countries = any(entry["role"] in SUPPORTING_COUNTRY for entry in document["countries"])
    organisations = any(entry["role"] in SUPPORTING_ORGANISATION for entry in document["organisations"])
    return not countries and not organisations
