"""Folk: fingerpicked and strummed guitars, reels in two, jigs (a beat is a dotted quarter); hand drums at most."""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, either, figure
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
STRUMS = (
    "d-d-d-d-", "d-dud-du", "d-du-udu", "d--ud-du", "D-duD-du", "d---d-d-", "d-D-d-Du", "d-----du", "d-ud-ud-",
    "dudududu", "d-dud-dud-dududu", "d---d-dud-dud-du", "b---d-du", "b-d-f-du", "..d-..du", "d-d-dud-|d-du-udu",
)  # fmt: skip
PICKS = (
    "b-f-b-f-/..3.2.34", "b-f-b-f-/.2.3.2.3", "bf23bf23", "b2324232", "b-2-3-2-4-2-3-2-", "b-f-b-f-/4.2.3.2.",
    "b.2.f.3.b.2.f.3./....4.....4.5...", "b-3-2-3-", "b-f-b-f-/5..3.2.4", "b23432b2", "b---f---/..2345..",
    "b2f3b2f3/4...5...",
)  # fmt: skip
SINGER = (0.01, 0.04)
LATE = (0.0, 0.05)
SINGERS = (52, 53, 54, 65, 73, 40, 22)
KITS = (40, 32, 0, 8)


def voice(*rhythms: str, chance: float = 0.85, **manner: float) -> Player:
    """Return a singer, or an instrument that sings."""
    line = lead(*rhythms, late=0.15, grace=manner.get("grace", 0.12), syncopation=0.2, low=58, high=78)
    return Player(SINGERS, line, chance, 0.75, loose=SINGER, push=LATE)


ENSEMBLES = {
    "fingerpicked": Ensemble(
        (62, 138),
        4,
        FOLK,
        (
            Player((24, 25, 25, 15, 46), figure(*PICKS, low=52, voices=4, ring=1.0, vary=0.25), loose=(0.004, 0.018)),
            voice(*SUNG),
            (
                Player((40, 42, 73, 110, 22, 11), lead(*SUNG), 0.4, 0.5, -2.0, loose=SINGER),
                Player((42, 48), sustained(swell=0.4), 0.4, 0.6, -4.0),
            ),
            Player((32, 33), figure("b---f--- b------- b--b----"), 0.25),
            Player(
                (DRUMS,),
                drums("shaker:xoxoxoxo", "snare:..o...o./kick:x...x...", "tambourine:..x...x."),
                0.2,
                kits=KITS,
                level_db=-5,
            ),
        ),
        drift=(0.005, 0.025),
        rubato=(0.0, 0.35),
        swing=(0.0, 0.08),
        shades=0.15,
        alone=0.35,
    ),
    "strummed": Ensemble(
        (66, 168),
        4,
        FOLK + COUNTRY,
        (
            Player((25, 25, 24, 105), figure(*STRUMS, low=48, voices=5, vary=0.2), loose=(0.004, 0.015)),
            voice(*SUNG),
            Player((32, 33), figure("b---f--- b------- b--bf--- b-b-b-b-"), 0.4),
            Player((22, 21, 40, 73, 0), lead(*SUNG, grace=0.1), 0.35, 0.5, loose=SINGER),
            Player(
                (DRUMS,),
                drums(
                    "tambourine:..x...x.",
                    "shaker:xoxoxoxo",
                    "clap:..x...x.",
                    "kick:x...x.../rim:..x...x.",
                    "kick:x.x.x.x.",
                ),
                0.35,
                kits=KITS,
                level_db=-4,
            ),
        ),
        swing=(0.0, 0.15),
        drift=(0.004, 0.02),
        rubato=(0.0, 0.2),
        alone=0.15,
    ),
    "reel": Ensemble(
        (88, 124),
        2,
        REELS,
        (
            Player(
                (110, 40, 73, 72, 21, 105, 75, 109),
                either(
                    running(0.25, rest=0.01, low=62, high=86),
                    lead("xxxxxxxx x-xxx-xx xxx-xxxx x-xxxxx-", low=62, high=86, grace=0.2, syncopation=0.0),
                ),
            ),
            (
                Player((24, 25), figure("d-udd-ud d-d-d-d- dudududu d..ud..u", low=48, voices=4), 0.7),
                Player((21, 23, 20), figure(".x.x x-x- b-f-/.x.x"), 0.6),
            ),
            Player(
                (DRUMS,), drums("low conga:xoxxxoxo", "low bongo:xooxxoox", "tambourine:..x...x."), 0.35, level_db=-3
            ),
            Player((110, 73, 109), either(sustained(low=50, voices=2), lead("x---x--- x-x-x-x-")), 0.4, 0.5, -3.0),
        ),
        scales=("major", "dorian", "mixolydian"),
        swing=(0.0, 0.2),
        swing_sixteenths=True,
        alone=0.25,
        double=0.15,
    ),
    "jig": Ensemble(
        (90, 138),
        2,
        REELS,
        (
            Player(
                (110, 40, 73, 72, 21, 75, 109, 15),
                lead(
                    "xxxxxx x-xxxx xxxx-x x-xx-x x--xxx xxxx--",
                    low=62,
                    high=86,
                    grace=0.2,
                    syncopation=0.0,
                    phrases=("abac", "aabc", "abab", "aaab", "abcd"),
                ),
            ),
            (
                Player((24, 25), figure("d-ud-u d-xd-x dudDud d--d--", low=48, voices=4), 0.7),
                Player((21, 20, 0), figure("b-xf-x b..f../..x..x"), 0.6),
            ),
            Player((DRUMS,), drums("low conga:xooxoo", "low bongo:xoxxox", "tambourine:x.xx.x"), 0.35, level_db=-3),
            Player((48, 109, 40), sustained(low=50, voices=2), 0.3, 0.6, -4.0),
        ),
        scales=("major", "dorian", "mixolydian"),
        alone=0.25,
    ),
}

STYLES = styles(ENSEMBLES)
