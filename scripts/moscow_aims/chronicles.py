"""What did Russians answer when pollsters put land and NATO to them, and who chose which?

The Chronicles project publishes the answers of its telephone polls person by person. This module
says which columns hold which question and turns them into tables of aggregates; the files
themselves stay where they are published. `scripts/aggregate_chronicles.py` runs it.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from moscow_aims.methods import microdata

POLLSTER = "Chronicles / ExtremeScan"
SOURCE = "chronicles-data"
SILENT = "no-answer"  # cannot say, refuses, or left blank
UNNAMED = "not-named"  # an item of a list that was not chosen
EVERYONE = "everyone"


class Wave(NamedTuple):
    """One survey: when it was in the field, its weight, and who says so."""

    start: str
    end: str
    weight: str
    sources: str


WAVES = {
    "03": Wave("2022-03-26", "2022-03-30", "wes_age_gender_tnp", "extremescan-14-waves"),
    "06": Wave("2022-06-29", "2022-07-05", "wes_age_gender_tnp", "extremescan-14-waves"),
    "07-1": Wave("2022-09-21", "2022-09-22", "wes_age_gender_tnp", "chronicles-07-report"),
    "07-2": Wave("2022-09-29", "2022-09-30", "wes_age_gender_tnp", "chronicles-07-report"),
    "09": Wave("2023-02-02", "2023-02-09", "for_weight", "chronicles-09-report"),
    "10": Wave("2023-07-04", "2023-07-09", "вес", "chronicles-10-report"),
    "11": Wave("2023-10-17", "2023-10-22", "weight", "chronicles-11-report"),
    "12": Wave("2024-01-23", "2024-01-29", "вес", "chronicles-12-report"),
    "13": Wave("2024-09-10", "2024-09-27", "вес_соцдем", "chronicles-13-report"),
    "14": Wave("2025-02-05", "2025-02-13", "weight", "chronicles-14-page"),
    "15": Wave("2025-09-26", "2025-10-21", "вес", "chronicles-15-report"),
}

WITHDRAWAL = {1: "support", 2: "oppose", 98: SILENT, 99: SILENT, 100: SILENT}
SAID = {
    "поддержу": "support",
    "НЕ поддержу": "oppose",
    "Затрудняюсь ответить": SILENT,
    "Предпочитаю не отвечать": SILENT,
}


def _named(answer: str) -> dict:
    return {1: answer, 0: UNNAMED}


class Item(NamedTuple):
    """A question, or one answer of a list, and where it stands in the file of a wave."""

    wave: str
    question: str
    wording: str
    columns: dict[str, dict]  # column -> code -> answer; the first that is filled counts
    asked: tuple[str, int] | None = None  # column and code of those who were asked
    blank: str | None = None  # what a blank stands for


def _list(wave: str, question: str, answers: dict[str, str], **look) -> list[Item]:
    return [
        Item(wave, question, look.get("wording", "all"), {column: _named(answer)}, look.get("asked"),
             look.get("blank"))
        for column, answer in answers.items()
    ]  # fmt: skip


WITHDRAW = "chronicles-withdraw-without-goals"
FIRST_AIM = "chronicles-first-aim"
GUARANTEES = "chronicles-land-for-guarantees"
ENOUGH = "chronicles-enough-to-stop"
VICTORY = "chronicles-authorities-victory"
OPEN_AIM = "chronicles-aim-open"
CONCESSIONS, AFTER_GOALS = "chronicles-mutual-concessions", "chronicles-end-after-goals"

RETURN_FIRST = {1: "may-return", 2: "must-not-return", 99: SILENT}
KEEP_FIRST = {1: "must-not-return", 2: "may-return", 99: SILENT}

ITEMS = [
    *_list("03", ENOUGH, {
        "Q18_1": "recognise-crimea", "Q18_2": "recognise-donbas", "Q18_3": "nato-ban",
        "Q18_4": "capitulation", "Q18_5": "no-conditions", "Q18_99": SILENT}),
    *_list("06", VICTORY, {
        "Q29_1": "change-of-power", "Q29_2": "annex-part", "Q29_3": "annex-all",
        "Q29_4": "recognise-donbas", "Q29_5": "recognise-crimea", "Q29_6": "nato-refusal",
        "Q29_99": SILENT}),
    Item("07-1", WITHDRAW, "goals-named", {"Q7": WITHDRAWAL}),
    Item("07-2", WITHDRAW, "goals-named", {"Q7": WITHDRAWAL}),
    Item("09", WITHDRAW, "goals-named", {"Q21": WITHDRAWAL}),
    *_list("09", OPEN_AIM, {
        "smo_goal2": "denazify", "smo_goal3": "land", "smo_goal4": "security",
        "smo_goal5": "people", "smo_goal6": "nato"}, blank=UNNAMED),
    Item("10", WITHDRAW, "goals-named", {"Q15": WITHDRAWAL}),
    Item("11", WITHDRAW, "goals-named", {"Q16": SAID}),
    Item("12", WITHDRAW, "goals-named", {"Q25": WITHDRAWAL}),
    Item("12", GUARANTEES, "return-first", {"29а": RETURN_FIRST}),
    Item("12", GUARANTEES, "keep-first", {"29b": KEEP_FIRST}),
    Item("12", GUARANTEES, "both-orders", {"29а": RETURN_FIRST, "29b": KEEP_FIRST}),
    Item("13", WITHDRAW, "goals-named", {"Q121": WITHDRAWAL}),
    Item("13", WITHDRAW, "goals-not-named", {"Q122": WITHDRAWAL}),
    Item("13", FIRST_AIM, "all", {"Q16": {1: "land", 2: "nato", 3: "neither", 99: SILENT}}),
    Item("13", "chronicles-peace-or-mobilisation", "all",
         {"Q13": {1: "mobilisation", 2: "peace", 99: SILENT}}),
    *_list("13", CONCESSIONS, {"Q271_4": "support"}, wording="want", asked=("Q27", 1)),
    *_list("13", CONCESSIONS, {"Q272_4": "expect"}, wording="expect", asked=("Q27", 2)),
    *_list("13", AFTER_GOALS, {"Q271_2": "support"}, wording="want", asked=("Q27", 1)),
    *_list("13", AFTER_GOALS, {"Q272_2": "expect"}, wording="expect", asked=("Q27", 2)),
    Item("14", WITHDRAW, "goals-named", {"Q25": WITHDRAWAL}),
    Item("15", WITHDRAW, "goals-named", {"Q19": WITHDRAWAL}, blank=SILENT),
    *_list("15", CONCESSIONS, {"Q26_4": "support"}, wording="want"),
    *_list("15", CONCESSIONS, {"Q27_4": "expect"}, wording="expect"),
    *_list("15", AFTER_GOALS, {"Q26_2": "support"}, wording="want"),
    *_list("15", AFTER_GOALS, {"Q27_2": "expect"}, wording="expect"),
]  # fmt: skip

AGES = {1: "18-29", 2: "30-39", 3: "40-49", 4: "50-59", 5: "60-and-over", 99: None}
SEXES = {1: "men", 2: "women"}
PLACES = {
    1: "two-capitals", 2: "two-capitals", 3: "from-500000", 4: "100000-to-500000",
    5: "smaller-town", 6: "smaller-town", 7: "village", 98: None, 99: None,
}  # fmt: skip
SAMPLES = {1: "fresh", 2: "panel", 3: "hard-to-reach"}

# Who the respondents are: wave -> factor -> column and codes; a code without a name is missing.
FACTORS = {
    "12": {
        "age": ("Q3", AGES),
        "sex": ("Q1", SEXES),
        "settlement": ("Q13", PLACES),
        "television": ("Q15", {1: "never", 2: "sometimes", 3: "sometimes", 4: "sometimes",
                               5: "daily", 99: None}),
        "operation": ("Q21", {1: "supports", 2: "does-not-support", 99: "cannot-say",
                              100: "declines"}),
        "withdrawal": ("Q25", {1: "supports", 2: "opposes", 98: None, 99: None}),
    },
    "13": {
        "age": ("Q2", AGES),
        "sex": ("Q46", SEXES),
        "settlement": ("Q44", PLACES),
        "television": ("Q20_2", {0: "not-a-source", 1: "a-source"}),
        "operation": ("Q17", {1: "supports", 2: "does-not-support", 3: "cannot-say",
                              4: "declines"}),
        "order": ("прайминг", {1: "1-vote-putin-war", 2: "2-war-vote-putin",
                               3: "3-putin-vote-war", 4: "4-war-putin-vote"}),
        "sample": ("выборка", SAMPLES),
    },
}  # fmt: skip

# Which questions are crossed with which factors, in all samples together.
CROSSED = {
    ("12", GUARANTEES, "both-orders"): [*list(FACTORS["12"])],
    ("13", FIRST_AIM, "all"): ["age", "sex", "settlement", "television", "operation", "order"],
    ("13", WITHDRAW, "goals-named"): ["age", "sex", "settlement", "television", "operation"],
    ("13", WITHDRAW, "goals-not-named"): ["age", "sex", "settlement", "television", "operation"],
}

# Two answers of one list, or of one question: question -> wave, (ahead, behind), ...
LEADS = {
    FIRST_AIM: ("13", [("nato", "land")]),
    ENOUGH: ("03", [("nato-ban", "recognise-donbas"), ("nato-ban", "recognise-crimea")]),
    VICTORY: ("06", [("nato-refusal", "annex-part"), ("nato-refusal", "recognise-donbas")]),
    OPEN_AIM: ("09", [("nato", "land")]),
}
# Two versions of one question: question -> wave, version, the other, answers compared.
VERSIONS = {
    WITHDRAW: ("13", "goals-not-named", "goals-named", ["support", "oppose"]),
    GUARANTEES: ("12", "keep-first", "return-first", ["may-return", "must-not-return"]),
}

MODEL = {
    "operation": ["supports", "does-not-support", "cannot-say", "declines"],
    "age": ["18-29", "30-39", "40-49", "50-59", "60-and-over"],
    "sex": ["men", "women"],
    "settlement": ["two-capitals", "from-500000", "100000-to-500000", "smaller-town", "village"],
    "television": ["not-a-source", "a-source"],
    "sample": ["fresh", "panel", "hard-to-reach"],
}


# -- From the columns of a file to answers in words --------------------------------------------


def people(wave: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Weight and traits of the respondents of one wave, in words.

    wave: key of `WAVES`.   frame: its public file, one row a respondent.
    Returns `weight`, the factors of the wave, and `sample` ("all" where there is only one).
    Whom the pollster gives the weight zero, for want of a trait to weight by, is left out.
    Raises ValueError for a column that is missing, a code that is unknown and a weight that is
    missing or negative.
    """
    weights = pd.to_numeric(_column(wave, frame, WAVES[wave].weight), errors="coerce")
    if not (weights >= 0).all():
        raise ValueError(
            f"Wave {wave}, column {WAVES[wave].weight}: found a weight that is missing or negative."
        )
    found = pd.DataFrame({"weight": weights, "sample": "all"})
    for factor, (column, codes) in FACTORS.get(wave, {}).items():
        found[factor] = _decoded(wave, frame, column, codes)
    return found[found["weight"] > 0]


