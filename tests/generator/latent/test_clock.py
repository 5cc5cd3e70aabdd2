"""How far a model's clock goes on."""

import pytest

from soundscape_live.generator.latent.clock import LONGEST, seconds
from soundscape_live.generator.latent.course import Aim, Mix, Plan
from soundscape_live.generator.latent.seeds import Moment
from soundscape_live.model import Interpolation, Prompt

PLAN = Plan(Moment(0, 0, 0), Aim(Mix((Prompt("a"),), Interpolation.LINEAR)))


@pytest.mark.parametrize(
    ("period", "pace", "wanted"),
    [(0.04, 1.0, 0.04), (0.04, 2.5, 0.1), (0.04, 0.0, 0.0), (0.04, -1.0, 0.0), (0.5, 1.0, LONGEST)],
)
def test_a_frame_goes_on_by_its_period_at_its_pace_within_what_was_learnt(
    period: float, pace: float, wanted: float
) -> None:
    assert seconds(PLAN, period, pace) == pytest.approx(wanted)


def test_it_stands_where_the_plan_says_so() -> None:
    assert seconds(Plan(PLAN.moment, PLAN.aim, still=True), 0.04) == 0.0
