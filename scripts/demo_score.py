"""The notes of the demo music: four chords, a bass figure and a melody of eight bars, written for it."""

CHORDS: tuple[tuple[int, ...], ...] = ((57, 60, 64, 71), (53, 57, 60, 67), (55, 60, 64, 67), (55, 59, 62, 69))
"Am9, Fmaj9, C, G9, a bar each (MIDI notes)."
ROOTS = (33, 29, 36, 31)

BASS_STEPS = ((2, 0), (3, 0), (6, 0), (7, 12), (10, 0), (11, 0), (14, 12), (15, 7))
"Sixteenth and interval above the root; the bass drum has the beats."
STAB_STEPS = (3, 6, 11, 14)

MELODY: tuple[tuple[tuple[int, int, int], ...], ...] = (
    ((0, 76, 3), (3, 74, 3), (6, 72, 4), (10, 74, 2), (12, 76, 4)),
    ((0, 79, 3), (3, 76, 3), (6, 72, 6), (12, 69, 2), (14, 72, 2)),
    ((0, 74, 3), (3, 76, 3), (6, 79, 4), (10, 76, 2), (12, 74, 4)),
    ((0, 71, 6), (6, 74, 4), (10, 71, 2), (12, 67, 4)),
    ((0, 76, 3), (3, 79, 3), (6, 81, 4), (10, 79, 2), (12, 76, 4)),
    ((0, 84, 3), (3, 81, 3), (6, 79, 6), (12, 76, 4)),
    ((0, 79, 3), (3, 76, 3), (6, 74, 4), (10, 72, 2), (12, 74, 4)),
    ((0, 74, 6), (6, 71, 4), (10, 69, 2), (12, 71, 4)),
)
"Eight bars of (sixteenth, MIDI note, sixteenths long)."
