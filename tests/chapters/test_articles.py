"""Labels of arguments: never weakened by better evidence for them, whatever the graph."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moscow_aims import data
from moscow_aims.chapters import articles
from moscow_aims.methods import argument

FAILS, UNDECIDED, STANDS = argument.LABELS
INDEX = argument.LABELS.index


def links(*edges) -> pd.DataFrame:
    return pd.DataFrame(edges, columns=["from", "to", "relation"])


def labelled(strength: dict, *edges) -> dict:
    return argument.labels(pd.Series(strength, dtype=object), links(*edges)).to_dict()


# -- One step at a time ------------------------------------------------------------------------

CHAIN = [("i", "p", "depends_on"), ("i", "q", "depends_on"), ("i", "c", "supports")]


@pytest.mark.parametrize("weakest", argument.LABELS)
def test_a_conclusion_is_no_stronger_than_the_weakest_premise(weakest):
    found = labelled({"p": weakest, "q": STANDS, "i": STANDS, "c": STANDS}, *CHAIN)
    assert found == {"p": weakest, "q": STANDS, "i": weakest, "c": weakest}


def test_a_conclusion_takes_the_strongest_inference_and_its_own_evidence():
    edges = [("i", "c", "supports"), ("j", "c", "supports")]
    assert labelled({"i": FAILS, "j": STANDS, "c": STANDS}, *edges)["c"] == STANDS
    assert labelled({"i": FAILS, "j": UNDECIDED, "c": STANDS}, *edges)["c"] == UNDECIDED
    assert labelled({"i": FAILS, "j": STANDS, "c": FAILS}, *edges)["c"] == FAILS


@pytest.mark.parametrize(
    "objection, step, expected",
    [
        (STANDS, STANDS, UNDECIDED),  # a doubt, not a refutation
        (UNDECIDED, STANDS, STANDS),  # a doubtful doubt changes nothing
        (FAILS, STANDS, STANDS),
        (STANDS, FAILS, FAILS),
    ],
)
def test_an_objection_counts_as_far_as_its_evidence_carries_it(objection, step, expected):
    assert labelled({"o": objection, "s": step}, ("o", "s", "objects_to"))["s"] == expected


def test_an_objection_can_be_objected_to():
    edges = [("o", "s", "objects_to"), ("r", "o", "objects_to")]
    assert labelled({"o": STANDS, "r": STANDS, "s": STANDS}, *edges)["s"] == STANDS


def test_a_relation_to_nothing_an_unknown_relation_and_a_circle_are_refused():
    with pytest.raises(KeyError, match="'z' is no argument"):
        labelled({"a": STANDS}, ("z", "a", "supports"))
    with pytest.raises(ValueError, match="'likes' is unknown"):
        labelled({"a": STANDS, "b": STANDS}, ("a", "b", "likes"))
    with pytest.raises(ValueError, match="rest on each other"):
        labelled({"a": STANDS, "b": STANDS}, ("a", "b", "supports"), ("b", "a", "supports"))


# -- Any graph ---------------------------------------------------------------------------------


@st.composite
def frameworks(draw):
    """Strengths and relations without circles: each argument bears only on later ones."""
    size = draw(st.integers(1, 9))
    names = [f"n{number}" for number in range(size)]
    strength = pd.Series(
        draw(st.lists(st.sampled_from(argument.LABELS), min_size=size, max_size=size)),
        index=names,
        dtype=object,
    )
    edges = []
    for later in range(size):
        for earlier in range(later):
            kind = draw(st.sampled_from([None, *argument.RELATIONS]))
            ends = (names[earlier], names[later])
            if kind:
                edges.append((*(ends[::-1] if kind == "depends_on" else ends), kind))
    return strength, links(*edges)


def sides(relations: pd.DataFrame, changed: str) -> dict[str, set[int]]:
    """For each argument the signs of all ways from `changed` to it: +1 for, -1 against."""
    reached = {changed: {1}}
    pending = [(changed, 1)]
    while pending:
        node, sign = pending.pop()
        for start, end, relation in relations.itertuples(index=False):
            tail, head = (end, start) if relation == "depends_on" else (start, end)
            turned = -sign if relation == "objects_to" else sign
            if tail == node and turned not in reached.setdefault(head, set()):
                reached[head].add(turned)
                pending.append((head, turned))
    return reached


def check_monotone(strength, relations, changed, better):
    """Raising `changed` never lowers what it supports and never raises what it objects to."""
    before = argument.labels(strength, relations)
    raised = strength.copy()
    raised[changed] = better
    after = argument.labels(raised, relations)
    for node, signs in sides(relations, changed).items():
        if signs == {1}:
            assert INDEX(after[node]) >= INDEX(before[node]), node
        if signs == {-1}:
            assert INDEX(after[node]) <= INDEX(before[node]), node
    untouched = [node for node in strength.index if node not in sides(relations, changed)]
    assert after[untouched].equals(before[untouched])


@given(frameworks(), st.data())
def test_better_evidence_never_weakens_what_it_supports(framework, data):
    strength, relations = framework
    changed = data.draw(st.sampled_from(list(strength.index)))
    better = data.draw(st.sampled_from(argument.LABELS[INDEX(strength[changed]) :]))
    check_monotone(strength, relations, changed, better)


@given(frameworks())
def test_extremes(framework):
    strength, relations = framework
    unopposed = relations[relations["relation"] != "objects_to"]
    best = argument.labels(strength.map(lambda _: STANDS), unopposed)
    assert set(best) == {STANDS}
    worst = argument.labels(strength.map(lambda _: FAILS), relations)
    assert set(worst) == {FAILS}


# -- From verdicts and evidence ----------------------------------------------------------------


def test_the_worst_claim_and_the_rule_decide_what_carries_an_argument():
    arguments = pd.DataFrame(
        {
            "id": ["p", "i", "o"],
            "role": ["premise", "inference", "objection"],
            "claims": ["A1.1;A1.2", None, None],
            "evidence": [None, None, "A9.1-1;A9.1-2"],
        }
    )
    verdicts = pd.DataFrame({"claim": ["A1.1", "A1.2"], "rating": ["supported", "contradicted"]})
    evidence = pd.DataFrame(
        {
            "id": ["A9.1-1", "A9.1-2"],
            "claim": "A9.1",
            "direction": "opposes",
            "test": ["straw in the wind", "hoop"],
            "kind": ["press", "model"],
            "source": ["a", "b"],
            "other_sources": None,
        }
    )
    sources = pd.DataFrame({"id": ["a", "b"], "publisher": ["Agency", "Paper"]})
    found = articles.ratings(arguments, verdicts, evidence, sources)
    # The objection has one weak row left: a model shows what is possible, not what is.
    assert found.to_dict() == {"p": "contradicted", "i": "supported", "o": "mixed"}


def test_retold_lists_claims_or_says_why_there_are_none():
    paragraphs = pd.DataFrame(
        {
            "id": ["A1", "A2", "A3", "B1"],
            "article": ["A", "A", "A", "B"],
            "paragraph": [1, 2, 3, 1],
            "kind": ["text", "heading", "text", "text"],
            "gist": ["Says much.", "on little", "Bridge.", "Other."],
            "note": [None, None, "Makes no claim", None],
        }
    )
    claims = pd.DataFrame(
        {"id": ["A1.1", "B1.1", "A1.2"], "article": ["A", "B", "A"], "paragraph": [1, 1, 1]}
    )
    table = articles.retold(paragraphs, claims, "A")
    assert table["Claims"].tolist() == ["A1.1, A1.2", "", "Makes no claim"]
    assert table["In our words"].tolist() == ["Says much.", "Heading: on little", "Bridge."]


# -- The arguments of the book -----------------------------------------------------------------


@pytest.fixture(scope="module")
def book():
    names = ["arguments", "relations", "verdicts", "evidence"]
    return {name: data.load(f"ledger/{name}") for name in names}


@pytest.fixture(scope="module")
def relations(book):
    return book["relations"][["from", "to", "relation"]]


@pytest.fixture(scope="module")
def rated(book):
    return articles.ratings(
        book["arguments"], book["verdicts"], book["evidence"], data.load("sources")
    )


def conclude(book, relations, verdicts=None) -> pd.Series:
    """Labels of the conclusions by the ledger's verdicts or by those given."""
    verdicts = book["verdicts"] if verdicts is None else verdicts
    rated = articles.ratings(book["arguments"], verdicts, book["evidence"], data.load("sources"))
    found = argument.labels(rated.map(argument.STRENGTH), relations)
    roles = book["arguments"].set_index("id")["role"]
    return found[found.index.map(roles) == "conclusion"]


