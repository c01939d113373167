"""Analysis and long charts, one module a page, with the name of the page."""
