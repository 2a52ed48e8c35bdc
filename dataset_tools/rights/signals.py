"""The families of signals that rights are read from, in the order of the evidence list."""

from dataset_tools.rights.badges import badge_licenses
from dataset_tools.rights.claims import Claim, Signal
from dataset_tools.rights.declared import declared_licenses
from dataset_tools.rights.jsonld import jsonld_rights
from dataset_tools.rights.links import header_licenses, link_licenses
from dataset_tools.rights.metas import meta_rights
from dataset_tools.rights.optout import header_preferences, page_preferences, site_preferences
from dataset_tools.rights.properties import property_rights
from dataset_tools.rights.rsl import rsl_terms
from dataset_tools.rights.text_notices import named_licenses, printed_licenses, text_notices

__all__ = ["SIGNALS", "Claim", "Signal"]

SIGNALS: dict[str, Signal] = {
    "declared_licenses": declared_licenses,
    "header_licenses": header_licenses,
    "link_licenses": link_licenses,
    "badge_licenses": badge_licenses,
    "meta_rights": meta_rights,
    "property_rights": property_rights,
    "jsonld_rights": jsonld_rights,
    "printed_licenses": printed_licenses,
    "named_licenses": named_licenses,
    "text_notices": text_notices,
    "page_preferences": page_preferences,
    "header_preferences": header_preferences,
    "site_preferences": site_preferences,
    "rsl_terms": rsl_terms,
}