def test_every_conclusion_stands_on_supported_claims_and_none_on_contradicted_ones(book, relations):
    unopposed = relations[relations["relation"] != "objects_to"]
    supported = book["verdicts"].assign(rating="supported")
    assert set(conclude(book, unopposed, supported)) == {STANDS}
    contradicted = book["verdicts"].assign(rating="contradicted")
    assert set(conclude(book, relations, contradicted)) == {FAILS}


@pytest.mark.parametrize("better", ["mixed", "mostly supported"])
def test_no_claim_of_the_book_weakens_a_conclusion_by_a_better_rating(book, relations, better):
    before = conclude(book, relations)
    verdicts = book["verdicts"]
    named = {claim for cell in book["arguments"]["claims"] for claim in data.ids(cell)}
    worse = verdicts["rating"].map(argument.STRENGTH).map(INDEX) < INDEX(argument.STRENGTH[better])
    for claim in set(verdicts.loc[worse, "claim"]) & named:
        raised = verdicts.assign(
            rating=verdicts["rating"].where(verdicts["claim"] != claim, better)
        )
        after = conclude(book, relations, raised)
        assert after.map(INDEX).ge(before.map(INDEX)).all(), claim


@pytest.mark.parametrize("better", argument.LABELS)
def test_any_argument_of_the_book_can_be_raised(rated, relations, better):
    strength = rated.map(argument.STRENGTH)
    for changed in strength.index:
        if INDEX(better) >= INDEX(strength[changed]):
            check_monotone(strength, relations, changed, better)


