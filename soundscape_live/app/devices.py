"""What a show opens: sound, hands, lights, generator, page. Each is a task with a name; none knows another."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from soundscape_live.app.generators import Ends, Generators
from soundscape_live.app.lights import Lights
from soundscape_live.app.surfaces import Controllers
from soundscape_live.io.audio import AudioSource, AudioWish, open_source
from soundscape_live.io.files.addresses import OFF
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.link import LinkPeer, LinkWish
from soundscape_live.io.midi import ClockWish, MidiClockOut, MidiInputs, MidiOutputs, MidiWish
from soundscape_live.io.osc import (
    LOCAL_NETWORKS,
    OSC,
    OSCQUERY,
    Ableton,
    Advertisement,
    Following,
    LiveWish,
    OscFeedback,
    OscInput,
    OscOutput,
    Service,
)
from soundscape_live.io.osc.packet import message
from soundscape_live.mapping.builtin import BUILTIN, loras, screens
from soundscape_live.model import (
    AudioBlock,
    AudioState,
    ClockMessage,
    Control,
    Feedback,
    Notice,
    PeerReport,
    Status,
    TempoReport,
)
from soundscape_live.tempo.pulse import Pulse
from soundscape_live.web import OscQuery, Page, Pictures, Reach


@dataclass(frozen=True, slots=True)
class Inlets:
    """Where the devices bring what they hear and feel, and what the page shows."""

    sound: Callable[[AudioBlock | AudioState], None]
    control: Callable[[Control], None]
    midi: Callable[[Control | ClockMessage], None]
    report: Callable[[PeerReport], None]
    say: Callable[[Notice], None]
    sent: Callable[[str, int, float], None]
    "Snapshot `seq` of the generator of that name was handed to the transport at that time."
    status: Callable[[], Status]
    plugged: Callable[[str, bool, str], None]
    "A controller or an OSC client (as Control.source) came or went; in words for the operator."
    tempo: Callable[[TempoReport], None]
    wanted: Callable[[str], None]
    "A controller has just been set up, or a client has subscribed: all that it should show is to be sent."


@dataclass(frozen=True, slots=True)
class Devices:
    """Everything that is open during a show."""

    audio: AudioSource
    midi: MidiInputs
    leds: MidiOutputs
    clock: MidiClockOut
    osc: OscInput | None
    feedback: OscFeedback
    oscquery: OscQuery | None
    lights: OscOutput
    generators: Generators
    page: Page | None
    advertisement: Advertisement | None
    link: LinkPeer | None
    live: Ableton | None
    following: Following | None

    async def open(self) -> None:
        """Open what must be had or the show does not begin: the ports of OSC and page. Raises OscError, PageError."""
        if self.osc is not None:
            await self.osc.open()
        if self.page is not None:
            await self.page.open()

    def adopt(self, found: Controllers) -> None:
        """Read and light the controllers that the show's files name now."""
        self.midi.declare(found.codings)
        self.leds.light(found.surfaces)

    def pulse(self, pulse: Pulse | None) -> None:
        """Let the clocks that go out run as our beat does now."""
        self.clock.follow(pulse)
        if self.link is not None:
            self.link.follow(pulse)

    def show(self, item: Feedback) -> None:
        """Tell controllers and OSC clients what a control should show."""
        self.leds.send(item)
        self.feedback.feedback(item)
        if self.oscquery is not None:
            self.oscquery.feedback(item)

    def tasks(self, inlets: Inlets) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        """Name what has to run, the sound first."""
        rows: list[tuple[str, Callable[[], Awaitable[None]]]] = [
            ("sound", partial(self.audio.run, inlets.sound)),
            ("MIDI", self.midi.run),
            ("MIDI out", self.leds.run),
            ("MIDI clock out", self.clock.run),
            ("OSC out", self.lights.run),
            ("OSC feedback", self.feedback.run),
        ]
        rows += [
            (name, device.run)
            for name, device in (
                ("OSC in", self.osc),
                ("OSCQuery", self.oscquery),
                ("zeroconf", self.advertisement),
                ("page", self.page),
                ("Link", self.link),
                ("Ableton Live", self.live),
                ("leader", self.following),
            )
            if device is not None
        ]
        return [*rows, *self.generators.tasks()]


