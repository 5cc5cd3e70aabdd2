"""`[loss.…]` of show files."""

import json

import pytest

from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.losses import loss_json
from soundscape_live.io.files.shows import parse_show
from soundscape_live.io.files.sources import FileText, Sources
from soundscape_live.mapping.loss import Loss, LossRules, OnLoss

WHOLE = """
[loss.sound]
after = 5
[loss.midi]
policy = "release"
after = 3
[loss.osc]
policy = "decay"
over = 2
[loss.generator]
policy = "safe"
[loss.tempo]
[loss."midi:*nano*"]
policy = "safe"
[loss."osc:10.0.0.5"]
"""
RULES = LossRules(
    Loss(OnLoss.DECAY, 5.0),
    Loss(OnLoss.RELEASE, 3.0),
    Loss(OnLoss.DECAY, None, 2.0),
    Loss(OnLoss.SAFE),
    Loss(),
    (("midi:*nano*", Loss(OnLoss.SAFE)), ("osc:10.0.0.5", Loss())),
)


def test_every_key_reaches_the_rules() -> None:
    assert parse_show(WHOLE, "my.toml").loss == RULES


def test_without_a_table_sound_decays_and_the_rest_is_held() -> None:
    rules = parse_show("", "my.toml").loss
    assert rules == LossRules()
    assert [rules.of(source).policy.value for source in ("sound", "midi:x", "osc:x", "generator", "tempo")] == [
        "decay",
        *["hold"] * 4,
    ]


@pytest.mark.parametrize("rules", [RULES, LossRules()])
def test_rules_go_through_json_and_come_back_the_same(rules: LossRules) -> None:
    sources = Sources((FileText("a.toml", ""),), (), (), "a", loss=rules)
    assert Sources.from_json(json.loads(json.dumps(sources.to_json()))) == sources
    assert json.loads(json.dumps(loss_json(rules)))["sound"]["policy"] == "decay"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[loss.mid]",
            'or a pattern such as midi:*nanoKONTROL2* or osc:10.0.0.5; found "mid"; did you mean midi?',
        ),
        (
            '[loss.midi]\npolicy = "hodl"',
            'loss.midi.policy: expected one of hold, decay, release, safe; found "hodl"; did you mean hold?',
        ),
        ("[loss.midi]\nafter = -1", "loss.midi.after: expected a number from 0 to 3600; found -1"),
        ("[loss.midi]\nafer = 1", "expected one of the keys policy, after, over; found an unknown key; did you mean"),
        ('[loss."midi:x"]\nover = "long"', 'loss."midi:x".over: expected a number from 0 to 3600; found "long"'),
        ("loss = 1", "loss: expected a table; found 1"),
    ],
)
def test_what_is_wrong_is_told_with_its_key(text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_show(text, "my.toml")
    assert said in str(caught.value)
