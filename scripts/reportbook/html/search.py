"""Finds Chinese words of any length in Sphinx's own search, and English words as before.

Text in Han characters or kana has no spaces, so it is indexed as pairs of neighbours, and a query
is cut the same way. The search stays one script and so works from `file://`, too.
"""

import re
from functools import cache

from sphinx.search.en import SearchEnglish

HAN_AND_KANA = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUNS = re.compile(rf"[{HAN_AND_KANA}]+|[^\W{HAN_AND_KANA}]+")
_IS_RUN = re.compile(rf"[{HAN_AND_KANA}]")


def pairs(run: str) -> list[str]:
    """Neighbouring characters of `run` two by two; a single character stands for itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


class EnglishAndChinese(SearchEnglish):
    """Sphinx's English search (stop words, stemmer) with pairs for text without spaces."""

    def init(self, options: dict[str, str]) -> None:
        super().init(options)
        self._stem = cache(super().stem)  # page after page has the same words

    def stem(self, word: str) -> str:
        return self._stem(word)

    def split(self, input: str) -> list[str]:
        words = []
        for run in _RUNS.findall(input):
            # The single characters are for one-character queries, which the browser leaves whole.
            words += [*pairs(run), *run] if _IS_RUN.match(run) else [run]
        return words

    # The same cut for the query. Elsewhere it is Sphinx's default splitter.
    js_splitter_code = f"""
var splitQuery = (query) =>
  (query.match(/[{HAN_AND_KANA}]+|[^{HAN_AND_KANA}]+/gu) || []).flatMap((run) => {{
    if (/^[{HAN_AND_KANA}]/u.test(run))
      return run.length < 2 ? [run]
        : [...Array(run.length - 1).keys()].map((i) => run.slice(i, i + 2));
    return run.split(/[^\\p{{Letter}}\\p{{Number}}_\\p{{Emoji_Presentation}}]+/gu)
      .filter((term) => term);
  }});
"""


def spare_summaries(app, pagename, templatename, context, doctree) -> None:
    """From `file://` a browser may not read other pages: list the results without an excerpt."""
    if pagename == "search":
        app.add_js_file(
            None,
            body="if (location.protocol === 'file:') "
            "DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;",
        )


def setup(app):
    app.add_search_language(EnglishAndChinese)
    app.connect("html-page-context", spare_summaries)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
