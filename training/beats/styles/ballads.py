"""Songs and quiet music: piano and guitar ballads, lullabies, ambient music, music boxes.

Rules: what carries the beat is often no more than an accompanist's hand; the singer is behind it, or ahead. In 6/8 a
beat is a dotted quarter.
"""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, figure, together
from training.beats.styles.harmony import MAJOR_PROGRESSIONS, MINOR_PROGRESSIONS
from training.beats.styles.melody import lead
from training.beats.styles.voices import sustained

POP = MAJOR_PROGRESSIONS[:12] + MINOR_PROGRESSIONS[:8]
FLOATING = (
    "Iadd9 IVmaj9", "i9 bVImaj7", "Imaj7 iii7", "Isus2 Isus2 vi7 IVmaj7", "i i bVI bVI", "Iadd9 Iadd9 Iadd9 Iadd9",
    "i bVII IV i",
)  # fmt: skip
SUNG = (
    "x-x-x---", "..x-x-x-", "x---....", ".xxx-x--", "x--x--x-", "....x-xx", "x-xx--..", "x-------", "..xxx-x-",
    "........", "..x-x-x-x-------", "...x-xx-x---....", "x.xxx-x-x---....", "x-----x-x-------", ".xx-x-x---......",
    "....x-x-xx-x----", "x-x-x-xx-x-x----", "......x-x-xxx---", "x--x--x-----", "x-x-x-x--x-x----",
)  # fmt: skip
PIANO = (
    "b---x---/..x...x.", "x-x-x-x-/b-------", "b---b---/x.x.x.x.", "b-2-3-2-", "b-234-2-", "b23432b23432b232",
    "v-------/..2.3.4.", "b-----b-/x---x---", "b--b--b-/x--x--x-", "v---v---/.xxx.xxx", "b-x-f-x-",
    "b-------/x---x---", "b-------/x-------", "b---b-bb/..x---x-", "b-f-2-3-4-3-2-f-", "b-------|..2.3.4.",
    "b-f-2---", "xxxxxxxx/b-------",
)  # fmt: skip
BREATHY = (0.01, 0.04)
BEHIND = (-0.01, 0.06)
SINGERS = (52, 53, 54, 54, 40, 65, 66, 73, 68, 85)
LIGHT = (40, 32, 8, 0)


def singer(*rhythms: str, chance: float = 0.9, low: int = 57, voices: int = 1) -> Player:
    """Return a singer, or an instrument in a singer's place."""
    line = lead(*rhythms, low=low, high=low + 21, syncopation=0.2, grace=0.12, late=0.2, voices=voices)
    return Player(SINGERS, line, chance, 0.75, loose=BREATHY, push=BEHIND)