def open_devices(show: ShowFile, inlets: Inlets, found: Controllers, kept: Path | None, lights: Lights) -> Devices:
    """Make the devices of a show; nothing is listened to yet. `found` is what its files say of its controllers.

    `kept` is the folder for what outlives a show, `lights` are who gets the cues. Raises AudioError, OscError,
    FileError: what was asked for cannot be had, and what to do.
    """
    generators = Generators(show, Ends(inlets.report, inlets.say, inlets.sent), kept, stamp=show.probe)
    own = (show.osc_in.host, show.osc_in.port) if show.osc_in else None
    feedback = OscFeedback(show.osc.feedback, own, wanted=inlets.wanted, state=inlets.plugged)
    leader = show.leader.host
    following = Following(leader, inlets.tempo, inlets.control, inlets.plugged) if leader else None
    osc, oscquery = _osc(show, inlets, feedback, following)
    leds = MidiOutputs(found.surfaces, inlets.wanted)
    clock = MidiClockOut(
        ClockWish(show.midi.clock_out, show.midi.clock_out_offset_ms / 1e3, show.midi.clock_out_transport)
    )
    return Devices(
        audio=open_source(AudioWish(show.audio.source, show.audio.channels, show.audio.rate, show.audio.block)),
        midi=MidiInputs(_midi(show, found), inlets.midi, inlets.plugged, leds.seen),
        leds=leds,
        clock=clock,
        osc=osc,
        feedback=feedback,
        oscquery=oscquery,
        lights=OscOutput(lights.targets, own, lights.dry),
        generators=generators,
        page=_page(show, generators, inlets),
        advertisement=Advertisement(partial(_services, osc, oscquery), told=show.osc.advertise) if osc else None,
        link=_link(show, inlets),
        live=_live(show, inlets),
        following=following,
    )


def _live(show: ShowFile, inlets: Inlets) -> Ableton | None:
    where = show.ableton.address
    if where is None:
        return None
    answers = show.ableton.answers
    wish = LiveWish((where.host, where.port), (answers.host, answers.port), show.ableton.scenes)
    return Ableton(wish, inlets.control, inlets.plugged, lambda: inlets.status().stage.scenes)


def _midi(show: ShowFile, found: Controllers) -> MidiWish:
    clocks = () if show.midi.clock == OFF else (show.midi.clock,)
    timed = show.midi.mtc_bpm is not None
    return MidiWish(
        clocks=clocks,
        ours=show.midi.clock_out,
        timecodes=(show.midi.mtc,) if timed else (),
        song_bpm=show.midi.mtc_bpm or 120.0,
        codings=found.codings,
    )


def _link(show: ShowFile, inlets: Inlets) -> LinkPeer | None:
    if not show.link.join:
        return None
    wish = LinkWish(show.music.beats_per_bar, show.link.start_stop, show.link.lead)
    return LinkPeer(wish, inlets.tempo, inlets.say, inlets.plugged)


def _osc(
    show: ShowFile, inlets: Inlets, feedback: OscFeedback, following: Following | None
) -> tuple[OscInput | None, OscQuery | None]:
    if show.osc_in is None:
        return None, None
    allow = show.osc.allow or LOCAL_NETWORKS
    query = show.osc.query

    def hear(control: Control) -> None:
        if following is not None and following.hear(control):
            return
        if oscquery is not None:
            oscquery.heard(control)
        inlets.control(control)

    osc = OscInput(show.osc_in.host, show.osc_in.port, hear, allow, feedback)
    reach = Reach(lambda: osc.address, osc.take_from, message)
    bindings = (*BUILTIN, *screens(one.rule for one in show.generators), *loras(show.loras))
    oscquery = OscQuery((query.host, query.port), reach, inlets.status, bindings) if query else None
    return osc, oscquery


def _services(osc: OscInput, oscquery: OscQuery | None) -> tuple[Service, ...]:
    told = (Service(OSC, *osc.address),)
    return (*told, Service(OSCQUERY, *oscquery.address)) if oscquery is not None else told


def _page(show: ShowFile, generators: Generators, inlets: Inlets) -> Page | None:
    if show.page is None:
        return None
    pictures = Pictures(generators.address, generators.shown)
    return Page((show.page.host, show.page.port), show.token, pictures, inlets.status, inlets.control)
