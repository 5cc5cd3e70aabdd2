"""Songs: piano and guitar ballads, soul and gospel, choirs and a cappella, ambient music, music boxes.

Rules: what carries the beat is often no more than an accompanist's hand; the singer is behind it, or ahead. In the 6/8
styles a beat is a dotted quarter.
"""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, either, figure, together
from training.beats.styles.harmony import MAJOR_PROGRESSIONS, MINOR_PROGRESSIONS
from training.beats.styles.melody import lead
from training.beats.styles.voices import imitation, sustained

POP = MAJOR_PROGRESSIONS[:12] + MINOR_PROGRESSIONS[:8]
SOUL = (
    "I vi IV V",
    "I iii7 IV V7",
    "I I7 IV iv",
    "Imaj7 iii7 vi7 V7",
    "i7 iv7 i7 V7",
    "I,iii7 vi,V IV,I ii7,V7",
    "I III7 vi I7 IV iv I V7",
)
GOSPEL = (
    "I IV I V7",
    "I I7 IV #ivdim7 I VI7 II7 V7",
    "I,IV I,V vi,II7 V",
    "i7 iv7 i7 V7",
    "IV I V vi",
    "I I IV I I VI7 II7,V7 I",
)
FLOATING = (
    "Iadd9 IVmaj9",
    "i9 bVImaj7",
    "Imaj7 iii7",
    "Isus2 Isus2 vi7 IVmaj7",
    "i i bVI bVI",
    "Iadd9 Iadd9 Iadd9 Iadd9",
    "i bVII IV i",
)

SUNG = (
    "x-x-x---", "..x-x-x-", "x---....", ".xxx-x--", "x--x--x-", "....x-xx", "x-xx--..", "x-------", "..xxx-x-", "........",
    "..x-x-x-x-------", "...x-xx-x---....", "x.xxx-x-x---....", "x-----x-x-------", ".xx-x-x---......", "....x-x-xx-x----",
    "x-x-x-xx-x-x----", "......x-x-xxx---", "x--x--x-----", "x-x-x-x--x-x----",
)  # fmt: skip
THREES = ("x--x--x-----", "..x--x--x---", "x-xx-xx-----", "xxxxxx------", "x-----x--x--", ".xxx-xx--...", "........x-xx", "x-----------",
          "...x-xx-x-x-")  # fmt: skip
PIANO = (
    "b---x---/..x...x.", "x-x-x-x-/b-------", "b---b---/x.x.x.x.", "b-2-3-2-", "b-234-2-", "b23432b23432b232", "v-------/..2.3.4.",
    "b-----b-/x---x---", "b--b--b-/x--x--x-", "v---v---/.xxx.xxx", "b-x-f-x-", "b-------/x---x---", "b-------/x-------", "b---b-bb/..x---x-",
    "b-f-2-3-4-3-2-f-", "b-------|..2.3.4.", "b-f-2---", "xxxxxxxx/b-------",
)  # fmt: skip
ROLLED = (
    "b-23432-3432",
    "b23432b23432",
    "b--x--b--x--",
    "xxxxxxxxxxxx/b-----b-----",
    "b--x-xb--x-x",
    "b-----x--x--",
    "b-x-x-f-x-x-",
    "v-----v--v--/...x.....x..",
)
BREATHY = (0.01, 0.04)
BEHIND = (-0.01, 0.06)
SINGERS = (52, 53, 54, 54, 40, 65, 66, 73, 68, 85)
LIGHT = (40, 32, 8, 0)


def singer(*rhythms: str, chance: float = 0.9, low: int = 57, voices: int = 1) -> Player:
    """Return a singer, or an instrument in a singer's place."""
    line = lead(*rhythms, low=low, high=low + 21, syncopation=0.2, grace=0.12, late=0.2, voices=voices)
    return Player(SINGERS, line, chance, 0.75, loose=BREATHY, push=BEHIND)