ENSEMBLES = {
    "piano ballad": Ensemble(
        (54, 96),
        4,
        POP,
        (
            Player((0, 0, 1, 4, 5), figure(*PIANO, low=53, voices=4, ring=0.8, vary=0.2), loose=(0.004, 0.02)),
            singer(*SUNG),
            Player((48, 49, 50, 89), sustained(swell=0.5), 0.5, 0.6, -4.0),
            Player((42, 40, 69), lead(*SUNG[:8], late=0.1), 0.25, 0.5, loose=BREATHY),
            Player((32, 33, 35), figure("b------- b-----b- b---b---"), 0.35),
        ),
        drift=(0.006, 0.03),
        rubato=(0.0, 0.5),
        shades=0.25,
        alone=0.12,
    ),
    "solo piano pop": Ensemble(
        (60, 150),
        4,
        POP + FLOATING,
        (
            Player(
                (0, 0, 1, 2, 11),
                together(
                    figure(*PIANO, low=50, voices=3, ring=0.6, vary=0.2),
                    lead(*SUNG, low=67, high=86, syncopation=0.15, late=0.03, voices=2),
                ),
            ),
        ),
        drift=(0.004, 0.025),
        rubato=(0.0, 0.5),
        swing=(0.0, 0.06),
        shades=0.2,
    ),
    "solo guitar": Ensemble(
        (58, 140),
        4,
        POP + FLOATING,
        (
            Player(
                (24, 24, 25, 26, 46),
                together(
                    figure("b---f--- b-f-b-f- b------- b--b--f-/..2.3.2. b-2-f-2- bf23bf23 b.x.b.x.", ring=1.0),
                    lead(*SUNG, low=62, high=81, late=0.03, grace=0.15, voices=2),
                ),
            ),
        ),
        drift=(0.008, 0.035),
        rubato=(0.05, 0.6),
        swing=(0.0, 0.2),
        shades=0.2,
    ),
    "six eight ballad": Ensemble(
        (50, 74),
        2,
        POP,
        (
            Player(
                (0, 24, 25, 4),
                figure("b23432 b-2-3- b-x-x- bxxxxx b--x-- b2x32x d-udud b-23-2", low=52, voices=4, ring=0.6, vary=0.2),
            ),
            singer("x--x-- ..x-x- x-xx-x x----- xxx--- ...... x-xx-- .xx-xx x---xx"),
            Player((48, 49), sustained(swell=0.4), 0.5, 0.6, -4.0),
            Player((32, 33), figure("b----- b--b-f b--f--"), 0.4),
            Player(
                (DRUMS,),
                drums("hat:xxxxxx/rim:...x../kick:x.....", "tambourine:...x..", "snare:o.oX.o"),
                0.25,
                kits=LIGHT,
                level_db=-3,
            ),
        ),
        drift=(0.005, 0.02),
        rubato=(0.0, 0.4),
        shades=0.2,
        alone=0.12,
    ),
    "lullaby": Ensemble(
        (72, 126),
        3,
        (*POP, "I I V7 V7 V7 V7 I I", "I IV I V7"),
        (
            Player((24, 0, 10, 46, 25, 4), figure("b-2-3- b-x-x- 0-2-1- b23432 b---2- b-f-2-", low=52, ring=0.8)),
            singer("x---x- x-x-x- x----- ..x-x- x--xx- ....x-"),
            Player((48, 52, 89), sustained(swell=0.5), 0.4, 0.7, -4.0),
        ),
        drift=(0.005, 0.03),
        rubato=(0.05, 0.6),
        shades=0.15,
        alone=0.2,
    ),
    "ambient": Ensemble(
        (50, 100),
        4,
        FLOATING,
        (
            Player(
                (0, 4, 8, 11, 46, 88, 98, 12, 24),
                figure(
                    "0-1-2-3- 0---2--- 0-2-4-2- 0-------|2------- 0--2--4- 4-3-2-0- 0...4...2...5... 01234567",
                    low=57,
                    voices=4,
                    ring=3.0,
                    vary=0.3,
                ),
            ),
            Player((89, 91, 92, 94, 95, 49, 52), sustained(swell=1.2, voices=5), 0.95, level_db=-1.0),
            Player(
                (73, 53, 42, 75, 79, 54),
                lead("x------- ....x--- ........ x---x--- ..x-----", late=0.3),
                0.5,
                0.5,
                -3.0,
                loose=BREATHY,
            ),
            Player((39, 43, 38, 35), figure("b------- b-------|........ b---b---"), 0.5, level_db=-2.0),
        ),
        drift=(0.0, 0.02),
        rubato=(0.0, 0.3),
        shades=0.3,
        alone=0.12,
    ),
    "music box": Ensemble(
        (60, 140),
        4,
        (*POP, "I V7 I V7", "I IV V7 I"),
        (
            Player(
                (10, 8, 9, 14, 98, 108, 11),
                together(
                    figure("b-2-3-2- 0212 b.x.b.x. 0-1-2-1- b---2--- 01230123", low=60, bass=55, ring=1.0),
                    lead(*SUNG[:10], "x-x-x-x-", low=74, high=96, syncopation=0.0, late=0.0, grace=0.08),
                ),
                loose=(0.0, 0.008),
            ),
        ),
        drift=(0.0, 0.03),
        rubato=(0.0, 0.6),
        shades=0.08,
    ),
    "chanson": Ensemble(
        (66, 168),
        3,
        ("i i iv V7", "I vi ii V7", "i iv bVII bIII bVI iv V7 i", "I I V7 V7"),
        (
            (
                Player((21, 21, 22), figure("b-x-x- b.x.x. x---x- b-----", low=52)),
                Player((24, 0), figure("b-x-x- b-2-3- b-d-d- b23432", ring=0.4)),
            ),
            singer("x---x- x-x-x- x----- ..x-x- x--xx- xxxxxx .x-x-x x-..xx"),
            Player((32, 43), figure("b----- b---f-"), 0.5),
            Player((40, 71, 21), lead("x---x- x----- ..x-xx", grace=0.15), 0.4, 0.5, loose=BREATHY),
        ),
        drift=(0.01, 0.04),
        rubato=(0.1, 0.7),
        shades=0.2,
        alone=0.06,
    ),
    "chamber pop": Ensemble(
        (68, 150),
        4,
        POP,
        (
            (
                Player((45, 48, 0, 24, 46), figure("x.x.x.x. x.xxx.xx 01230123 xxxxxxxx .x.x.x.x b-x-b-x-", vary=0.1)),
                Player((0, 25), figure(*PIANO, voices=4)),
            ),
            singer(*SUNG),
            Player((42, 32, 33), figure("b---b--- b--b--f- b------- b-b-b-b-"), 0.8),
            Player((40, 73, 60, 9), lead(*SUNG[:8], syncopation=0.1), 0.5, 0.5, loose=BREATHY),
            Player(
                (DRUMS,),
                drums("tambourine:..x...x.", "kick:x.x.x.x.", "clap:..x...x.", "shaker:xoxoxoxo"),
                0.35,
                kits=LIGHT,
                level_db=-4.0,
            ),
        ),
        drift=(0.002, 0.02),
        rubato=(0.0, 0.25),
        shades=0.2,
    ),
}

STYLES = styles(ENSEMBLES)
