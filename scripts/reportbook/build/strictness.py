"""Fails a build with a warning, the first time and every time, and says why in plain words.

Jupyter Book on its own publishes the traceback of a failing cell and exits with 0; on the next
build it takes the page from its memory and reports nothing at all. It also obeys pages and cells
that ask to be let off. So a page is judged by the outputs of its cells, however they came about.
"""

from pathlib import Path

from sphinx.util import logging
from sphinx.util.console import strip_colors

from reportbook.content.notebook_downloads import executed, is_notebook

logger = logging.getLogger(__name__)

UNPROVED = "unproved"  # a file beside the memory


def setup(app):
    # Every warning is shown and then the build fails; `-W` alone would stop at the first one.
    app.keep_going, app.warningiserror = True, False
    app.setup_extension("reportbook.build.lock")
    app.connect("config-inited", be_strict)
    app.connect("config-inited", forget_unproved)
    app.setup_extension(
        "reportbook.build.dependents"
    )  # else a broken reference could hide on an old page
    # Last, so that warnings of the other extensions count.
    app.connect("build-finished", report_failures, priority=900)
    app.connect("build-finished", prove, priority=901)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def be_strict(app, config):
    """Overrule settings that would hide a failing cell or a reference to nowhere."""
    config.nitpicky = True
    config.nb_execution_show_tb = True
    config.nb_execution_allow_errors = False
    config.nb_execution_raise_on_error = False  # would stop at the first failing page


def forget_unproved(app, config):
    """Delete Sphinx's memory of the pages unless the last build has ended well.

    A page that Sphinx remembers is not read again and so cannot warn again: the memory of a
    failed build, or of a killed one, would make the next build succeed.
    """
    memory = Path(app.doctreedir)
    memory.mkdir(parents=True, exist_ok=True)
    if (memory / UNPROVED).exists():
        (memory / "environment.pickle").unlink(missing_ok=True)
    (memory / UNPROVED).touch()


def prove(app, exception):
    """Let the memory count after a build without a warning."""
    if not exception and not app._warncount:
        (Path(app.doctreedir) / UNPROVED).unlink()


def report_failures(app, exception):
    """Say which cell of which page is at fault, and leave no such page behind.

    Of pages that were not read again we know that nothing was wrong with them.
    """
    if exception:
        return
    for docname in sorted(app.changed_pages & app.env.found_docs):
        found = fault(app, docname)
        if found:
            page = Path(app.env.doc2path(docname)).relative_to(app.srcdir).as_posix()
            logger.error(f"{page}: {found}")
            if hasattr(app.builder, "get_outfilename"):
                Path(app.builder.get_outfilename(docname)).unlink(missing_ok=True)


def fault(app, docname: str) -> str | None:
    """The first thing wrong with the code cells of a page, as a sentence; None if nothing is."""
    execution = app.env.nb_metadata.get(docname, {}).get("exec_data")
    if not execution:
        return "the code cells were not executed." if is_notebook(app, docname) else None
    cells = [cell for cell in executed(app.env, docname).cells if cell.cell_type == "code"]
    for number, cell in enumerate(cells, start=1):
        place = f"code cell {number} of {len(cells)}"
        for output in cell.outputs:
            if output.output_type == "error":
                if output.ename == "CellTimeoutError":
                    return f"{place} was still running after {app.config.nb_execution_timeout} s."
                trace = "\n".join(output.get("traceback", []))
                said = f"{output.ename}: {' '.join(output.evalue.split())}"
                return f"{place} failed with {said}\n{strip_colors(trace)}"
            if output.output_type == "stream" and output.name == "stderr":
                return f"{place} wrote to stderr: {' '.join(output.text.split())}"
        if cell.execution_count is None and cell.source.strip():
            return f"{place} was not executed."
    if execution["error"]:
        return f"execution stopped with {execution['error']}."  # the kernel fell silent
    return None
