"""Another speaker while a session is being opened."""

from soundscape_live.model import ResetCache
from soundscape_live.wire.messages import WireCommand
from soundscape_live.wire.scope import Conductor, Manner


def test_another_speaker_does_not_undo_an_offer_and_is_not_answered_for_the_one_before() -> None:
    conductor = Conductor(Manner(), 0.0)
    conductor.command(WireCommand(1, 5.0, ResetCache()), 0.0)
    conductor.opening(0.0)
    conductor.begin(0.1)
    conductor.opened(0.2)
    assert conductor.settled(0.2) == ()
    assert conductor.take(0.3) is None


def test_another_speaker_while_nothing_is_offered_begins_afresh() -> None:
    conductor = Conductor(Manner(), 0.0)
    conductor.begin(0.1)
    conductor.opening(0.2)
    conductor.opened(0.3)
    assert conductor.take(0.3) is None
