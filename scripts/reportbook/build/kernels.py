"""Starts kernels as copies of one process that has imported what notebooks need.

Jupyter asks a provisioner for the process of a kernel. This one asks Python's own fork server, whose
copies need no second to start and none to import. Where it cannot be used, and for kernels of other
languages or another Python, the process is started as Jupyter does.
"""

import multiprocessing
import os
import subprocess
import sys
import threading
from typing import cast

from jupyter_client.provisioning import LocalProvisioner

# The name in pyproject.toml, and the environment variables of Jupyter and of `preload`.
NAME = "fork-provisioner"
CHOSEN, PRELOADED = "JUPYTER_DEFAULT_PROVISIONER_NAME", "REPORTBOOK_PRELOAD"
# macOS has fork, but its libraries do not survive it.
CAN_FORK = sys.platform == "linux"
if sys.platform == "linux":
    from multiprocessing.context import ForkServerProcess as Process
else:
    from multiprocessing import Process


class Kernel(Process):
    """An IPython kernel in a copy, with what Jupyter uses of a `Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, arguments: list[str], folder: str, environment: dict[str, str]):
        super().__init__(daemon=True)
        self.start_with = arguments, folder, environment

    def run(self) -> None:
        from ipykernel.kernelapp import launch_new_instance

        arguments, folder, environment = self.start_with
        threading.Thread(target=end_with_the_build, daemon=True).start()
        os.setsid()  # Ctrl-C is for the build
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        # Quiet, as a kernel is that Jupyter has started: what it says stands in its notebook.
        launch_new_instance([*arguments, "--IPKernelApp.log_level=50"])

    def poll(self) -> int | None:
        return self.exitcode

    def wait(self) -> int | None:
        self.join()
        return self.exitcode

    def send_signal(self, number: int) -> None:
        if self.pid:
            os.kill(self.pid, number)


def end_with_the_build() -> None:
    if build := multiprocessing.parent_process():
        build.join()
    os._exit(1)


class ForkProvisioner(LocalProvisioner):
    """Entry point of the group `jupyter_client.kernel_provisioners`."""

    async def launch_kernel(self, cmd, **options):
        if cmd[:3] != [sys.executable, "-m", "ipykernel_launcher"]:
            return await super().launch_kernel(cmd, **options)
        kernel = Kernel(cmd[3:], options["cwd"], options["env"])
        kernel.start()
        self.process = cast(subprocess.Popen, kernel)
        self.pid = self.pgid = kernel.pid
        return self.connection_info


def start_server(preload: list[str]) -> None:
    """Let kernels be copies from now on; the server imports `preload` meanwhile.

    Parameters
    ----------
    preload : list of str
        Modules, or functions without arguments as ``"module:function"`` to be called once.
    """
    if CAN_FORK:
        forkserver = multiprocessing.get_context("forkserver")
        os.environ |= {CHOSEN: NAME, PRELOADED: " ".join(preload)}
        # The program, so that not every copy imports it anew, and then the rest.
        forkserver.set_forkserver_preload(["__main__", "reportbook.build.preload"])
        forkserver.Process(target=int, daemon=True).start()
