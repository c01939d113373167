"""A process that has imported what notebooks import and becomes an IPython kernel in a moment.

    python warm.py NAME...

A NAME is a module, or a function as `module:function` that is called once. The process first
writes one line, then reads one request a line and answers each with the id of a new process, a copy
of itself that runs a kernel. When nobody can ask any more, it ends, and its kernels end after it.
"""

import contextlib
import io
import json
import os
import pkgutil
import random
import signal
import sys


def main(names: list[str]) -> None:
    sys.path[0] = os.path.dirname(sys.path[0])  # where `book` is
    from book import opened

    del sys.path[0]
    opened.listen()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what is printed must not get among the answers
    print(json.dumps(warm_up(names)), file=answers, flush=True)
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
    import ipykernel.kernelapp  # noqa: F401

    # What a kernel sets before anything is imported.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    said = io.StringIO()
    for name in names:
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                found = pkgutil.resolve_name(name)
                if ":" in name:
                    found()
        except Exception as error:
            return f"{name}: {type(error).__name__}: {error}"
        if said.getvalue():
            return f"{name} printed {said.getvalue().strip()!r}"
    return ""


def become_kernel(arguments: list[str], environment: dict[str, str], folder: str) -> None:
    """Run a kernel as `python -m ipykernel_launcher ARGUMENTS` would, and never return."""
    try:
        parent = os.getppid()
        os.setsid()  # so that it can be interrupted with all that it starts
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
