"""The Telegram door, the desk and all that goes out."""

import os

# The net's rows are small: more threads of numpy's would only wait for one another. Read when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
