"""A real browser for the pages, a server for a built book, a log of what a page asked for."""

import gzip
import os
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
import tiny
from filelock import FileLock

NO_BROWSER = (
    "These tests need Chromium: install it (Debian: apt-get install chromium) "
    "or name its file in the environment variable CHROMIUM."
)

PATIENCE = 90_000  # milliseconds; a busy machine is slow and not wrong


@pytest.fixture(scope="session")
def book(tmp_path_factory) -> Path:
    """Folder of the book's pages, built from a copy by the README's command.

    All processes of a test run share it. BUILT_BOOK names the folder of one that is there already.
    """
    if built := os.environ.get("BUILT_BOOK"):
        return Path(built).resolve()
    temporary = tmp_path_factory.getbasetemp()
    copy = (temporary.parent if "PYTEST_XDIST_WORKER" in os.environ else temporary) / "whole-book"
    with FileLock(f"{copy}.lock"):
        if not copy.exists():
            code, said = tiny.build(tiny.copy_book(copy))
            if code:
                shutil.rmtree(copy)
                pytest.fail(said[-8000:])
    return copy / "_build" / "html"


@pytest.fixture(scope="session")
def browser():
    """Chromium, headless; when there is none, tests are skipped, and fail where CI is true."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = os.environ.get("CHROMIUM") or next(filter(None, found), None)
    if not path:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_BROWSER)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)

    with sync_playwright() as playwright:
        # Chromium refuses to run as root in its sandbox.
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        args = ["--no-sandbox"] if root else []
        chromium = playwright.chromium.launch(executable_path=path, args=args)
        yield chromium
        chromium.close()


TEXTS = {".css", ".csv", ".html", ".js", ".json", ".svg", ".txt", ".xml"}


@pytest.fixture(scope="session")
def serve():
    """Function folder -> address of a loopback server of that folder, ending in a slash.

    It compresses texts, as hosts of pages do.
    """
    servers = []

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_GET(self):
            path = Path(self.translate_path(self.path))
            if path.suffix not in TEXTS or not path.is_file():
                return super().do_GET()
            content = gzip.compress(path.read_bytes())
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(path))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def start(folder) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def visit(browser):
    """Function (url, **options of a browser context) -> the opened page and its log.

    The log has `page`, `requests` (addresses), `finished` (requests that were answered) and
    `errors` (console errors, exceptions, requests that failed, answers from 400 on); it goes on
    while the page is used.
    """
    contexts = []

    def go(url: str, **options) -> SimpleNamespace:
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        log = SimpleNamespace(page=page, requests=[], finished=[], errors=[])
        page.on("request", lambda request: log.requests.append(request.url))
        page.on("requestfinished", lambda request: log.finished.append(request))
        # A page that redirects drops what it was still fetching: that is not a missing file.
        page.on(
            "requestfailed",
            lambda request: (
                log.errors.append(f"failed: {request.url}")
                if request.failure != "net::ERR_ABORTED"
                else None
            ),
        )
        page.on("pageerror", lambda error: log.errors.append(str(error)))
        page.on("console", lambda m: log.errors.append(m.text) if m.type == "error" else None)
        page.on(
            "response",
            lambda answer: (
                log.errors.append(f"{answer.status}: {answer.url}")
                if answer.status >= 400
                else None
            ),
        )
        page.goto(url, wait_until="networkidle")
        return log

    yield go
    for context in contexts:
        context.close()
