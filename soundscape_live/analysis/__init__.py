"""From blocks of sound to Features: levels, bands, spectrum, onsets, the beat tracker."""
