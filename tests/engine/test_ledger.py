from soundscape_live.engine.ledger import COMPLAINT_EVERY, COMPLAINTS, Ledger
from soundscape_live.model import Control, Level


def test_of_many_complaints_a_few_are_said_and_the_rest_counted() -> None:
    ledger = Ledger()
    for number in range(1000):
        ledger.complain(100.0 + number / 1000, Level.WARNING, "light takes 0 to 1")
    assert len(ledger.take_notices()) == COMPLAINTS
    ledger.complain(101.0 + COMPLAINT_EVERY, Level.WARNING, "light takes 0 to 1")
    (said,) = ledger.take_notices()
    assert said.text == f"light takes 0 to 1 (and {1000 - COMPLAINTS} more that were not said)"
    ledger.complain(102.0 + 2 * COMPLAINT_EVERY, Level.WARNING, "light takes 0 to 1")
    assert ledger.take_notices()[0].text == "light takes 0 to 1"


def test_a_controller_full_of_unbound_knobs_is_not_read_out() -> None:
    ledger = Ledger()
    for number in range(60):
        ledger.count_control(Control(5.0, "midi:big", f"ch1/cc/{number}", 0.5), known=False)
    assert len(ledger.take_notices()) == COMPLAINTS


def test_a_complaint_of_an_earlier_time_is_taken_as_one_of_now() -> None:
    ledger = Ledger()
    ledger.complain(10.0, Level.INFO, "first")
    ledger.complain(9.0, Level.INFO, "second")
    assert [notice.text for notice in ledger.take_notices()] == ["first", "second"]
