"""Classical textures without drums: keyboard, strings, winds, orchestra, choir; and the breathing of their time.

Rules: the pulse is in what moves (a figure, a bass, an inner voice) and in the harmony, which changes on bars; rubato and
drift are wide. Nothing is syncopated by chance that a composer of the style would not syncopate.
"""

from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import either, figure, together
from training.beats.styles.melody import lead
from training.beats.styles.voices import imitation, running, sustained, walking

HARMONY = (
    "I V I V", "I IV V I", "I vi ii V", "I I V V", "I IV I,V I", "I ii6 V7 I", "I V7 I II7 V II7 V V",
    "i V i V", "i iv V i", "i bVI iv V", "i i iv V7", "i bIII bVII i", "i iv bVII bIII bVI iv V V7",
    "I iii vi IV", "I I IV I V7 V7 I I", "i bII V7 i", "I I7 IV iv I,V7 I",
)  # fmt: skip
HYMNS = (
    "I,IV I,V vi,ii V,I",
    "I,V vi,iii IV,I ii,V",
    "i,iv V,i bVI,iv V",
    "I,vi IV,V I,IV V,I",
    "i,bVII bVI,bIII iv,i V",
)
WALTZES = ("I I V7 V7 V7 V7 I I", "I I IV IV V7 V7 I I", "i i iv iv V7 V7 i i", "I vi ii V7", "i bVI iv V")
MODAL = ("i i bVI bVI bIII bIII bVII bVII", "i bVI bIII bVII", "I iii vi IV", "Iadd9 Iadd9 vi7 vi7", "i iv i V", "I I I I",
         "i i i i bVI bVI bVI bVI", "I bVI I bIII")  # fmt: skip

SINGING = (
    "x---x---", "x-------", "x--xx---", "x-x-x-x-", "x-----x-", "x---x-x-", "x-xxx---", "x--xx-x-", "..x-x-x-", "x-x---..",
    "x----xxxx---....", "x-----xxx---x---", "xx-xx-x---------", "x--xx--xx---....", "x--x--x-----", "....x---",
)  # fmt: skip
THREES = ("x---x-", "x-x-x-", "x-----", "x--xx-", "xxxxxx", "..x-x-", "x-xxx-", "x-xxxx", "x-x---", "x---..", "x-..xx")
QUICK = (
    "x-xxx-xx", "xxxxx-x-", "x-x-xxxx", "x-xxxxxx", "x.xxx.x.", "x-x-x-x-", "xxxxxxxxx-x-x---", "x---xxxxx---x-x-",
    "x-..xxxx", "x-x-x---", "xxxxxxxxxxxxxxxx", "x---x-x-xxxxx---",
)  # fmt: skip

WINDS = (68, 71, 73, 60, 70, 69, 40)
STRINGS = (40, 40, 41, 42, 48)
BOWED = (48, 49, 40, 41, 42)
FREE = (0.008, 0.035)
"Looseness of players who breathe together."

ALBERTI = (
    "0212021202120212",
    "02120212",
    "0212",
    "012012012012",
    "0.2.1.2.",
    "0.12.1.2",
    "01210121",
    "02320232",
    "0121.121",
)
ARPEGGIOS = (
    "01234321", "0123432101234321", "b-234543", "b.2345..", "b23456543210", "012345678765", "b---2345", "b-f-2-3-4-3-2-f-",
    "b..234..b..234..", "024135", "012210", "b-234-b-234-",
)  # fmt: skip
OSTINATI = ("xxxxxxxx", "x.xxx.xx", "xxx.xxx.", "0102010201020102", "b.bbb.bb", "x.x.x.x.", "0.1.2.1.", "x..x..x.", "012012012012",
            "xxxxxxxxxxxxxxxx", "b-0-1-0-")  # fmt: skip

