"""What the operator sees: one value, read off the engine's parts."""

from soundscape_live.engine.drives import Drives
from soundscape_live.engine.ear import Ear
from soundscape_live.engine.ledger import Ledger
from soundscape_live.engine.lessons import Lessons
from soundscape_live.mapping.fusion import Fusion
from soundscape_live.model import Status
from soundscape_live.tempo.tempo import Tempo


class Board:
    """Looks at the parts of one engine, and moves none: where nobody looks, a replay is the same."""

    def __init__(  # one argument for each part
        self, ear: Ear, tempo: Tempo, fusion: Fusion, drives: Drives, lessons: Lessons, ledger: Ledger
    ) -> None:
        self._ear = ear
        self._tempo = tempo
        self._fusion = fusion
        self._drives = drives
        self._lessons = lessons
        self._ledger = ledger

    def status(self, at: float, played: float, themes: tuple[str, ...]) -> Status:
        """Return what is seen at a time; `played`: up to when the show has been played, `themes`: the show's."""
        ear, fusion, tempo, beat = self._ear, self._fusion, self._tempo, self._ledger.beat
        generators, shown = self._drives.statuses(), self._drives.shown.rule.name
        first = next(each for each in generators if each.name == shown)
        return Status(
            at=at,
            state=fusion.state(played),
            features=ear.features,
            audio=ear.source.detail,
            audio_present=ear.source.present,
            bpm=tempo.bpm,
            confidence=tempo.confidence,
            beat_index=beat.index if beat else 0,
            bar_position=beat.bar_position if beat else 0,
            phase=tempo.phase(at),
            tempo_source=tempo.source,
            theme=fusion.theme.name,
            themes=themes,
            prompts=fusion.prompts,
            params=fusion.statuses(),
            peer=first.state,
            peer_detail=first.detail,
            frames=first.frames,
            fps=first.fps,
            notices=self._ledger.last_notices(),
            counters=self._ledger.counters(self._drives.counters()),
            bar_confidence=tempo.bar_confidence,
            tempo_to_go=tempo.to_go,
            tempo_gliding=tempo.gliding,
            tempo_locked=tempo.locked,
            stage=fusion.scenes.status(),
            safety=fusion.safety,
            sources=fusion.losses.statuses(),
            page=fusion.pages.page,
            pages=fusion.pages.count,
            learn=self._lessons.status,
            generators=generators,
            loras=fusion.loras(played),
        )
