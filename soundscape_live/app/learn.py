"""Learning without a show: MIDI inputs, and OSC if that is wished for, until a control was moved.

Rules: other programs that listen to the same controllers go on hearing them. Nothing is written here.
"""

import asyncio
from collections.abc import Callable, Sequence

from soundscape_live.host.clock import now
from soundscape_live.io.midi import MidiInputs, MidiWish
from soundscape_live.io.osc import LOCAL_NETWORKS, OscInput
from soundscape_live.mapping.binding import Binding
from soundscape_live.mapping.learn import OWN
from soundscape_live.mapping.learn_targets import ANY, Known
from soundscape_live.mapping.learner import Finding, Learner
from soundscape_live.model import ClockMessage, Control

LOOK_SECONDS = 0.05
"Between two looks whether the hand has finished."
SETTLE_SECONDS = 1.0
"After which it is said what is listened to."


async def learn(
    target: str,
    bindings: Sequence[Binding],
    tell: Callable[[str], None],
    osc: tuple[str, int] | None = None,
    known: Known = ANY,
) -> Finding:
    """Return what a target was learnt for. `bindings` are those that may be in conflict.

    Raises ControlError if there is no such target, OscError if OSC cannot be listened for at `osc`.
    """
    learner = Learner()
    words = learner.begin(now(), target, known)

    def take(item: Control | ClockMessage) -> None:
        if isinstance(item, Control) and not item.name.startswith(OWN):
            learner.hear(item)

    midi = MidiInputs(MidiWish(), take)
    listener = OscInput(*osc, take, LOCAL_NETWORKS) if osc is not None else None
    if listener is not None:
        await listener.open()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(midi.run())]
        if listener is not None:
            tasks.append(group.create_task(listener.run()))
            tell("OSC is listened for on {}:{}".format(*listener.address))
        settled = group.create_task(_settled(midi, tell))
        tell(f"{words} ...")
        while (finding := learner.advance(now(), bindings)) is None:  # noqa: ASYNC110  # hands come from outside
            await asyncio.sleep(LOOK_SECONDS)
        for task in (*tasks, settled):
            task.cancel()
    return finding


async def _settled(midi: MidiInputs, tell: Callable[[str], None]) -> None:
    await asyncio.sleep(SETTLE_SECONDS)
    tell(f"MIDI: {midi.detail}")
