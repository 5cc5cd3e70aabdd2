"""Composed music for one keyboard, a few voices or one instrument: sonatas, nocturnes, fugues, chorales, suites.

Rules: the pulse is in what moves (a figure, a bass, an inner voice) and in the harmony, which changes on bars. Rubato
and drift are wide, syncopation is rare.
"""

from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import either, figure, together
from training.beats.styles.melody import lead
from training.beats.styles.voices import imitation, running, walking

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
THREES = (
    "x---x-", "x-x-x-", "x-----", "x--xx-", "xxxxxx", "..x-x-", "x-xxx-", "x-xxxx", "x-x---", "x---..", "x-..xx",
)  # fmt: skip
QUICK = (
    "x-xxx-xx", "xxxxx-x-", "x-x-xxxx", "x-xxxxxx", "x.xxx.x.", "x-x-x-x-", "xxxxxxxxx-x-x---", "x---xxxxx---x-x-",
    "x-..xxxx", "x-x-x---", "xxxxxxxxxxxxxxxx", "x---x-x-xxxxx---",
)  # fmt: skip
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
PIANO_HANDS = (
    together(
        figure(*ALBERTI, low=48, voices=4),
        lead(*SINGING, *QUICK, low=67, high=88, syncopation=0.02, grace=0.08, late=0.02),
    ),
    together(
        figure(*ARPEGGIOS, low=45, voices=4, ring=0.6), lead(*SINGING, low=67, high=88, syncopation=0.02, late=0.05)
    ),
    together(figure("x.x.x.x. b.xxb.xx .xxx.xxx xxxxxxxx b-x-b-x-", low=50), lead(*SINGING, *QUICK, syncopation=0.05)),
    together(running(0.25, low=64, high=90, rest=0.05), figure("b---x--- b-x-b-x- v------- b---b---")),
    together(figure("x---x--- x-x-x-x- v---x---", low=55, voices=4), lead(*SINGING, low=70, high=86, syncopation=0.0)),
)

ENSEMBLES = {
    "piano sonata": Ensemble(
        (60, 152),
        4,
        HARMONY,
        (Player((0, 0, 0, 6, 1), either(*PIANO_HANDS), loose=(0.003, 0.012)),),
        drift=(0.005, 0.03),
        rubato=(0.05, 0.6),
        shades=0.25,
    ),
    "nocturne": Ensemble(
        (50, 92),
        4,
        HARMONY + MODAL,
        (
            Player(
                (0, 0, 1, 46),
                together(
                    figure(*ARPEGGIOS, low=43, voices=4, ring=1.2, vary=0.1),
                    lead(*SINGING, "x-----xxxxx---..", low=66, high=90, late=0.12, grace=0.1),
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
            Player(
                (0, 0, 6, 24, 46, 19),
                either(
                    figure(
                        "0123234534564565 0213243524354657 b123b123b123b123 012345678765 0121232343454565",
                        low=48,
                        voices=4,
                        vary=0.2,
                    ),
                    running(0.25, rest=0.01, low=60, high=88),
                    together(running(0.25, rest=0.02), figure("b------- b---b---")),
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
            Player((42, 32, 70, 43), walking(low=36, half=0.3), 0.4),
        ),
        drift=(0.005, 0.02),
        rubato=(0.05, 0.35),
    ),
    "chorale": Ensemble(
        (56, 96),
        4,
        HYMNS,
        (
            Player(
                (52, 19, 48, 61, 20, 0, 60),
                together(
                    figure("x-x-x-x- x-x-x--- x---x-x- x-x-x-xx x---x---", low=55, voices=4, vary=0.4),
                    figure("b-b-b-b- b-f-b-f- b---b---"),
                ),
                loose=(0.006, 0.03),
            ),
            Player(
                (52, 53, 68),
                lead("x-x-x-x- x-x-x--- x-xxx---", syncopation=0.0, phrases=("abac", "ab")),
                0.4,
                loose=FREE,
            ),
        ),
        drift=(0.01, 0.03),
        rubato=(0.2, 0.8),
        shades=0.2,
    ),
    "minuet": Ensemble(
        (90, 152),
        3,
        (*WALTZES, "I IV V I", "I V I V", "i iv V i"),
        (
            Player(
                (6, 0, 48, 24, 46),
                together(
                    figure("b-x-x- b---x- b-b-b- b-t-f- x-x-x- 012121 b.x.x."),
                    lead(*THREES, low=65, high=86, syncopation=0.0, grace=0.1, late=0.02),
                ),
            ),
            Player((40, 73, 68, 74), lead(*THREES, syncopation=0.02, grace=0.1), 0.5, 0.7, loose=FREE),
            Player((42, 43, 70), figure("b----- b---b- b-b-b-"), 0.5),
        ),
        drift=(0.006, 0.025),
        rubato=(0.05, 0.5),
        shades=0.15,
        alone=0.3,
    ),
    "romantic waltz": Ensemble(
        (72, 150),
        3,
        WALTZES + MODAL[:4],
        (
            Player(
                (0, 0, 0, 24),
                together(
                    figure("b-x-x- b-x-.. v-x-x- b-2345 b.x.x.", ring=0.5),
                    lead(*THREES, "x--x-- xxxxxxxxxxxx", low=66, high=92, late=0.1, grace=0.1),
                ),
            ),
        ),
        drift=(0.015, 0.05),
        rubato=(0.3, 0.8),
        shades=0.25,
    ),
    "solo suite": Ensemble(
        (54, 116),
        4,
        HARMONY,
        (
            Player(
                (42, 40, 73, 41, 71, 68, 74),
                either(
                    running(0.25, low=50, high=76, rest=0.02),
                    figure(
                        "0123210121012101 0213243121324321 0-2-4-3- b-02b-02 0123012301230123 b023b023b023b023",
                        low=50,
                        voices=4,
                        vary=0.3,
                    ),
                    lead(*SINGING, *QUICK, low=50, high=76, syncopation=0.0, grace=0.1),
                ),
                loose=(0.005, 0.03),
            ),
        ),
        drift=(0.015, 0.05),
        rubato=(0.2, 0.8),
        shades=0.25,
    ),
}

STYLES = styles(ENSEMBLES)
