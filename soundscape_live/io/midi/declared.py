"""What a controller's file declares of how its port's messages are coded. Pure."""

from soundscape_live.io.controller import Controller
from soundscape_live.io.midi.coding import Codings


def codings(controller: Controller) -> Codings:
    """Return which of its control changes have 14 bits, are NRPN, or are the steps of endless encoders."""
    sent = [(control.midi.split("/")[-2:], control.coding) for control in controller.controls if "/" in control.midi]
    return Codings(
        frozenset(int(number) for (kind, number), _ in sent if kind == "cc14"),
        any(kind == "nrpn" for (kind, _), _ in sent),
        tuple((int(number), coding) for (kind, number), coding in sent if kind == "turn" and coding is not None),
    )
