"""Changes to the templates of the theme, and the builders that use them."""

import re

from jinja2 import DictLoader, TemplateNotFound
from sphinx.errors import ThemeError

PAGES = ("html", "dirhtml", "singlehtml")  # builders whose pages a browser opens


def amend_template(app, name: str, pattern: str, replacement: str) -> None:
    """Use the theme's template `name` with the one match of `pattern` replaced.

    Raises ThemeError when there is not exactly one, as in a release of the theme not known here.
    """
    templates = app.builder.templates
    try:
        source = templates.get_source(None, name)[0]
    except TemplateNotFound:
        source = ""
    amended, found = re.subn(pattern, replacement, source)
    if found != 1:
        raise ThemeError(
            f"The template {name} of the theme {app.config.html_theme!r} should match "
            f"{pattern!r} once and does so {found} times: use a pydata-sphinx-theme of the 0.16 "
            "series or adapt the extension."
        )
    templates.loaders.insert(0, DictLoader({name: amended}))
    templates.templatepathlen += 1