def answers(item: Item, frame: pd.DataFrame) -> pd.Series:
    """The answers to one item in words, missing where it was not asked.

    frame: public file of the item's wave.   Raises ValueError as `people`.
    """
    found = pd.Series(None, index=frame.index, dtype=object)
    for column, codes in item.columns.items():
        found = found.where(found.notna(), _decoded(item.wave, frame, column, codes))
    if item.blank:
        found = found.fillna(item.blank)
    if item.asked:
        column, code = item.asked
        found = found.where(_column(item.wave, frame, column) == code)
    return found


def _column(wave, frame, column):
    if column not in frame:
        raise ValueError(f"Wave {wave}: the file has no column {column!r}.")
    return frame[column]


def _decoded(wave, frame, column, codes):
    values = _column(wave, frame, column)
    unknown = values[values.notna() & ~values.isin(list(codes))]
    if len(unknown):
        expected = ", ".join(map(str, codes))
        raise ValueError(
            f"Wave {wave}, column {column}: found {unknown.iloc[0]}, expected one of {expected}."
        )
    return values.map(codes).astype(object).where(values.notna())


# -- Tables of aggregates ----------------------------------------------------------------------


def tables(waves: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """All aggregates: "shares", "differences" and "model".

    waves: for each key of `WAVES` its public file, one row a respondent.
    Raises ValueError as `people`, and when a wave is missing.
    """
    for wave in WAVES:
        if wave not in waves:
            raise ValueError(f"Wave {wave} is missing.")
    asked = {wave: people(wave, frame) for wave, frame in waves.items()}
    given = [(item, answers(item, waves[item.wave])) for item in ITEMS]
    return {
        "shares": shares_of_answers(asked, given),
        "differences": differences(asked, given),
        "model": model(asked["13"], dict(_of(given, FIRST_AIM, "13"))["all"]),
    }


def shares_of_answers(asked: dict[str, pd.DataFrame], given: list) -> pd.DataFrame:
    """Weighted shares of all items, of everybody and of the groups in `CROSSED`.

    asked: wave -> `people`.   given: pairs of item and `answers`.
    Returns `microdata.answer_shares` for each, with `wave`, `question`, `wording`, `sample`,
    `group`, `level` and the columns of `described`.
    """
    parts = []
    for item, answer in given:
        for sample, group, level, rows in _cells(item, asked[item.wave]):
            table = microdata.answer_shares(rows.assign(answer=answer), "answer")
            table = table[table["answer"] != UNNAMED]
            parts.append(_placed(table, item, sample, group, level))
    return described(pd.concat(parts, ignore_index=True), "answer")


def _cells(item, rows):
    """Sample, group, level and respondents of every table of one item."""
    yield from _samples(item.wave, rows)
    for group in CROSSED.get((item.wave, item.question, item.wording), []):
        for level, part in rows.groupby(group, sort=True):
            yield "all", group, level, part


def _samples(wave, rows):
    """The same for everybody: all samples together, and each where there are several."""
    yield "all", EVERYONE, EVERYONE, rows
    if wave == "13":
        for sample in SAMPLES.values():
            yield sample, EVERYONE, EVERYONE, rows[rows["sample"] == sample]


def _placed(table, item, sample, group, level):
    place = {
        "wave": item.wave,
        "question": item.question,
        "wording": item.wording,
        "sample": sample,
        "group": group,
        "level": level,
    }
    return table.assign(**place)


def differences(asked: dict[str, pd.DataFrame], given: list) -> pd.DataFrame:
    """Leads of one answer over another, and effects of the wording, in points.

    asked, given: as for `shares_of_answers`. Only differences between cells of `microdata.LEAST`
    respondents or more are kept.
    Returns `contrast` (what minus what), `kind` ("same-people" or "two-groups"), the columns of
    `microdata.lead`, and the place and description as `shares_of_answers`.
    """
    parts = [*_leads(asked, given), *_effects(asked, given)]
    return described(pd.concat(parts, ignore_index=True), "contrast")


def _leads(asked, given):
    """Each lead of `LEADS` as a table of one row."""
    for question, (wave, pairs) in LEADS.items():
        listed = [(item, answer) for item, answer in given if item.question == question]
        item = listed[0][0]
        for first, second in pairs:
            ahead, behind = _chosen(listed, first), _chosen(listed, second)
            for *place, rows in _cells(item, asked[wave]):
                a, b = ahead[rows.index], behind[rows.index]
                if min(a.sum(), b.sum()) >= microdata.LEAST:
                    row = microdata.lead(rows, a, b)
                    row |= {"contrast": f"{first}-minus-{second}", "kind": "same-people"}
                    yield _placed(pd.DataFrame([row]), item, *place)


def _effects(asked, given):
    """Each effect of `VERSIONS` as a table of one row."""
    for question, (wave, version, other, compared) in VERSIONS.items():
        both = dict(_of(given, question, wave))
        answer = both[version].where(both[version].notna(), both[other])
        item = Item(wave, question, "all", {})
        for *place, rows in _samples(wave, asked[wave]):
            rows = rows[answer[rows.index].notna()]
            heard = both[version][rows.index].notna()
            for said in compared:
                mine = answer[rows.index] == said
                if min((mine & heard).sum(), (mine & ~heard).sum()) >= microdata.LEAST:
                    row = microdata.gap(rows, mine, heard)
                    row |= {"contrast": f"{said}-{version}-minus-{other}", "kind": "two-groups"}
                    yield _placed(pd.DataFrame([row]), item, *place)


def _of(given, question, wave):
    """Pairs of wording and answers of one question in one wave."""
    return [(i.wording, a) for i, a in given if (i.question, i.wave) == (question, wave)]


def _chosen(listed, answer):
    """Who gave this answer, in a list of items or in one question."""
    for item, given in listed:
        if any(answer in codes.values() for codes in item.columns.values()):
            return given == answer
    raise ValueError(f"No item of {listed[0][0].question!r} has the answer {answer!r}.")


def model(rows: pd.DataFrame, aim: pd.Series) -> pd.DataFrame:
    """Who names NATO rather than land, among those who name one of the two.

    rows: `people` of wave 13.   aim: their answers to the question on the first aim.
    Returns `microdata.choice_model` over the factors of `MODEL`, described.
    """
    chose = aim.isin(["nato", "land"])
    table = microdata.choice_model(rows[chose], aim[chose] == "nato", MODEL)
    place = {"wave": "13", "question": FIRST_AIM}
    return described(table.assign(**place), "level")


ROUNDED = {
    "effective_n": 1, "share": 2, "low": 2, "high": 2, "difference": 2, "coefficient": 3,
    "error": 3, "p": 4, "p_factor": 4, "adjusted": 2,
}  # fmt: skip
ORDER = [
    "id", "wave", "field_start", "field_end", "question", "wording", "sample", "group", "level",
    "answer", "contrast", "kind", "factor", "n", "effective_n", "observations", "count", "share",
    "difference", "coefficient", "error", "p", "p_factor", "adjusted", "low", "high", "status",
    "source", "other_sources",
]  # fmt: skip


def described(table: pd.DataFrame, last: str) -> pd.DataFrame:
    """The table as it is published: rounded, with id, dates, status and sources, in `ORDER`.

    table: with `wave`, `question` and the columns that tell its rows apart.   last: column that
    ends the id. What holds for all ("all", "everyone") is not named in the id.
    """
    parts = ["question", "wave", "wording", "sample", "group", "factor", "level", last]
    parts = [part for part in dict.fromkeys(parts) if part in table]
    ids = [
        "-".join(part for part in row if part not in ("all", EVERYONE))
        for row in table[parts].itertuples(index=False)
    ]
    waves = table["wave"].map(WAVES)
    table = table.assign(
        id=ids,
        field_start=[wave.start for wave in waves],
        field_end=[wave.end for wave in waves],
        status="computed",
        source=SOURCE,
        other_sources=[wave.sources for wave in waves],
    )
    table = table.round({column: n for column, n in ROUNDED.items() if column in table})
    return table[[column for column in ORDER if column in table]].reset_index(drop=True)


# -- As the other polls ------------------------------------------------------------------------


def as_polls(table: pd.DataFrame) -> pd.DataFrame:
    """Answers of everybody, in the columns of the table `survey/polls`.

    table: `survey/chronicles-shares`. Of the wave with several samples the fresh one is taken,
    which the pollster recommends for comparison with earlier waves.
    """
    rows = table[table["group"] == EVERYONE]
    several = rows["wave"].isin(rows.loc[rows["sample"] != "all", "wave"])
    rows = rows[(rows["sample"] == "fresh") | ~several]
    return rows.assign(
        pollster=POLLSTER,
        population="RU",
        mode="telephone",
        date_precision="day",
        arm=rows["wording"],
        arm_n=rows["n"],
        note=np.nan,
    )[[
        "id", "pollster", "population", "mode", "field_start", "field_end", "date_precision", "n",
        "arm_n", "question", "arm", "answer", "share", "status", "source", "other_sources", "note",
    ]]  # fmt: skip
