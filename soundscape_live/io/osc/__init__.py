"""OSC over UDP and TCP: hands and other programs come in, cues for lights and feedback to hands go out."""

from soundscape_live.io.osc.ableton import Ableton, LiveWish
from soundscape_live.io.osc.advertise import OSC, OSCQUERY, Advertisement, Service
from soundscape_live.io.osc.feedback import OscFeedback
from soundscape_live.io.osc.following import Following
from soundscape_live.io.osc.input import OscInput
from soundscape_live.io.osc.output import OscOutput, OscTarget
from soundscape_live.io.osc.packet import OscError
from soundscape_live.io.osc.senders import LOCAL_NETWORKS

__all__ = [
    "LOCAL_NETWORKS",
    "OSC",
    "OSCQUERY",
    "Ableton",
    "Advertisement",
    "Following",
    "LiveWish",
    "OscError",
    "OscFeedback",
    "OscInput",
    "OscOutput",
    "OscTarget",
    "Service",
]