PIANO_HANDS = (
    together(
        figure(*ALBERTI, low=48, voices=4),
        lead(*SINGING, *QUICK, low=67, high=88, syncopation=0.02, grace=0.08, late=0.02),
    ),
    together(
        figure(*ARPEGGIOS, low=45, voices=4, ring=0.6), lead(*SINGING, low=67, high=88, syncopation=0.02, late=0.05)
    ),
    together(
        figure("x.x.x.x.", "b.xxb.xx", ".xxx.xxx", "xxxxxxxx", "b-x-b-x-", low=50),
        lead(*SINGING, *QUICK, syncopation=0.05),
    ),
    together(running(0.25, low=64, high=90, rest=0.05), figure("b---x---", "b-x-b-x-", "v-------", "b---b---")),
    together(
        figure("x---x---", "x-x-x-x-", "v---x---", low=55, voices=4), lead(*SINGING, low=70, high=86, syncopation=0.0)
    ),
)


def strings(*texts: str, chance: float = 0.9, low: int = 50) -> Player:
    """Return inner strings that play a figure."""
    return Player(
        (48, 49, 45, 41, 42, 44), figure(*texts, low=low, voices=3), chance, level_db=-2.0, loose=(0.006, 0.025)
    )


ENSEMBLES = {
    "piano_sonata": Ensemble(
        (60, 152),
        4,
        HARMONY,
        ((Player((0, 0, 0, 6, 1), either(*PIANO_HANDS), loose=(0.003, 0.012)),),),
        drift=(0.005, 0.03),
        rubato=(0.05, 0.6),
        shades=0.25,
    ),
    "nocturne": Ensemble(
        (50, 92),
        4,
        HARMONY + MODAL,
        (
            (
                Player(
                    (0, 0, 1, 46),
                    together(
                        figure(*ARPEGGIOS, low=43, voices=4, ring=1.2, vary=0.1),
                        lead(*SINGING, "x-----xxxxx---..", low=66, high=90, late=0.12, grace=0.1),
                    ),
                ),
            ),
        ),
        drift=(0.015, 0.05),
        rubato=(0.35, 0.8),
        shades=0.3,
    ),
    "etude": Ensemble(
        (60, 120),
        4,
        HARMONY,
        (
            (
                Player(
                    (0, 0, 6, 24, 46, 19),
                    either(
                        figure(
                            "0123234534564565",
                            "0213243524354657",
                            "b123b123b123b123",
                            "012345678765",
                            "0121232343454565",
                            low=48,
                            voices=4,
                            vary=0.2,
                        ),
                        running(0.25, rest=0.01, low=60, high=88),
                        together(running(0.25, rest=0.02), figure("b-------", "b---b---")),
                    ),
                ),
            ),
        ),
        drift=(0.005, 0.02),
        rubato=(0.05, 0.4),
        shades=0.2,
    ),
    "fugue": Ensemble(
        (58, 112),
        4,
        HARMONY + HYMNS,
        (
            (
                Player((6, 0, 19, 20, 48), imitation(*QUICK, *SINGING[:6])),
                Player((48, 40, 71), imitation(*QUICK, *SINGING, entries=3)),
            ),
            (Player((42, 32, 70, 43), walking(low=36, half=0.3), 0.4),),
        ),
        drift=(0.005, 0.02),
        rubato=(0.05, 0.35),
    ),
    "chorale": Ensemble(
        (56, 96),
        4,
        HYMNS,
        (
            (
                Player(
                    (52, 19, 48, 61, 20, 0, 60),
                    together(
                        figure("x-x-x-x-", "x-x-x---", "x---x-x-", "x-x-x-xx", "x---x---", low=55, voices=4, vary=0.4),
                        figure("b-b-b-b-", "b-f-b-f-", "b---b---"),
                    ),
                    loose=(0.006, 0.03),
                ),
            ),
            (
                Player(
                    (52, 53, 68),
                    lead("x-x-x-x-", "x-x-x---", "x-xxx---", syncopation=0.0, phrases=("abac", "ab")),
                    0.4,
                    loose=FREE,
                ),
            ),
        ),
        drift=(0.01, 0.03),
        rubato=(0.2, 0.8),
        shades=0.2,
    ),
    "string_quartet": Ensemble(
        (54, 150),
        4,
        HARMONY,
        (
            (
                strings(
                    "xxxxxxxx", "x.x.x.x.", ".xxx.xxx", "0212", "0212021202120212", "x-x-x-x-", "x---x---", "..x-..x-"
                ),
            ),
            (Player((40,), lead(*SINGING, *QUICK, low=62, high=86, syncopation=0.05, grace=0.06), loose=FREE),),
            (
                Player((42,), figure("b---b---", "b-------", "b-b-b-b-", "b---f---", "b-t-f-e-", "b.......")),
                Player((42,), walking(low=36)),
            ),
            (Player((41, 40), lead(*SINGING, low=52, high=70, syncopation=0.1), 0.6, 0.7, -2.0, loose=FREE),),
        ),
        drift=(0.01, 0.035),
        rubato=(0.1, 0.7),
        shades=0.25,
    ),
    "orchestra": Ensemble(
        (56, 152),
        4,
        HARMONY + MODAL,
        (
            (strings(*OSTINATI, "x---x---", "..xx..xx", ".xxx.xxx"), strings(*ALBERTI, *ARPEGGIOS)),
            (Player((43, 42, 48, 58, 70), figure("b---b---", "b-------", "b.b.b.b.", "b---f---", "b--bb---"), 0.9),),
            (
                Player(WINDS, lead(*SINGING, *QUICK, voices=2, syncopation=0.04), 0.9, 0.7, loose=FREE),
                Player(BOWED, lead(*SINGING, voices=3, low=64, high=88)),
            ),
            (
                Player(
                    (61, 60, 56, 57),
                    either(sustained(low=52), figure("x---x---", "x-.xx-x-", "....x.x.", "x-------", low=55, voices=4)),
                    0.5,
                    0.5,
                ),
            ),
            (
                Player(
                    (47,),
                    figure("b.......", "b.b.b.b.", "b...f...", "bbbbbbbb", "b.......|........", bass=41),
                    0.4,
                    0.5,
                    -2.0,
                ),
            ),
            (Player((46, 14, 9, 8), figure("01234567", "0...2...", "0.2.4.2."), 0.3, 0.4, -4.0),),
        ),
        drift=(0.01, 0.04),
        rubato=(0.1, 0.8),
        shades=0.35,
    ),
    "minuet": Ensemble(
        (90, 152),
        3,
        (*WALTZES, "I IV V I", "I V I V", "i iv V i"),
        (
            (
                Player(
                    (6, 0, 48, 24, 46),
                    together(
                        figure("b-x-x-", "b---x-", "b-b-b-", "b-t-f-", "x-x-x-", "012121", "b.x.x."),
                        lead(*THREES, low=65, high=86, syncopation=0.0, grace=0.1, late=0.02),
                    ),
                ),
            ),
            (Player((40, 73, 68, 74), lead(*THREES, syncopation=0.02, grace=0.1), 0.5, 0.7, loose=FREE),),
            (Player((42, 43, 70), figure("b-----", "b---b-", "b-b-b-"), 0.5),),
        ),
        drift=(0.006, 0.025),
        rubato=(0.05, 0.5),
        shades=0.15,
        alone=0.3,
    ),
    "viennese_waltz": Ensemble(
        (112, 200),
        3,
        WALTZES,
        (
            (
                Player(
                    (48, 48, 0, 21, 45), figure("b-.x.x", "b-x-x-", "b.x.x.", "b---x-", "b-xxx-"), push=(-0.01, 0.02)
                ),
            ),
            (
                Player(
                    (40, 48, 71, 73),
                    lead("x-----", "x---x-", "x-x-x-", "..x-x-", "xxxxxx", "----x-", voices=3),
                    loose=FREE,
                ),
            ),
            (Player((60, 57, 61), either(figure("..x.x.", "..x-x-", "x-----"), sustained()), 0.5, 0.6, -3.0),),
            (Player((43, 42, 58), figure("b-....", "b---..", "b-----"), 0.6),),
        ),
        drift=(0.01, 0.04),
        rubato=(0.1, 0.6),
        shades=0.2,
        alone=0.1,
    ),
    "romantic_waltz": Ensemble(
        (72, 150),
        3,
        WALTZES + MODAL[:4],
        (
            (
                Player(
                    (0, 0, 0, 24),
                    together(
                        figure("b-x-x-", "b-x-..", "v-x-x-", "b-2345", "b.x.x.", ring=0.5),
                        lead(*THREES, "x--x--", "xxxxxxxxxxxx", low=66, high=92, late=0.1, grace=0.1),
                    ),
                ),
            ),
        ),
        drift=(0.015, 0.05),
        rubato=(0.3, 0.8),
        shades=0.25,
    ),
    "aria": Ensemble(
        (50, 100),
        4,
        HARMONY,
        (
            (
                Player(
                    (48, 0, 45, 46),
                    figure(
                        "b.xxb.xx",
                        ".xxx.xxx",
                        "b-x-x-x-",
                        "b23423423423",
                        "x.x.x.x.",
                        "01210121",
                        "xxxxxxxxxxxx",
                        ring=0.2,
                    ),
                ),
            ),
            (
                Player(
                    (52, 53, 40, 68, 54, 71),
                    lead(*SINGING, late=0.25, grace=0.15, syncopation=0.08),
                    loose=(0.01, 0.05),
                    push=(0.0, 0.06),
                ),
            ),
            (Player((73, 68, 71), lead(*SINGING), 0.3, 0.4, -3.0, loose=FREE),),
            (Player((43, 42), figure("b-------", "b...b...", "b---f---"), 0.6),),
        ),
        drift=(0.015, 0.05),
        rubato=(0.3, 0.8),
        shades=0.3,
    ),
    "baroque": Ensemble(
        (66, 132),
        4,
        HARMONY + HYMNS,
        (
            (
                Player(
                    (42, 70, 43),
                    either(
                        walking(low=36, half=0.1, skip=0.02),
                        figure("b-e-b-e-", "b-t-f-t-", "bebebebe", "b-f-t-f-"),
                        running(0.5, 36, 55, 0.02),
                    ),
                ),
            ),
            (
                Player(
                    (6, 6, 19, 24),
                    figure("x-x-x-x-", "x---x---", "..x-..x-", "01230123", "x-------", voices=4),
                    0.9,
                    level_db=-4.0,
                ),
            ),
            (
                Player(
                    (40, 73, 68, 56, 48, 74),
                    either(running(0.25, rest=0.05), lead(*QUICK, syncopation=0.03, grace=0.1)),
                    loose=FREE,
                ),
            ),
            (Player((40, 68, 48), lead(*QUICK, *SINGING, syncopation=0.03), 0.5, 0.7, loose=FREE),),
        ),
        drift=(0.005, 0.02),
        rubato=(0.05, 0.35),
        shades=0.1,
    ),
    "wind_serenade": Ensemble(
        (62, 140),
        4,
        HARMONY,
        (
            (Player((71, 70, 60, 68), figure("0212", "02120212", ".xxx.xxx", "x.x.x.x.", "x-x-x-x-", low=55)),),
            (Player((68, 73, 71), lead(*SINGING, *QUICK, voices=2, grace=0.08), loose=FREE),),
            (Player((70, 43, 58), figure("b---b---", "b-f-b-f-", "b...f...", "b-b-b-b-"), 0.85),),
            (Player((60,), sustained(low=48, voices=2), 0.4, 0.6, -2.0),),
        ),
        drift=(0.008, 0.03),
        rubato=(0.1, 0.6),
        shades=0.2,
    ),
    "film_score": Ensemble(
        (58, 140),
        4,
        MODAL,
        (
            (Player((48, 0, 46, 45, 8, 12, 44), figure(*OSTINATI, "01230123", "0.2.1.2.", vary=0.05, voices=4)),),
            (Player((49, 50, 89, 91, 48, 92), sustained(swell=0.8), 0.9, level_db=-2.0),),
            (Player((60, 61, 52, 42, 57), lead(*SINGING[:8], low=50, high=70, voices=2), 0.7, 0.6, loose=FREE),),
            (Player((43, 42, 49), figure("b-------", "b---b---", "b--b--b-", "bbbbbbbb", "b.......|......b."), 0.7),),
            (
                Player(
                    (47, 116),
                    figure("b.......", "b..b..b.", "b...b...", "b.bb..b.", "bbb.bbb.", "b.......|........", bass=41),
                    0.4,
                    0.5,
                ),
            ),
        ),
        drift=(0.002, 0.02),
        rubato=(0.0, 0.4),
        shades=0.3,
    ),
}

STYLES = styles(ENSEMBLES)
