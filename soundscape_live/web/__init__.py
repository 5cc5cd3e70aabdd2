"""The operator's page and its small server, and OSCQuery."""

from soundscape_live.web.oscquery import OscQuery, Reach
from soundscape_live.web.page import Page, PageError
from soundscape_live.web.showing import Pictures, Shown

__all__ = ["OscQuery", "Page", "PageError", "Pictures", "Reach", "Shown"]
