"""What is freed stays, in a process of its own."""

import subprocess
import sys

CODE = """
import resource, sys
import numpy as np
from rockmatch.vision.memory import keep_freed_memory

def work():
    parts = [np.ones(3 << 20, np.float32) for _ in range(3)]  # 36 MiB
    del parts

if sys.argv[1] == "keep":
    assert keep_freed_memory()
work()
work()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    work()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(how):
    ran = subprocess.run(
        [sys.executable, "-c", CODE, how], capture_output=True, text=True, check=True, timeout=60
    )
    return int(ran.stdout)


def test_pages_are_not_asked_for_again():
    assert faults("keep") < 50 < faults("leave")
