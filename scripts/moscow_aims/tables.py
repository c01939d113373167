"""Tables that say in one sentence what is looked up in them and not there."""

from collections.abc import Iterator
from functools import cache
from typing import ClassVar

import pandas as pd


class DataError(ValueError):
    """Data that break a rule or lack what is needed; the message is one sentence."""


class Missing(DataError, KeyError, IndexError):
    """What is looked up is not there; pandas and its readers know it as KeyError or IndexError."""

    __str__ = Exception.__str__  # that of KeyError puts the sentence in quotation marks


class _Lookups:
    """Looking up by name or place, in tables and columns alike.

    `origin`, the file, goes over to what pandas makes of a table wherever pandas says from which.
    """

    _metadata: ClassVar = ["origin"]
    origin = "what was counted"

    @property
    def loc(self):
        return _telling(super().loc)

    @property
    def iloc(self):
        return _telling(super().iloc)

    @property
    def at(self):
        return _telling(super().at)

    def __getitem__(self, key):
        try:
            return super().__getitem__(key)
        except (KeyError, IndexError) as error:
            raise _missing(self, key) from error


class Table(_Lookups, pd.DataFrame):
    @property
    def _constructor(self):
        return Table

    @property
    def _constructor_sliced(self):
        return Column

    def pivot(self, *, columns, index, values):
        keys = [*_parts(index), *_parts(columns)]
        if (twice := self.duplicated(keys)).any():
            found = ", ".join(map(str, self.loc[twice, keys].iloc[0]))
            raise DataError(f"In {self.origin} are two rows of {found} where one is needed.")
        return super().pivot(columns=columns, index=index, values=values)


class Column(_Lookups, pd.Series):
    _metadata: ClassVar = [*pd.Series._metadata, *_Lookups._metadata]

    @property
    def _constructor(self):
        return Column

    @property
    def _constructor_expanddim(self):
        return Table

    def item(self):
        if len(self) > 1:
            raise DataError(f"In {self.origin} are {len(self)} rows where one is needed.")
        return self.iloc[0]

    def value_counts(self, *args, **kwargs):
        counts = Column(super().value_counts(*args, **kwargs))
        counts.origin = self.origin
        return counts

    def idxmax(self, *args, **kwargs):
        return super(Column, self._with_value()).idxmax(*args, **kwargs)

    def idxmin(self, *args, **kwargs):
        return super(Column, self._with_value()).idxmin(*args, **kwargs)

    def _with_value(self):
        if self.isna().all():
            raise DataError(f"In {self.origin} is no value of {self.name!r} where one is needed.")
        return self


def _telling(indexer):
    """An indexer, with a sentence for what is not there."""
    indexer.__class__ = _telling_class(type(indexer))
    return indexer


@cache
def _telling_class(kind: type) -> type:
    class Telling(kind):
        def __getitem__(self, key):
            try:
                return super().__getitem__(key)
            except (KeyError, IndexError) as error:
                raise _missing(self.obj, key) from error

    return Telling


def _missing(rows, key) -> Missing:
    if rows.empty:
        return Missing(f"In {rows.origin} is no row left where one is needed.")
    known = {label for axis in rows.axes for label in _parts(axis)}
    absent = [part for part in dict.fromkeys(_parts(key)) if part not in known] or [key]
    sought = ", ".join(repr(str(part)) for part in absent)
    return Missing(f"In {rows.origin} is no {sought} where it is needed.")


def _parts(key) -> Iterator:
    """The single names in a key of pandas, which may be lists of pairs."""
    if not pd.api.types.is_list_like(key):
        yield key
    else:
        for part in key:
            yield from _parts(part)
