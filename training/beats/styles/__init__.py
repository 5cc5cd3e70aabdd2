"""Styles: each module writes new pieces in the manner of some kinds of records. Its STYLES names them."""
