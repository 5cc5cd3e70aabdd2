"""What each shipped profile sends, byte by byte, against what its target's documentation gives."""

import pytest

from soundscape_live.io.files.library import Kind, Library
from soundscape_live.io.osc.writing import Writer
from soundscape_live.lights.rules import Transport, Wishes, part
from soundscape_live.lights.section import Section
from soundscape_live.model import Cue

LIBRARY = Library.standard({})
BEAT, BAR, PHRASE, DROP = Cue(1.0, "beat", 1), Cue(1.0, "bar", 1), Cue(1.0, "phrase", 1), Cue(1.0, "drop", 0.9)
FULL, BPM = Cue(1.0, "energy", 1.0), Cue(1.0, "bpm", 128.0)
DARK = Cue(1.0, "blackout", 1)

F1, F0 = b"\x3f\x80\x00\x00", b"\x00\x00\x00\x00"
"1.0 and 0.0."
I1, I0 = b"\x00\x00\x00\x01", b"\x00\x00\x00\x00"
F100 = b"\x42\xc8\x00\x00"


def sent(name: str, *cues: Cue, wishes: Wishes | None = None) -> list[bytes]:
    """Return the packets, up to a second after the cues."""
    wishes = wishes or Wishes()
    profile = LIBRARY.profile(name)
    section = Section(part(profile, wishes, 3.0))
    writer = Writer(wishes.transport or profile.transport, bundles=profile.bundles)
    packets: list[bytes] = []
    for cue in cues:
        section.take(cue)
    for at in (cues[0].at, cues[0].at + 1.0):
        packets += writer.packets(section.advance(at), section.bpm)[0]
    return packets


CASES: list[tuple[str, list[Cue], list[bytes]]] = [
    # docs.qlcplus.org: a float of 0 to 1 becomes 0 to 255; above 0 presses a button, 0 lets it go.
    ("qlcplus", [BEAT], [b"/soundscape/beat\0\0\0\0,f\0\0" + F1, b"/soundscape/beat\0\0\0\0,f\0\0" + F0]),
    ("qlcplus", [FULL], [b"/soundscape/energy\0\0,f\0\0" + F1]),
    # help.malighting.com: /Page1/Key201 with 1 and 0, /Page1/Fader201 with 0 to 100, /cmd with a line.
    ("grandma3", [BEAT], [b"/Page1/Key201\0\0\0,i\0\0" + I1, b"/Page1/Key201\0\0\0,i\0\0" + I0]),
    ("grandma3", [FULL], [b"/Page1/Fader204\0,f\0\0" + F100]),
    ("grandma3", [BPM], [b"/cmd\0\0\0\0,s\0\0Master 3.1 At BPM 128\0\0\0"]),
    # ETC: OSC 1.0 over TCP, each packet after its length; /eos/macro/N/fire, /eos/sub/N from 0 to 1.
    ("eos", [BEAT], [b"\0\0\0\x18/eos/macro/1/fire\0\0\0,\0\0\0"]),
    ("eos", [FULL], [b"\0\0\0\x14/eos/sub/1\0\0,f\0\0" + F1]),
    # docs.chamsys.co.uk: /pb/N with a float of 0 to 1, /pb/N/flash with 1 and 0, /pb/N/go.
    ("magicq", [BEAT], [b"/pb/1/flash\0,i\0\0" + I1, b"/pb/1/flash\0,i\0\0" + I0]),
    ("magicq", [BAR], [b"/pb/2/go\0\0\0\0,\0\0\0"]),
    ("magicq", [FULL], [b"/pb/4\0\0\0,f\0\0" + F1]),
    # etcconnect.com, Hog 4: /hog/hardware/go/N with 1 and 0; /hog/playback/go/0 with a list.
    ("hog4", [BEAT], [b"/hog/hardware/go/1\0\0,i\0\0" + I1, b"/hog/hardware/go/1\0\0,i\0\0" + I0]),
    ("hog4", [BAR], [b"/hog/playback/go/0\0\0,i\0\0" + I1]),
    # resolume.com: whole numbers for triggers, 1 and then 0; floats for parameters.
    (
        "resolume",
        [BEAT],
        [
            b"/composition/tempocontroller/tempotap\0\0\0,i\0\0" + I1,
            b"/composition/tempocontroller/tempotap\0\0\0,i\0\0" + I0,
        ],
    ),
    (
        "resolume",
        [BAR],
        [
            b"/composition/layers/1/clips/1/connect\0\0\0,i\0\0" + I1,
            b"/composition/layers/1/clips/1/connect\0\0\0,i\0\0" + I0,
        ],
    ),
    ("resolume", [DARK], [b"/composition/master\0,f\0\0" + F0, b"/composition/layers/1/video/opacity\0,f\0\0" + F0]),
    # docs.derivative.ca: one float for each address; a bundle of all that is told at one moment.
    (
        "touchdesigner",
        [BEAT, BAR],
        [
            b"#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\x1c/soundscape/beat\0\0\0\0,f\0\0"
            + F1
            + b"\0\0\0\x18/soundscape/bar\0,f\0\0"
            + F1,
            b"#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\x1c/soundscape/beat\0\0\0\0,f\0\0"
            + F0
            + b"\0\0\0\x18/soundscape/bar\0,f\0\0"
            + F0,
        ],
    ),
    # companion, osc-control.md: /custom-variable/NAME/value, /location/PAGE/ROW/COLUMN/press.
    ("companion", [Cue(1.0, "scene", "calm")], [b"/custom-variable/soundscape_scene/value\0,s\0\0calm\0\0\0\0"]),
    ("companion", [DROP], [b"/location/1/0/0/press\0\0\0,\0\0\0"]),
    # AbletonOSC, README: /live/song/set/tempo with a float, /live/scene/fire with a whole number.
    ("ableton", [BPM], [b"/live/song/set/tempo\0\0\0\0,f\0\0\x43\0\0\0"]),
    ("ableton", [DROP], [b"/live/scene/fire\0\0\0\0,i\0\0" + I0]),
    # os2l.org: JSON objects, one after another.
    (
        "os2l",
        [BPM, Cue(1.0, "beat", 1, 7)],
        [b'{"evt":"beat","change":false,"pos":7,"bpm":128.0,"strength":1.0}'],
    ),
    ("os2l", [FULL], [b'{"evt":"cmd","id":1,"param":100.0}']),
    (
        "os2l",
        [DROP],
        [
            b'{"evt":"btn","name":"soundscape drop","state":"on"}',
            b'{"evt":"btn","name":"soundscape drop","state":"off"}',
        ],
    ),
    # Our own.
    ("generic", [BEAT], [b"/soundscape/beat\0\0\0\0,i\0\0" + I1, b"/soundscape/beat\0\0\0\0,i\0\0" + I0]),
    # docs/several-machines.md
    ("follower", [Cue(1.0, "scene", "calm")], [b"/soundscape/leader/scene\0\0\0\0,s\0\0calm\0\0\0\0"]),
    ("follower", [Cue(1.0, "beat/position", 1.0)], [b"/soundscape/leader/beat/position\0\0\0\0,f\0\0" + F1]),
    ("generic", [PHRASE], [b"/soundscape/phrase\0\0,i\0\0" + I1, b"/soundscape/phrase\0\0,i\0\0" + I0]),
    ("generic", [Cue(1.0, "state", "live")], [b"/soundscape/state\0\0\0,s\0\0live\0\0\0\0"]),
]


