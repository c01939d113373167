"""JupyterLab opens a chapter with its words written out, and saves it as it was."""

import nbformat
from jupytext import AsyncTextFileContentsManager

from moscow_aims import notebooks


class ChapterContents(AsyncTextFileContentsManager):
    """What `jupyter_server_config.py` hands JupyterLab in place of the files themselves."""

    async def get(self, path, content=True, type=None, **options):
        model = await super().get(path, content=content, type=type, **options)
        if model["type"] == "notebook" and content and path.endswith(".md"):
            model["content"] = notebooks.speaking(nbformat.from_dict(model["content"]))
        return model

    async def save(self, model, path=""):
        if model["type"] == "notebook" and path.endswith(".md"):
            silent = notebooks.silent(nbformat.from_dict(model["content"]))
            model = {**model, "content": silent}
        return await super().save(model, path)
