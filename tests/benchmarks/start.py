"""What the pytest plugin adds to the start of pytest: `python tests/benchmarks/start.py`.

Runs in an empty folder with the plugin and without it, in turn; the difference of the medians. Needs the package to be
installed, since pytest finds the plugin by its entry point. Exits 1 above 5 ms.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import entry_points

LIMIT = 5  # ms
ROUNDS = 61
NO_TESTS = 5
# Whatever else is installed would add its own time, and its own noise, to both.
BLOCKED = [f"-pno:{plugin.name}" for plugin in entry_points(group="pytest11") if plugin.name != "snapengage"]
WITH = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-pno:cacheprovider", *BLOCKED]
COMMANDS = {"with": WITH, "without": [*WITH, "-pno:snapengage"]}

# What is compiled in the first turn is kept, as it is everywhere but where this is set.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> int:
    if not entry_points(group="pytest11", name="snapengage"):
        raise SystemExit("snapengage is not installed, so pytest does not find its plugin")
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(ROUNDS + 1):
            for name, command in COMMANDS.items():
                start = time.perf_counter()
                done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, check=False)
                if done.returncode != NO_TESTS:
                    raise SystemExit(done.stdout.decode() + done.stderr.decode())
                if turn:
                    times[name].append(time.perf_counter() - start)
    with_it, without = (statistics.median(times[name]) * 1000 for name in COMMANDS)
    print(f"pytest starts in {without:.1f} ms, with the plugin in {with_it:.1f} ms: {with_it - without:+.2f} ms")
    return int(with_it - without > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