@pytest.mark.parametrize(("name", "cues", "packets"), CASES, ids=[f"{name}-{cues[-1].name}" for name, cues, _ in CASES])
def test_a_profiles_messages_are_the_bytes_that_its_targets_documentation_gives(
    name: str, cues: list[Cue], packets: list[bytes]
) -> None:
    assert sent(name, *cues) == packets


def test_every_shipped_profile_is_compared() -> None:
    assert {name for name, _, _ in CASES} == set(LIBRARY.names(Kind.TARGETS))


def test_eos_takes_slip_where_its_setting_says_so() -> None:
    [packet] = sent("eos", FULL, wishes=Wishes(transport=Transport.SLIP))
    assert packet == b"\xc0/eos/sub/1\0\0,f\0\0" + F1 + b"\xc0"


def test_what_no_datagram_holds_goes_in_several_bundles() -> None:
    names = [f"chroma/{place}" for place in range(12)] + ["energy", "beat/phase", "band/low", "band/sub", "band/mid"]
    cues = [Cue(1.0, name, 0.5) for name in names]
    cues += [Cue(1.0, name, 0.5) for name in ("pitch/confidence", "bpm/confidence", "band/high", "band/air")]
    strikes = [
        Cue(1.0, name, 1) for name in ("beat", "bar", "phrase", "onset", "drop", "build", "breakdown", "section")
    ]
    numbers = [Cue(1.0, name, 1.0) for name in ("bpm", "loudness", "loudness/short", "pitch", "silence", "blackout")]
    first, *others = sent("touchdesigner", *cues, *strikes, *numbers)
    assert first.startswith(b"#bundle\0")
    assert len(first) <= 1400
    assert all(other.startswith(b"#bundle\0") for other in others)
