"""How a picture is to be finished where it is shown: what a small model leaves soft, a viewer's graphics card mends.

Rules: it is a wish, said with the answer to an offer; a viewer that cannot, shows the picture as it comes. Engines that
finish their pictures themselves have none.
"""

from dataclasses import asdict, dataclass

from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.generator.vocabulary import engine_of


@dataclass(frozen=True, slots=True)
class Finish:
    """What is done to each picture, in this order; 0 leaves it as it is, 1 is a lot."""

    soften: float
    "Against the grid that a decoder weaves: away from edges the finest detail is evened out."
    sharpen: float
    "What is a few pixels large stands out."
    bloom: float
    "What is bright shines around it."
    grain: float
    "Fine noise, by the picture's own light: what is smooth looks less like plastic."


FINISHES = {"tiny": Finish(soften=0.6, sharpen=0.8, bloom=0.7, grain=0.5)}
"By the name of what draws."


def finish_of(settings: GeneratorSettings) -> dict[str, float] | None:
    """Return the wish of what draws, for JSON; None if it has none."""
    finish = FINISHES.get(engine_of(settings))
    return None if finish is None else asdict(finish)
