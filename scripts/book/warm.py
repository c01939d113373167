"""A process that has imported what notebooks import and becomes an IPython kernel in a moment.

    python warm.py NAME...

A NAME is a module, or a function as `module:function` that is called once, to remember something.
Who uses the memory must open each file that it comes from, to see whether it still says the same;
only so is it noted that a kernel used the file.

The process first writes one line, then reads one request a line and answers each with the id of a
new process, a copy of itself that runs a kernel. When nobody can ask any more, it ends, and its
kernels end after it.
"""

import contextlib
import gc
import io
import json
import os
import pkgutil
import random
import signal
import sys

# What each kernel would import when it starts, most of it for debugging ...
STARTING = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.extensions.storemagic",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)
# ... and when it shows something, if the module is there by which it would be made. Without
# matplotlib_inline, which looks for its kernel when it is imported.
SHOWING = {
    "matplotlib.pyplot": (
        "IPython.core.pylabtools",
        "matplotlib.backends.backend_agg",
        "PIL.Image:preinit",
    ),
    "pandas": ("pandas.io.formats.html", "pandas.io.formats.string"),
}


def main(names: list[str]) -> None:
    sys.path[0] = os.path.dirname(sys.path[0])  # where `book` is
    from book import opened

    del sys.path[0]
    opened.listen()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what is printed must not get among the answers
    trouble = warm_up(names)
    gc.collect()
    gc.freeze()  # what the copies share stays shared: looking for garbage would touch all of it
    print(json.dumps(trouble), file=answers, flush=True)
    signal.signal(signal.SIGCHLD, take_leave)
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if not child:
            answers.close()
            become_kernel(**request)
        print(child, file=answers, flush=True)


def take_leave(*signal) -> None:
    """Let kernels that have ended go, so that the build can see it; their time counts as ours."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def warm_up(names: list[str]) -> str:
    """What is wrong with `names`; nothing if all is well.

    A module that fails or speaks when it is imported has to do so in the notebook, where it is
    seen.
    """
    for name in STARTING:
        with contextlib.suppress(ImportError):  # a kernel of another version
            prepare(name)
    # What a kernel sets before anything is imported.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    said = io.StringIO()
    for name in names:
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                prepare(name)
        except Exception as error:
            return f"{name}: {type(error).__name__}: {error}"
        if said.getvalue():
            return f"{name} printed {said.getvalue().strip()!r}"
    for name in [name for needed in SHOWING if needed in sys.modules for name in SHOWING[needed]]:
        prepare(name)
    return ""


def prepare(name: str) -> None:
    """Import a module, or call a function of one."""
    from book import opened

    found = pkgutil.resolve_name(name)
    if ":" in name:
        with opened.unnoted():
            found()


def become_kernel(arguments: list[str], environment: dict[str, str], folder: str) -> None:
    """Run a kernel as `python -m ipykernel_launcher ARGUMENTS` would, and never return."""
    try:
        parent = os.getppid()
        os.setsid()  # so that it can be interrupted with all that it starts
        os.nice(5)  # the build reads the pages of some while others are executed
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        _forget_random_state()
        sys.argv = ["ipykernel_launcher", *arguments]
        from ipykernel.kernelapp import IPKernelApp

        # It looks every second whether its parent is still there.
        IPKernelApp.launch_instance([*arguments, f"--IPKernelApp.parent_handle={parent}"])
    finally:
        os._exit(1)


def _forget_random_state() -> None:
    """Unseeded random numbers must not be the same in all kernels."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


if __name__ == "__main__":
    main(sys.argv[1:])
