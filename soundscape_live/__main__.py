"""`python -m soundscape_live` is the command `soundscape-live`."""

from soundscape_live.cli import main

main()
