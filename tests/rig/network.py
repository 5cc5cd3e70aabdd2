"""A network of its own for a test: a namespace with two ends of a cable, reached by nothing outside."""

import shutil
import subprocess
import sys

NEAR, FAR = "10.77.0.1", "10.77.0.2"
"The addresses of the cable's two ends."
_LAID = (
    "ip link set lo up && ip link add near type veth peer name far && ip link set near up && ip link set far up && "
    f"ip addr add {NEAR}/24 dev near && ip addr add {FAR}/24 dev far"
)


def missing() -> str:
    """Say what a machine lacks for this rig, or an empty string."""
    for tool in ("unshare", "ip"):
        if shutil.which(tool) is None:
            return f"{tool} is not installed (apt-get install util-linux iproute2)"
    tried = subprocess.run(["unshare", "--net", "sh", "-c", _LAID], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "a network namespace cannot be made here (it needs root)"


def run_within(module: str, seconds: float = 60.0) -> str:
    """Run a module of ours in a network of its own, and return what it printed last."""
    command = ["unshare", "--net", "sh", "-c", f"{_LAID} && exec {sys.executable} -m {module}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip().splitlines()[-1]
