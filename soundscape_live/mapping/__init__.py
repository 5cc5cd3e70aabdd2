"""From features, beats and hands to the generator's parameters."""
