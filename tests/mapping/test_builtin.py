from collections.abc import Callable

import pytest

from soundscape_live.mapping.binding import Act, ActTarget
from soundscape_live.mapping.builtin import BUILTIN, screens
from soundscape_live.mapping.show import GeneratorRule
from soundscape_live.mapping.theme import Parameter, Theme, Trigger, Variations
from soundscape_live.model import Holder
from tests.mapping.playing import Playing

Play = Callable[..., Playing]
Make = Callable[..., Theme]


def test_every_parameter_has_its_address_and_its_release(play: Play) -> None:
    for parameter in Parameter:
        playing = play()
        address = f"/soundscape/param/{parameter.value}"
        assert playing.move(address, 0.25, "osc:10.0.0.2").moved
        assert playing.wait(2.0)
        assert playing.value(parameter.value) == pytest.approx(0.25)
        assert playing.move(f"{address}/release").moved
        held = [status.holder for status in playing.fusion.statuses() if status.name == parameter.value]
        assert held == [Holder.HAND]
        playing.wait(2.0)
        held = [status.holder for status in playing.fusion.statuses() if status.name == parameter.value]
        assert held == [Holder.THEME]


@pytest.mark.parametrize(
    ("address", "value", "tells"),
    [
        ("cache/reset", 1.0, "moved"),
        ("prompt/next", 1.0, "moved"),
        ("prompt/prev", 1.0, "moved"),
        ("prompt/goto", 1.0, "moved"),
        ("transition", 1.0, "moved"),
        ("theme", "b", "moved"),
        ("theme/next", 1.0, "moved"),
        ("theme/prev", 1.0, "moved"),
        ("freeze", 1.0, "moved"),
        ("blackout", 1.0, "moved"),
        ("panic", 1.0, "moved"),
        ("tempo", 128.0, "tempo"),
        ("tempo/tap", 1.0, "tempo"),
    ],
)
def test_every_act_has_its_address(address: str, value: float | str, tells: str, play: Play, theme: Make) -> None:
    playing = play(theme("a", variations=Variations(Trigger.NONE, ("x", "y"))), theme("b"))
    outcome = playing.move(f"/soundscape/{address}", value)
    assert outcome.known
    assert outcome.moved is (tells == "moved")
    assert outcome.notice == ""
    assert getattr(outcome, tells) is not None


def test_a_show_s_screens_have_addresses_beside_the_one_of_every_show() -> None:
    rules = (GeneratorRule(), GeneratorRule("spare"), GeneratorRule("a", "left"), GeneratorRule("b", "left"))
    (left,) = screens(rules)
    assert (left.control, left.target) == ("/soundscape/screen/left", ActTarget(Act.SCREEN, screen="left"))
    assert "/soundscape/screen/main" in {binding.control for binding in BUILTIN}


def test_no_address_stands_twice() -> None:
    assert len({binding.control for binding in BUILTIN}) == len(BUILTIN)


def test_what_lies_below_an_address_has_a_twin_beside_it() -> None:
    bound = {binding.control: binding.target for binding in BUILTIN}
    for below, beside in (
        ("theme/next", "theme_next"),
        ("tempo/nudge/beat", "tempo_nudge_beat"),
        ("param/noise_scale/release", "param/noise_scale_release"),
    ):
        assert bound[f"/soundscape/{below}"] == bound[f"/soundscape/{beside}"]
    assert "/soundscape/cache_reset" not in bound


def test_every_act_can_be_reached_in_a_tree_whose_nodes_are_folders_or_controls() -> None:
    bound = {binding.control: binding.target for binding in BUILTIN}
    leaves = [address for address in bound if not any(address.startswith(f"{other}/") for other in bound)]
    assert {id(bound[address]) for address in leaves} == {id(target) for target in bound.values()}
