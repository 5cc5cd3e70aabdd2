"""Chamber music, orchestras, arias, film scores: strings, winds, brass, timpani, and the breathing of their time."""

from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import either, figure
from training.beats.styles.melody import lead
from training.beats.styles.voices import running, sustained, walking

HARMONY = (
    "I V I V", "I IV V I", "I vi ii V", "I I V V", "I IV I,V I", "I ii6 V7 I", "I V7 I II7 V II7 V V", "i V i V",
    "i iv V i", "i bVI iv V", "i i iv V7", "i bIII bVII i", "i iv bVII bIII bVI iv V V7", "I iii vi IV",
    "I I IV I V7 V7 I I", "i bII V7 i", "I I7 IV iv I,V7 I",
)  # fmt: skip
HYMNS = (
    "I,IV I,V vi,ii V,I", "I,V vi,iii IV,I ii,V", "i,iv V,i bVI,iv V", "I,vi IV,V I,IV V,I", "i,bVII bVI,bIII iv,i V",
)  # fmt: skip
WALTZES = (
    "I I V7 V7 V7 V7 I I", "I I IV IV V7 V7 I I", "i i iv iv V7 V7 i i", "I vi ii V7", "i bVI iv V",
)  # fmt: skip
MODAL = (
    "i i bVI bVI bIII bIII bVII bVII", "i bVI bIII bVII", "I iii vi IV", "Iadd9 Iadd9 vi7 vi7", "i iv i V", "I I I I",
    "i i i i bVI bVI bVI bVI", "I bVI I bIII",
)  # fmt: skip
SINGING = (
    "x---x---", "x-------", "x--xx---", "x-x-x-x-", "x-----x-", "x---x-x-", "x-xxx---", "x--xx-x-", "..x-x-x-",
    "x-x---..", "x----xxxx---....", "x-----xxx---x---", "xx-xx-x---------", "x--xx--xx---....", "x--x--x-----",
    "....x---",
)  # fmt: skip
QUICK = (
    "x-xxx-xx", "xxxxx-x-", "x-x-xxxx", "x-xxxxxx", "x.xxx.x.", "x-x-x-x-", "xxxxxxxxx-x-x---", "x---xxxxx---x-x-",
    "x-..xxxx", "x-x-x---", "xxxxxxxxxxxxxxxx", "x---x-x-xxxxx---",
)  # fmt: skip
WINDS = (68, 71, 73, 60, 70, 69, 40)
BOWED = (48, 49, 40, 41, 42)
FREE = (0.008, 0.035)
"Looseness of players who breathe together."
ALBERTI = (
    "0212021202120212", "02120212", "0212", "012012012012", "0.2.1.2.", "0.12.1.2", "01210121", "02320232",
    "0121.121",
)  # fmt: skip
ARPEGGIOS = (
    "01234321", "0123432101234321", "b-234543", "b.2345..", "b23456543210", "012345678765", "b---2345",
    "b-f-2-3-4-3-2-f-", "b..234..b..234..", "024135", "012210", "b-234-b-234-",
)  # fmt: skip
OSTINATI = (
    "xxxxxxxx", "x.xxx.xx", "xxx.xxx.", "0102010201020102", "b.bbb.bb", "x.x.x.x.", "0.1.2.1.", "x..x..x.",
    "012012012012", "xxxxxxxxxxxxxxxx", "b-0-1-0-",
)  # fmt: skip


def strings(*texts: str, chance: float = 0.9, low: int = 50) -> Player:
    """Return inner strings that play a figure."""
    return Player(
        (48, 49, 45, 41, 42, 44), figure(*texts, low=low, voices=3), chance, level_db=-2.0, loose=(0.006, 0.025)
    )


