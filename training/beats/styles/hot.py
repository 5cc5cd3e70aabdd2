"""Hot jazz and its forebears: two-beat bands, gypsy jazz, ragtime, stride. Tapped in two."""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, either, figure, together
from training.beats.styles.melody import lead
from training.beats.styles.voices import running, walking

BASS = (32, 32, 43, 35)
HEADS = (
    "x-x-x.x-", ".x-xx---", "x--x--x-", "x-xxx-x.", "..x-x-xx", "x---..xx", ".x.x.x--", "x-x-.xx-", "x..x...x",
    "xxxxx-..", "..xxxxxx", "x-------", "x--x----", "...x-x-x", "x--x--x--x--", "x-x--x..x-x.",
)  # fmt: skip

ENSEMBLES = {
    "early jazz": Ensemble(
        (80, 125),
        2,
        ("I I I7 IV IV,iv I,VI7 II7,V7 I", "I VI7 II7 V7", "I I V7 V7 V7 V7 I I", "III7 III7 VI7 VI7 II7 V7 I I"),
        (
            (
                Player((58, 58, 32), figure("b-f- b.f. b-f-|b-t-"), level_db=1.0),
                Player((0, 3), figure("b.f./.x.x v.f./.X.X b-f-/.x.x|.xxx"), level_db=1.0),
            ),
            Player((105, 24, 0), figure("xxxx .x.x xXxX", low=55), 0.85),
            Player((56, 71), lead("x-xxx-x- x--x--x- .x.xx--- x-xx.x-x", syncopation=0.3, grace=0.1)),
            (Player((71, 57, 64), running(0.25), 0.7), Player((57,), lead("x---x--- x------- ..x-x-x-"), 0.7)),
            Player(
                (DRUMS,),
                drums("snare:xoxxxoxx/kick:x...x...", "block:x.xxx.xx", "snare:.x.x/kick:x.x."),
                0.5,
                kits=(32, 48),
                level_db=-3.0,
            ),
        ),
        swing=(0.1, 0.3),
        swing_sixteenths=True,
        double=0.4,
    ),
    "gypsy jazz": Ensemble(
        (95, 122),
        2,
        ("i6 i6 iv6 iv6 V7 V7 i6 V7", "I6 VI7 II7 V7", "i i ii7b5 V7", "I6 I6 II7 II7 ii7 V7 I6 V7"),
        (
            Player((24, 25, 26), figure("dXdX d.D.d.D. d-D.duD. dxDxdxDx", low=48, voices=4)),
            (Player(BASS, figure("b-f- b-b-"), 0.8), Player(BASS, walking(step=0.5), 0.8)),
            (
                Player((24, 25, 26, 40, 71, 21), either(running(0.25, rest=0.1), running(1 / 6, rest=0.15))),
                Player((40, 71, 21), lead(*HEADS, syncopation=0.2, grace=0.2)),
            ),
        ),
        swing=(0.05, 0.25),
        swing_sixteenths=True,
        double=0.3,
    ),
    "ragtime": Ensemble(
        (66, 112),
        2,
        ("I VI7 II7 V7", "I I V7 V7 I I II7,V7 I", "I I7 IV iv I,VI7 II7,V7 I I", "vi III7 vi V7"),
        (
            Player(
                (0, 3, 3, 1),
                together(
                    figure("b.f./.x.x v.v./.X.X bxfx b.t./.x.x bxf- b-f-/.x.x", low=52),
                    lead(
                        "xx-xx-x- .xx-xx-x x-xx-xx- xxxxx-x- x-xx-x-- xx-x-xx- .x-x-xx- x---x---",
                        low=67,
                        high=88,
                        syncopation=0.15,
                        late=0.02,
                        voices=2,
                    ),
                ),
            ),
            Player((58, 32), figure("b-f- b.f."), 0.25),
            Player((71, 56, 40, 105), lead("xx-xx-x- x-xx-xx- x-x-x---", syncopation=0.1), 0.25, 0.7),
        ),
        swing=(0.0, 0.2),
        swing_sixteenths=True,
        rubato=(0.0, 0.2),
        alone=0.5,
        double=0.2,
    ),
    "stride": Ensemble(
        (84, 200),
        4,
        ("I6 VI7 II7 V7", "I6 #ivdim7 ii7 V7", "Imaj7 I7 IVmaj7 iv6 I6 VI7 II7,V7 I6", "i6 V7 i6 V7 iv6 i6 V7 i6"),
        (
            Player(
                (0, 3, 1),
                together(
                    figure("b-x-f-x- b.x.f.x. v-x-v-x- b.x.t.x. b-t-f-a-", low=52, voices=4),
                    either(
                        running(rest=0.2, low=65, high=90),
                        lead(
                            "x-xxx-xx .xx-x-x- xxx-.xx- x--x--x- ..xxxxxx x-----x-",
                            low=65,
                            high=88,
                            syncopation=0.3,
                            late=0.03,
                            voices=2,
                        ),
                    ),
                ),
            ),
            Player((32, 43), walking(), 0.25),
            Player(
                (DRUMS,), drums("snare:x.xxx.xx", "snare 2:x---x---/snare:..x...x."), 0.25, kits=(40,), level_db=-4.0
            ),
        ),
        swing=(0.1, 0.36),
        drift=(0.006, 0.025),
        rubato=(0.0, 0.25),
        alone=0.5,
    ),
}

STYLES = styles(ENSEMBLES)
