"""What a show opens: sound, hands, lights, generator, page. Each is a task with a name; none knows another."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from soundscape_live.app.generators import Ends, Generators
from soundscape_live.app.surfaces import Controllers
from soundscape_live.io.audio import AudioSource, AudioWish, open_source
from soundscape_live.io.files.addresses import OFF
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.midi import MidiInputs, MidiOutputs, MidiWish
from soundscape_live.io.osc import (
    LOCAL_NETWORKS,
    OSC,
    OSCQUERY,
    Advertisement,
    OscFeedback,
    OscInput,
    OscOutput,
    Service,
)
from soundscape_live.io.osc.packet import message
from soundscape_live.mapping.builtin import BUILTIN, loras, screens
from soundscape_live.model import AudioBlock, AudioState, ClockMessage, Control, Feedback, Notice, PeerReport, Status
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
    wanted: Callable[[str], None]
    "A controller has just been set up, or a client has subscribed: all that it should show is to be sent."


@dataclass(frozen=True, slots=True)
class Devices:
    """Everything that is open during a show."""

    audio: AudioSource
    midi: MidiInputs
    leds: MidiOutputs
    osc: OscInput | None
    feedback: OscFeedback
    oscquery: OscQuery | None
    lights: OscOutput
    generators: Generators
    page: Page | None
    advertisement: Advertisement | None

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
            )
            if device is not None
        ]
        return [*rows, *self.generators.tasks()]


def open_devices(show: ShowFile, inlets: Inlets, found: Controllers, kept: Path | None, *, stamp: bool) -> Devices:
    """Make the devices of a show; nothing is listened to yet. `found` is what its files say of its controllers.

    `kept` is the folder for what outlives a show. Raises AudioError, OscError: what was asked for cannot be had, and
    what to do.
    """
    generators = Generators(show, Ends(inlets.report, inlets.say, inlets.sent), kept, stamp=stamp)
    own = (show.osc_in.host, show.osc_in.port) if show.osc_in else None
    feedback = OscFeedback(show.osc.feedback, own, wanted=inlets.wanted, state=inlets.plugged)
    osc, oscquery = _osc(show, inlets, feedback)
    wish = MidiWish(clocks=() if show.midi.clock == OFF else (show.midi.clock,), codings=found.codings)
    leds = MidiOutputs(found.surfaces, inlets.wanted)
    return Devices(
        audio=open_source(AudioWish(show.audio.source, show.audio.channels, show.audio.rate, show.audio.block)),
        midi=MidiInputs(wish, inlets.midi, inlets.plugged, leds.seen),
        leds=leds,
        osc=osc,
        feedback=feedback,
        oscquery=oscquery,
        lights=OscOutput(show.targets, own),
        generators=generators,
        page=_page(show, generators, inlets),
        advertisement=Advertisement(partial(_services, osc, oscquery), told=show.osc.advertise) if osc else None,
    )


def _osc(show: ShowFile, inlets: Inlets, feedback: OscFeedback) -> tuple[OscInput | None, OscQuery | None]:
    if show.osc_in is None:
        return None, None
    allow = show.osc.allow or LOCAL_NETWORKS
    query = show.osc.query

    def hear(control: Control) -> None:
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
