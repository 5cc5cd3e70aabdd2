"""The operator's page and its small server, and OSCQuery."""

from soundscape_live.web.oscquery import OscQuery, Reach
from soundscape_live.web.page import Page, PageError

__all__ = ["OscQuery", "Page", "PageError", "Reach"]