ENSEMBLES = {
    "string quartet": Ensemble(
        (54, 150),
        4,
        HARMONY,
        (
            strings("xxxxxxxx x.x.x.x. .xxx.xxx 0212 0212021202120212 x-x-x-x- x---x--- ..x-..x-"),
            Player((40,), lead(*SINGING, *QUICK, low=62, high=86, syncopation=0.05, grace=0.06), loose=FREE),
            (
                Player((42,), figure("b---b--- b------- b-b-b-b- b---f--- b-t-f-e- b.......")),
                Player((42,), walking(low=36)),
            ),
            Player((41, 40), lead(*SINGING, low=52, high=70, syncopation=0.1), 0.6, 0.7, -2.0, loose=FREE),
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
            (strings(*OSTINATI, "x---x--- ..xx..xx .xxx.xxx"), strings(*ALBERTI, *ARPEGGIOS)),
            Player((43, 42, 48, 58, 70), figure("b---b--- b------- b.b.b.b. b---f--- b--bb---"), 0.9),
            (
                Player(WINDS, lead(*SINGING, *QUICK, voices=2, syncopation=0.04), 0.9, 0.7, loose=FREE),
                Player(BOWED, lead(*SINGING, voices=3, low=64, high=88)),
            ),
            Player(
                (61, 60, 56, 57),
                either(sustained(low=52), figure("x---x--- x-.xx-x- ....x.x. x-------", low=55, voices=4)),
                0.5,
                0.5,
            ),
            Player((47,), figure("b....... b.b.b.b. b...f... bbbbbbbb b.......|........", bass=41), 0.4, 0.5, -2.0),
            Player((46, 14, 9, 8), figure("01234567 0...2... 0.2.4.2."), 0.3, 0.4, -4.0),
        ),
        drift=(0.01, 0.04),
        rubato=(0.1, 0.8),
        shades=0.35,
    ),
    "viennese waltz": Ensemble(
        (112, 200),
        3,
        WALTZES,
        (
            Player((48, 48, 0, 21, 45), figure("b-.x.x b-x-x- b.x.x. b---x- b-xxx-"), push=(-0.01, 0.02)),
            Player((40, 48, 71, 73), lead("x----- x---x- x-x-x- ..x-x- xxxxxx ----x-", voices=3), loose=FREE),
            Player((60, 57, 61), either(figure("..x.x. ..x-x- x-----"), sustained()), 0.5, 0.6, -3.0),
            Player((43, 42, 58), figure("b-.... b---.. b-----"), 0.6),
        ),
        drift=(0.01, 0.04),
        rubato=(0.1, 0.6),
        shades=0.2,
        alone=0.1,
    ),
    "aria": Ensemble(
        (50, 100),
        4,
        HARMONY,
        (
            Player(
                (48, 0, 45, 46),
                figure("b.xxb.xx .xxx.xxx b-x-x-x- b23423423423 x.x.x.x. 01210121 xxxxxxxxxxxx", ring=0.2),
            ),
            Player(
                (52, 53, 40, 68, 54, 71),
                lead(*SINGING, late=0.25, grace=0.15, syncopation=0.08),
                loose=(0.01, 0.05),
                push=(0.0, 0.06),
            ),
            Player((73, 68, 71), lead(*SINGING), 0.3, 0.4, -3.0, loose=FREE),
            Player((43, 42), figure("b------- b...b... b---f---"), 0.6),
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
            Player(
                (42, 70, 43),
                either(
                    walking(low=36, half=0.1, skip=0.02),
                    figure("b-e-b-e- b-t-f-t- bebebebe b-f-t-f-"),
                    running(0.5, 36, 55, 0.02),
                ),
            ),
            Player(
                (6, 6, 19, 24), figure("x-x-x-x- x---x--- ..x-..x- 01230123 x-------", voices=4), 0.9, level_db=-4.0
            ),
            Player(
                (40, 73, 68, 56, 48, 74),
                either(running(0.25, rest=0.05), lead(*QUICK, syncopation=0.03, grace=0.1)),
                loose=FREE,
            ),
            Player((40, 68, 48), lead(*QUICK, *SINGING, syncopation=0.03), 0.5, 0.7, loose=FREE),
        ),
        drift=(0.005, 0.02),
        rubato=(0.05, 0.35),
        shades=0.1,
    ),
    "wind serenade": Ensemble(
        (62, 140),
        4,
        HARMONY,
        (
            Player((71, 70, 60, 68), figure("0212 02120212 .xxx.xxx x.x.x.x. x-x-x-x-", low=55)),
            Player((68, 73, 71), lead(*SINGING, *QUICK, voices=2, grace=0.08), loose=FREE),
            Player((70, 43, 58), figure("b---b--- b-f-b-f- b...f... b-b-b-b-"), 0.85),
            Player((60,), sustained(low=48, voices=2), 0.4, 0.6, -2.0),
        ),
        drift=(0.008, 0.03),
        rubato=(0.1, 0.6),
        shades=0.2,
    ),
    "film score": Ensemble(
        (58, 140),
        4,
        MODAL,
        (
            Player((48, 0, 46, 45, 8, 12, 44), figure(*OSTINATI, "01230123 0.2.1.2.", vary=0.05, voices=4)),
            Player((49, 50, 89, 91, 48, 92), sustained(swell=0.8), 0.9, level_db=-2.0),
            Player((60, 61, 52, 42, 57), lead(*SINGING[:8], low=50, high=70, voices=2), 0.7, 0.6, loose=FREE),
            Player((43, 42, 49), figure("b------- b---b--- b--b--b- bbbbbbbb b.......|......b."), 0.7),
            Player(
                (47, 116), figure("b....... b..b..b. b...b... b.bb..b. bbb.bbb. b.......|........", bass=41), 0.4, 0.5
            ),
        ),
        drift=(0.002, 0.02),
        rubato=(0.0, 0.4),
        shades=0.3,
    ),
}

STYLES = styles(ENSEMBLES)
