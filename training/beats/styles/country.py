"""Country: the train beat, two-beat bass and boom-chick, waltzes, honky-tonk piano, bluegrass.

Rules: what is in two is written in two, a beat for each note of the bass.
"""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, either, figure, together
from training.beats.styles.melody import lead
from training.beats.styles.voices import running, sustained

COUNTRY = (
    "I I IV IV V V I I", "I V V I I IV V I", "I I7 IV I I V I I", "I IV I V", "vi IV I V", "I II7 V I",
    "I I V V V V I I",
)  # fmt: skip
FOLK = (
    "I V vi IV", "I IV I V", "I I IV I", "i bVII bVI V", "I bVII IV I", "i i bVII i", "I iii IV V", "vi V IV I",
    "i bIII bVII iv", "Iadd9 Iadd9 IVmaj7 V", "I IV,V I,V I", "ii IV I V",
)  # fmt: skip
REELS = (
    "I I IV V I I IV,V I", "i bVII i bVII", "I V I IV,V", "i i bVII bVII i i bVII i", "I IV V I", "I,IV I,V I,IV V,I",
)  # fmt: skip
SUNG = (
    "x-x-x---", "..x-x-x-", "x---....", ".xxx-x--", "x--x--x-", "....x-xx", "x-xx--..", "x-------", "xxxxx---",
    "..xxx-x-", "x-x-x-x-x-------", "..x--x--x-x-----", "...x-xx-x---....", "x.xxx-x-x---....", "x-----x-x-------",
)  # fmt: skip
ROLLS = (
    "02413241", "04213420", "24132413", "20412041", "b241f241", "42042042", "b2d.f2du", "3142b142", "024.024.",
)  # fmt: skip
SINGER = (0.01, 0.04)
LATE = (0.0, 0.05)
SINGERS = (52, 53, 54, 65, 73, 40, 22)
STEEL = (25, 25, 24, 26, 27)
KITS = (40, 32, 0, 8)


def voice(*rhythms: str, chance: float = 0.85, **manner: float) -> Player:
    """Return a singer, or an instrument that sings."""
    line = lead(*rhythms, late=0.15, grace=manner.get("grace", 0.12), syncopation=0.2, low=58, high=78)
    return Player(SINGERS, line, chance, 0.75, loose=SINGER, push=LATE)


ENSEMBLES = {
    "train beat": Ensemble(
        (88, 125),
        2,
        COUNTRY,
        (
            Player(STEEL, figure("b-d-f-d- b.D.f.D. b-dufudu bdudfdud", low=50, voices=4)),
            Player((32, 33, 34), figure("b-f- b-f-|b-fa b.f."), 0.85),
            Player(
                (DRUMS,),
                drums("snare:ooXoooXo/kick:x...x...", "snare:oxoxoxox", "snare:ooxxooxx/kick:x.x."),
                0.6,
                kits=(40, 40, 0),
            ),
            (
                Player((27, 25, 110, 22, 26), lead(*SUNG, grace=0.2), 0.7, 0.6),
                Player((27, 105), running(0.25, rest=0.2), 0.5, 0.5),
            ),
            voice(*SUNG),
        ),
        scales=("major", "mixolydian", "pentatonic"),
        double=0.3,
    ),
    "two beat": Ensemble(
        (62, 118),
        2,
        COUNTRY,
        (
            (
                Player(STEEL, figure("b-d-f-d- b---d---|f---d-du b.D.f.D. .d.d", low=50, voices=4)),
                Player((0, 3), figure("b-f-/.x.x b-f-/..x...xx b-f-/.23..23.")),
            ),
            Player((32, 33), figure("b-f- b---|f--- b-fa"), 0.85),
            (
                Player((25, 50, 40, 110, 49), sustained(low=60, voices=2, swell=0.4), 0.5, 0.7, -3.0),
                Player((3, 0), running(0.25, rest=0.4), 0.5, 0.6),
            ),
            Player(
                (DRUMS,),
                drums("rim:..x...x./hat:xxxx/kick:x...x...", "snare:..o...o./hat:x.x."),
                0.4,
                kits=KITS,
                level_db=-3,
            ),
            voice(*SUNG),
        ),
        swing=(0.0, 0.2),
        swing_sixteenths=True,
        double=0.6,
    ),
    "country waltz": Ensemble(
        (84, 150),
        3,
        COUNTRY[:4] + FOLK[:4],
        (
            Player((*STEEL, 0), figure("b-d-d- b-d-du b-dudu b-2-3- b-x--- b-----", low=50, voices=4)),
            Player((32, 33), figure("b----- b---f- b-f-f-"), 0.6),
            (
                Player(
                    (110, 25, 21, 22, 40), lead("x---x- x-x-x- x----- x--xx- ..x-x-", grace=0.2), 0.6, 0.6, loose=SINGER
                ),
                Player((49, 50), sustained(swell=0.4), 0.5),
            ),
            Player((DRUMS,), drums("rim:..x.x./kick:x.....", "snare:..o.o./hat:x.x.x."), 0.3, kits=KITS, level_db=-3),
            voice("x---x- x-x-x- x----- ....xx ..x-x- xx-x--"),
        ),
        rubato=(0.0, 0.25),
        drift=(0.005, 0.02),
        alone=0.1,
    ),
    "bluegrass": Ensemble(
        (90, 132),
        2,
        COUNTRY + REELS,
        (
            (
                Player((105, 105, 25), figure(*ROLLS, low=55, voices=4, ring=0.2, vary=0.4)),
                Player(STEEL, figure("b-d-f-d- bfdufbdu b.D.f.D.", low=50)),
            ),
            Player((32, 43), figure("b-f- b-f-|b-fa b.f."), 0.8),
            Player((25, 24), figure(".x.x .X.X ..X...X. .xxx", low=60, voices=4), 0.75, level_db=-2.0),
            Player((110, 40, 25, 105), either(running(0.25, rest=0.08), lead(*SUNG, grace=0.2)), 0.8, 0.7),
            Player((52, 53), lead(*SUNG, voices=3, late=0.08), 0.4, 0.6, loose=SINGER),
        ),
        scales=("major", "mixolydian", "pentatonic"),
        drift=(0.004, 0.02),
        alone=0.12,
        double=0.15,
    ),
    "honky tonk piano": Ensemble(
        (92, 176),
        4,
        COUNTRY,
        (
            Player(
                (3, 0, 1),
                together(
                    figure("b-x-f-x- b.x.f.x. b-xxf-xx bxfxbxfx", low=50),
                    lead("..xxx-x- x-xxx-.. .xx-xx-x x-x-x-x- ........", low=65, high=86, voices=2, grace=0.2),
                ),
            ),
            Player((32, 33), figure("b---f--- b-b-f-f-"), 0.5),
            Player((25, 27), figure("..d...d. d-d-d-d-", low=50), 0.3),
            Player((DRUMS,), drums("rim:..x...x./hat:x.x.x.x.", "snare:xoxoxoxo"), 0.35, kits=KITS, level_db=-3.0),
            voice(*SUNG, chance=0.6),
        ),
        swing=(0.0, 0.34),
        alone=0.2,
    ),
}

STYLES = styles(ENSEMBLES)
