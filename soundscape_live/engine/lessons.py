"""Learning, as the engine has it: controls that are meant for a target, and what is said of it."""

from soundscape_live.engine.ledger import Ledger
from soundscape_live.mapping.controls import ControlError
from soundscape_live.mapping.fusion import Fusion
from soundscape_live.mapping.learn import OWN
from soundscape_live.mapping.learn_targets import Known
from soundscape_live.mapping.learner import Learner
from soundscape_live.mapping.show import Show
from soundscape_live.model import Control, ControlLearned, LearnStatus, Level


class Lessons:
    """The learner of one show, and who hears of it."""

    def __init__(self, fusion: Fusion, ledger: Ledger) -> None:
        self._learner = Learner()
        self._fusion = fusion
        self._ledger = ledger

    @property
    def status(self) -> LearnStatus:
        """What the operator sees."""
        return self._learner.status

    def deadline(self) -> float | None:
        """Return when `advance` has something if nothing else moves; None while nothing is learnt."""
        return self._learner.deadline()

    def take(self, control: Control) -> bool:
        """Take a movement if it is meant for what is learnt; return whether it was."""
        if not self._learner.active or control.name.startswith(OWN) or self._fusion.is_down(control):
            return False
        self._learner.hear(control)
        self._fusion.forget(control.source)
        return True

    def begin(self, at: float, text: str, by: Control, show: Show) -> None:
        """Learn for a target from now on, or say why not."""
        scenes = self._fusion.scenes
        themes = tuple(theme.name for theme in show.themes)
        cues = tuple(cue.name for cue in scenes.setlist.cues)
        known = Known(themes, scenes.names, cues, tuple(rule.name for rule in show.loras))
        try:
            words = self._learner.begin(at, text, known, by)
        except ControlError as error:
            self._ledger.complain(at, Level.WARNING, f"learn: {error}")
        else:
            if words:
                self._ledger.complain(at, Level.INFO, words)

    def advance(self, at: float, show: Show) -> tuple[ControlLearned, ...]:
        """Return what was learnt, and say what came of it."""
        finding = self._learner.advance(at, show.bindings)
        if finding is None:
            return ()
        self._ledger.say(at, finding.level, finding.words)
        return () if finding.learned is None else (finding.learned,)
