"""After the start, garbage collection has little to look through: a long one would hold up every client."""

import subprocess
import sys

LOADED = """
import gc
from bot.app import load_dialogues, settle

dialogues = load_dialogues()
before = len(gc.get_objects())
settle()
print(before, len(gc.get_objects()))
"""


def test_what_was_loaded_at_the_start_is_not_looked_through_again():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    before, after = map(int, done.stdout.split())
    assert before > 50_000
    assert after < before / 100