def test_every_argument_has_its_place(book):
    roles = book["arguments"].set_index("id")["role"]
    ends = {
        "depends_on": ("inference", {"premise", "conclusion"}),
        "supports": ("inference", {"conclusion"}),
        "objects_to": ("objection", {"premise", "inference", "conclusion"}),
    }
    for row in book["relations"].itertuples(index=False):
        start, end = ends[row.relation]
        assert roles[row[1]] == start and roles[row.to] in end, row.id
    concluded = book["relations"].query("relation == 'supports'")["to"]
    assert set(roles[roles == "conclusion"].index) == set(concluded)
    inferred = book["relations"].query("relation == 'depends_on'")["from"]
    assert set(roles[roles == "inference"].index) == set(inferred)


def test_claims_and_evidence_named_by_arguments_exist(book):
    for column, known in [
        ("claims", book["verdicts"]["claim"]),
        ("evidence", book["evidence"]["id"]),
    ]:
        named = {each for cell in book["arguments"][column] for each in data.ids(cell)}
        assert named <= set(known)
    objections = book["arguments"].query("role == 'objection'")
    assert objections["evidence"].notna().all() and objections["claims"].isna().all()


# The page "The two articles" says in words which conclusions stand; a verdict that moves one of
# them has to be written there, too.
SAID = {
    "A-5": UNDECIDED,
    "A-11": UNDECIDED,
    "A-15": UNDECIDED,
    "A-17": UNDECIDED,
    "A-18": UNDECIDED,
    "A-19": UNDECIDED,
    "B-5": UNDECIDED,
    "B-9": STANDS,
    "B-11": FAILS,
    "B-15": UNDECIDED,
    "B-16": UNDECIDED,
    "B-19": STANDS,
}


def test_the_page_says_what_stands(book, relations):
    assert conclude(book, relations).to_dict() == SAID


@pytest.mark.parametrize("article", ["A", "B"])
def test_each_conclusion_is_shown_once_with_what_carries_it(book, relations, article):
    judged = articles.judge(book["verdicts"])
    shown = articles.conclusions(judged, relations, book["verdicts"], article)
    names = [name for name in SAID if name.startswith(article)]
    assert shown["Result"].tolist() == [SAID[name] for name in names]
    assert len(shown) <= 10
    premises = judged.query("role != 'objection'").set_index("text")["label"]
    for row in shown.to_dict("records"):
        carried = [text for text in premises.index if text in row["What carries it"]]
        assert carried or row["What carries it"] == "No premise that stands."
        assert (premises[carried] == STANDS).all()
        assert (row["Result"] == STANDS) == (row["What it lacks"] == "–")
    objections = judged.query("role == 'objection' and label == @STANDS")["text"]
    lacks = " ".join(shown["What it lacks"])
    assert all(lacks.count(text) <= 1 for text in objections)
