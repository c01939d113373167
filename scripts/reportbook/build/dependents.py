"""Pages are written again when something has changed that they can take from another page.

Sphinx reads and writes only the pages whose sources have changed. But a reference breaks when its
target goes, and that stands on another page than the reference; and a number that MyST-NB glued on
one page is quoted on others.
"""

from pathlib import Path


def note(app, env, docname):
    """Remember that this build reads or loses the page, and forget what the page has glued.

    MyST-NB would leave a number that is glued no more.
    """
    app.changed_pages.add(docname)
    glued(env, docname).unlink(missing_ok=True)


def write_all(app, env):
    """Compare with what the pages offered each other in the last build."""
    before, env.linked_offered = getattr(env, "linked_offered", None), offered(env)
    return [] if env.linked_offered == before else sorted(env.found_docs)


def offered(env) -> set:
    """All that a page can take from another: targets by title, sources, numbers, answers."""
    found = {target for domain in env.domains.values() for target in domain.get_objects()}
    cited = env.domaindata.get("cite", {}).get("citations", [])
    found |= {(source.key, str(source.formatted_entry.label)) for source in cited}
    found |= {(page, said["answer"]) for page, said in env.metadata.items() if "answer" in said}
    files = {docname: glued(env, docname) for docname in env.found_docs}
    return found | {(name, file.read_bytes()) for name, file in files.items() if file.exists()}


def glued(env, docname: str) -> Path:
    """Where MyST-NB keeps the glued values of a page for the others."""
    return Path(env.mystnb_config.output_folder, f"{docname}.glue.json")


def setup(app):
    app.changed_pages = set()  # for other extensions, too
    app.connect("env-purge-doc", note)
    app.connect("env-updated", write_all, priority=900)  # when the sources have their labels
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
