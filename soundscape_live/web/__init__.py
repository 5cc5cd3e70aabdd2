"""The operator's page and its small server."""

from soundscape_live.web.page import Page, PageError

__all__ = ["Page", "PageError"]
