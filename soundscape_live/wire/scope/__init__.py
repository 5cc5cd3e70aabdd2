"""What a Daydream Scope server is told, and when. Pure: every time is an argument, nothing is sent from here."""

from soundscape_live.wire.scope.conductor import Conductor, Told
from soundscape_live.wire.scope.manner import Manner, Mode, StandIn
from soundscape_live.wire.scope.schemas import manner_of

__all__ = ["Conductor", "Manner", "Mode", "StandIn", "Told", "manner_of"]
