"""`soundscape-live generator`: the video generator alone."""
