"""Styles: each module here has a dict STYLES of name -> Style, and every name is used once."""
