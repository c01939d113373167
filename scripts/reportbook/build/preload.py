"""What the fork server imports before there are copies of it; see `kernels`."""

import gc
import importlib
import os
from contextlib import suppress

for name in ["ipykernel.kernelapp", *os.environ["REPORTBOOK_PRELOAD"].split()]:
    with suppress(Exception):  # the notebook that uses it will say what is wrong
        module, _, function = name.partition(":")
        found = importlib.import_module(module)
        if function:
            getattr(found, function)()
gc.collect()
gc.freeze()  # looking for garbage would write to the memory that the copies share