ENSEMBLES = {
    "piano_ballad": Ensemble(
        (54, 96),
        4,
        POP,
        (
            (Player((0, 0, 1, 4, 5), figure(*PIANO, low=53, voices=4, ring=0.8, vary=0.2), loose=(0.004, 0.02)),),
            (singer(*SUNG),),
            (Player((48, 49, 50, 89), sustained(swell=0.5), 0.5, 0.6, -4.0),),
            (Player((42, 40, 69), lead(*SUNG[:8], late=0.1), 0.25, 0.5, loose=BREATHY),),
            (Player((32, 33, 35), figure("b-------", "b-----b-", "b---b---"), 0.35),),
        ),
        drift=(0.006, 0.03),
        rubato=(0.0, 0.5),
        shades=0.25,
        alone=0.12,
    ),
    "solo_piano_pop": Ensemble(
        (60, 150),
        4,
        POP + FLOATING,
        (
            (
                Player(
                    (0, 0, 1, 2, 11),
                    together(
                        figure(*PIANO, low=50, voices=3, ring=0.6, vary=0.2),
                        lead(*SUNG, low=67, high=86, syncopation=0.15, late=0.03, voices=2),
                    ),
                ),
            ),
        ),
        drift=(0.004, 0.025),
        rubato=(0.0, 0.5),
        swing=(0.0, 0.06),
        shades=0.2,
    ),
    "solo_guitar": Ensemble(
        (58, 140),
        4,
        POP + FLOATING,
        (
            (
                Player(
                    (24, 24, 25, 26, 46),
                    together(
                        figure(
                            "b---f---",
                            "b-f-b-f-",
                            "b-------",
                            "b--b--f-/..2.3.2.",
                            "b-2-f-2-",
                            "bf23bf23",
                            "b.x.b.x.",
                            ring=1.0,
                        ),
                        lead(*SUNG, low=62, high=81, late=0.03, grace=0.15, voices=2),
                    ),
                ),
            ),
        ),
        drift=(0.008, 0.035),
        rubato=(0.05, 0.6),
        swing=(0.0, 0.2),
        shades=0.2,
    ),
    "soul_ballad": Ensemble(
        (50, 76),
        4,
        SOUL,
        (
            (Player((0, 4, 16, 26, 27), figure(*ROLLED, low=53, voices=4)),),
            (singer(*THREES),),
            (Player((32, 33), figure("b-----b--f--", "b-----f---fa", "b--------b--", "b-b---f-f---"), 0.8),),
            (
                Player(
                    (DRUMS,),
                    drums(
                        "hat:xxxxxxxxxxxx/kick:x-------x---/rim:...x.....x..",
                        "ride:x-xx-xx-xx-x/rim:...x.....x..",
                        "tambourine:...x.....x..",
                    ),
                    0.4,
                    kits=LIGHT,
                    level_db=-2,
                ),
            ),
            (
                Player(
                    (61, 48, 66, 52),
                    either(figure("x-----......", "......x--x--", "...x--...x--", voices=4), sustained(swell=0.2)),
                    0.5,
                    0.5,
                    -3.0,
                ),
            ),
        ),
        drift=(0.005, 0.02),
        rubato=(0.0, 0.2),
        shades=0.2,
        alone=0.06,
    ),
    "gospel": Ensemble(
        (58, 132),
        4,
        GOSPEL,
        (
            (
                Player(
                    (0, 1, 16, 18), figure(*ROLLED, *PIANO[:6], "b.x.b.x.", "b-xx-xb-xx-x", low=53, voices=4, vary=0.3)
                ),
            ),
            (
                Player(
                    (52, 52, 53),
                    lead(*THREES, *SUNG, voices=4, syncopation=0.15),
                    0.95,
                    loose=BREATHY,
                    push=(0.0, 0.03),
                ),
            ),
            (Player((16, 17, 18), sustained(swell=0.2), 0.6, 0.8, -3.0),),
            (singer(*SUNG, chance=0.5),),
            (Player((32, 33), figure("b---f---", "b--b--f--f-a", "b-t-f-a-", "b-b-f-f-"), 0.6),),
            (
                Player(
                    (DRUMS,),
                    drums(
                        "clap:..x...x.",
                        "tambourine:xoXoxoXo/clap:..x...x.",
                        "clap:...x.....x..",
                        "kick:x.x.x.x./clap:.x.x.x.x",
                    ),
                    0.5,
                    level_db=-2,
                ),
            ),
        ),
        swing=(0.0, 0.3),
        drift=(0.006, 0.03),
        rubato=(0.0, 0.3),
        shades=0.25,
        alone=0.04,
    ),
    "six_eight_ballad": Ensemble(
        (50, 74),
        2,
        POP,
        (
            (
                Player(
                    (0, 24, 25, 4),
                    figure(
                        "b23432",
                        "b-2-3-",
                        "b-x-x-",
                        "bxxxxx",
                        "b--x--",
                        "b2x32x",
                        "d-udud",
                        "b-23-2",
                        low=52,
                        voices=4,
                        ring=0.6,
                        vary=0.2,
                    ),
                ),
            ),
            (singer("x--x--", "..x-x-", "x-xx-x", "x-----", "xxx---", "......", "x-xx--", ".xx-xx", "x---xx"),),
            (Player((48, 49), sustained(swell=0.4), 0.5, 0.6, -4.0),),
            (Player((32, 33), figure("b-----", "b--b-f", "b--f--"), 0.4),),
            (
                Player(
                    (DRUMS,),
                    drums("hat:xxxxxx/rim:...x../kick:x.....", "tambourine:...x..", "snare:o.oX.o"),
                    0.25,
                    kits=LIGHT,
                    level_db=-3,
                ),
            ),
        ),
        drift=(0.005, 0.02),
        rubato=(0.0, 0.4),
        shades=0.2,
        alone=0.12,
    ),
    "choir": Ensemble(
        (54, 112),
        4,
        (*GOSPEL, "I,IV I,V vi,ii V,I", "i bVI bIII bVII", "I V vi IV", "I iii IV iv"),
        (
            (
                Player(
                    (52, 52, 53, 91, 19),
                    either(
                        figure("x-x-x-x-", "x---x-x-", "x-x-x---", "x-------", "x--xx-x-", low=52, voices=4, vary=0.4),
                        imitation(*SUNG[:8], low=45, high=77),
                        sustained(low=48, voices=5),
                    ),
                    loose=(0.01, 0.035),
                ),
            ),
            (Player((52, 53, 54), lead(*SUNG, voices=4, syncopation=0.05), 0.7, loose=BREATHY),),
            (
                Player(
                    (19, 0, 48), figure("b-------", "b---b---", "x-------", "b-f-b-f-", voices=4), 0.5, level_db=-3.0
                ),
            ),
        ),
        drift=(0.01, 0.03),
        rubato=(0.1, 0.7),
        shades=0.25,
        alone=0.25,
    ),
    "a_cappella": Ensemble(
        (72, 132),
        4,
        SOUL + POP,
        (
            (
                Player(
                    (53, 52, 54),
                    figure(
                        "x-x-x-x-",
                        "..x-..x-",
                        "x--x--x-",
                        "x.x.x.x.",
                        ".x.x.x.x",
                        "x---x-xx",
                        "xx.xx.x.",
                        low=50,
                        voices=4,
                        vary=0.2,
                    ),
                    loose=BREATHY,
                ),
            ),
            (
                Player(
                    (DRUMS,),
                    drums(
                        "snap:..x...x.",
                        "snap:.x.x.x.x",
                        "clap:..x...x.",
                        "snap:..x...x./clap:.......x",
                        "kick:x...x.../clap:..x...x.",
                    ),
                    0.6,
                    stays=0.8,
                ),
            ),
            (
                Player(
                    (53, 52, 32),
                    figure("b---f---", "b-b-f-f-", "b--bf---", "b-t-f-a-", bass=38),
                    0.8,
                    loose=(0.006, 0.025),
                ),
            ),
            (singer(*SUNG, voices=3),),
        ),
        swing=(0.0, 0.33),
        drift=(0.005, 0.025),
        rubato=(0.0, 0.2),
        shades=0.15,
    ),
    "ambient": Ensemble(
        (50, 100),
        4,
        FLOATING,
        (
            (
                Player(
                    (0, 4, 8, 11, 46, 88, 98, 12, 24),
                    figure(
                        "0-1-2-3-",
                        "0---2---",
                        "0-2-4-2-",
                        "0-------|2-------",
                        "0--2--4-",
                        "4-3-2-0-",
                        "0...4...2...5...",
                        "01234567",
                        low=57,
                        voices=4,
                        ring=3.0,
                        vary=0.3,
                    ),
                ),
            ),
            (Player((89, 91, 92, 94, 95, 49, 52), sustained(swell=1.2, voices=5), 0.95, level_db=-1.0),),
            (
                Player(
                    (73, 53, 42, 75, 79, 54),
                    lead("x-------", "....x---", "........", "x---x---", "..x-----", late=0.3),
                    0.5,
                    0.5,
                    -3.0,
                    loose=BREATHY,
                ),
            ),
            (Player((39, 43, 38, 35), figure("b-------", "b-------|........", "b---b---"), 0.5, level_db=-2.0),),
        ),
        drift=(0.0, 0.02),
        rubato=(0.0, 0.3),
        shades=0.3,
        alone=0.12,
    ),
    "music_box": Ensemble(
        (60, 140),
        4,
        (*POP, "I V7 I V7", "I IV V7 I"),
        (
            (
                Player(
                    (10, 8, 9, 14, 98, 108, 11),
                    together(
                        figure(
                            "b-2-3-2-",
                            "0212",
                            "b.x.b.x.",
                            "0-1-2-1-",
                            "b---2---",
                            "01230123",
                            low=60,
                            bass=55,
                            ring=1.0,
                        ),
                        lead(*SUNG[:10], "x-x-x-x-", low=74, high=96, syncopation=0.0, late=0.0, grace=0.08),
                    ),
                    loose=(0.0, 0.008),
                ),
            ),
        ),
        drift=(0.0, 0.03),
        rubato=(0.0, 0.6),
        shades=0.08,
    ),
    "lullaby": Ensemble(
        (72, 126),
        3,
        (*POP, "I I V7 V7 V7 V7 I I", "I IV I V7"),
        (
            (
                Player(
                    (24, 0, 10, 46, 25, 4),
                    figure("b-2-3-", "b-x-x-", "0-2-1-", "b23432", "b---2-", "b-f-2-", low=52, ring=0.8),
                ),
            ),
            (singer("x---x-", "x-x-x-", "x-----", "..x-x-", "x--xx-", "....x-"),),
            (Player((48, 52, 89), sustained(swell=0.5), 0.4, 0.7, -4.0),),
        ),
        drift=(0.005, 0.03),
        rubato=(0.05, 0.6),
        shades=0.15,
        alone=0.2,
    ),
}

STYLES = styles(ENSEMBLES)
