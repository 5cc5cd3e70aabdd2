"""How far a model's own clock goes on in a frame: of models that were taught how what a prompt says moves.

Rules: the clock runs in a frame's first step, whose past is the last frame; further steps and what is made from noise
alone stay in the moment. It stands while another prompt arrives, if the model needs that (course.Arrival).
"""

from soundscape_live.generator.latent.course import Plan

LONGEST = 0.235
"Seconds: models have seen no more between two pictures."


def seconds(plan: Plan, period: float, pace: float = 1.0) -> float:
    """Return the seconds by which a frame's first step goes on.

    `period`: the seconds that a frame stands for. `pace`: how fast what is shown moves, 1 as in training; whatever
    drives the picture's time by tempo or energy acts here.
    """
    return 0.0 if plan.still else min(LONGEST, period * max(0.0, pace))
