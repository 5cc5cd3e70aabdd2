"""Who goes first."""

import os
import subprocess
import sys

import pytest

ASK = "import os, soundscape_live.host.priority as p; p.give_way(); print(os.sched_getscheduler(0))"


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="only Linux has this kind of priority")
def test_a_process_that_gives_way_interrupts_no_other() -> None:
    found = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert int(found.stdout) == os.SCHED_BATCH
