import networkx as nx
import pandas as pd
import pytest
from matplotlib.text import Text
from report import tables
from report.ledger import argument


def frame(*edges, nodes=""):
    """A graph from "a>b" (attacks) or ("a", "b", relation)."""
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes)
    for edge in edges:
        start, end, relation = (*edge.split(">"), "attacks") if isinstance(edge, str) else edge
        graph.add_edge(start, end, relation=relation)
    return graph


def accepted(graph):
    return {node for node, label in argument.grounded(graph).items() if label == "in"}


# -- Frameworks from the literature ------------------------------------------------------------


@pytest.mark.parametrize(
    "edges, expected",
    [
        # Dung (1995), example 1: the last word wins, and so reinstates the first.
        (["c>b", "b>a"], {"a": "in", "b": "out", "c": "in"}),
        # Nixon diamond: quaker and republican attack each other, and neither is accepted.
        (["quaker>republican", "republican>quaker"], {"quaker": "open", "republican": "open"}),
        # Odd cycle, and the shortest of them.
        (["a>b", "b>c", "c>a"], {"a": "open", "b": "open", "c": "open"}),
        (["a>a"], {"a": "open"}),
        # A self-attacker is no obstacle once something unattacked defeats it.
        (["a>a", "b>a", "a>c"], {"a": "out", "b": "in", "c": "in"}),
        # Floating acceptance: in under every choice between a and b, and still not grounded.
        (["a>b", "b>a", "a>c", "b>c", "c>d"], dict.fromkeys("abcd", "open")),
        # Even chain below an undecided pair stays undecided.
        (["a>b", "b>a", "b>c", "c>d"], dict.fromkeys("abcd", "open")),
        # A longer chain: in and out alternate from the unattacked end.
        (["e>d", "d>c", "c>b", "b>a"], dict(zip("edcba", ["in", "out"] * 2 + ["in"]))),
    ],
)
def test_known_frameworks(edges, expected):
    assert argument.grounded(frame(*edges)) == expected


def test_without_attack_everything_is_accepted():
    assert accepted(frame(nodes="abc")) == set("abc")


def characteristic(graph):
    """Grounded extension by iterating Dung's characteristic function from the empty set."""
    extension = set()
    while True:
        defended = {
            node
            for node in graph
            if all(extension & set(graph.predecessors(enemy)) for enemy in graph.predecessors(node))
        }
        if defended == extension:
            return extension
        extension = defended


@pytest.mark.parametrize("seed", range(40))
def test_labelling_is_the_least_fixed_point_of_the_characteristic_function(seed):
    graph = nx.gnp_random_graph(9, 0.18, seed=seed, directed=True)
    nx.set_edge_attributes(graph, "attacks", "relation")
    assert accepted(graph) == characteristic(graph)


# -- Support -----------------------------------------------------------------------------------

CHAIN = [("i", "p", "depends_on"), ("i", "q", "depends_on"), ("i", "c", "supports")]


@pytest.mark.parametrize(
    "against, expected",
    [
        ([], {"p": "in", "q": "in", "i": "in", "c": "in"}),
        # One premise falls, and with it the inference and the conclusion.
        (["x>p"], {"p": "out", "q": "in", "i": "out", "c": "out"}),
        # An open premise leaves open what needs it.
        (["x>p", "p>x"], {"p": "open", "q": "in", "i": "open", "c": "open"}),
        # A premise that falls decides, whatever the other one does.
        (["x>p", "p>x", "y>q"], {"p": "open", "q": "out", "i": "out", "c": "out"}),
        # An attack on the conclusion leaves the way to it untouched.
        (["x>c"], {"p": "in", "q": "in", "i": "in", "c": "out"}),
    ],
)
def test_premises_carry_inference_and_conclusion(against, expected):
    labels = argument.grounded(frame(*CHAIN, *against))
    assert {node: labels[node] for node in expected} == expected


def test_an_undercut_inference_leaves_premises_standing():
    labels = argument.grounded(frame(*CHAIN, ("x", "i", "undercuts")))
    assert [labels[node] for node in "pqic"] == ["in", "in", "out", "out"]


def test_one_standing_inference_is_enough():
    edges = [("i", "c", "supports"), ("j", "c", "supports")]
    assert argument.grounded(frame(*edges, "x>i"))["c"] == "in"
    assert argument.grounded(frame(*edges, "x>i", "y>j"))["c"] == "out"
    # One out and one open: the conclusion may still stand.
    assert argument.grounded(frame(*edges, "x>i", "y>j", "j>y"))["c"] == "open"


def test_support_in_a_circle_accepts_nothing():
    circle = [("i", "c", "supports"), ("i", "c2", "depends_on"), ("j", "c2", "supports"),
              ("j", "c", "depends_on")]
    assert set(argument.grounded(frame(*circle)).values()) == {"open"}


def test_an_accepted_conclusion_attacks_on():
    assert argument.grounded(frame(*CHAIN, "c>z"))["z"] == "out"
    assert argument.grounded(frame(*CHAIN, "x>p", "c>z"))["z"] == "in"


def test_unknown_relation_is_refused():
    with pytest.raises(ValueError, match="'likes'"):
        argument.grounded(frame(("a", "b", "likes")))


# -- Verdicts ----------------------------------------------------------------------------------


def small(claims, ratings, counter=True):
    """Premise p, inference i, conclusion c and, against p, the counter-argument r."""
    arguments = pd.DataFrame(
        {
            "id": ["p", "i", "c", "r"],
            "article": ["A", "A", "A", "book"],
            "section": "one",
            "role": ["premise", "inference", "conclusion", "counter"],
            "label": ["First", "Then", "So", "But no"],
            "text": "text",
            "claims": [claims, None, None, "B1.1"],
        }
    )
    relations = pd.DataFrame(
        [("i", "p", "depends_on"), ("i", "c", "supports"), ("r", "p", "attacks")],
        columns=["from", "to", "relation"],
    )
    verdicts = pd.DataFrame(
        {"claim": ["A1.1", "A1.2", "B1.1"], "rating": [*ratings, "contradicted"]}
    )
    if not counter:
        arguments, relations = arguments[:3], relations[:2]
    return arguments, relations, verdicts


def labels(*parts, **options):
    return argument.grounded(argument.framework(*parts, **options))


@pytest.mark.parametrize(
    "rating, label",
    [
        ("supported", "in"),
        ("mostly supported", "in"),
        ("mixed", "open"),
        ("not testable", "open"),
        ("not supported", "out"),
        ("contradicted", "out"),
    ],
)
def test_a_verdict_reaches_the_conclusion(rating, label):
    found = labels(*small("A1.1", [rating, "supported"], counter=False))
    assert [found[node] for node in "pic"] == [label] * 3


def test_the_worst_claim_counts():
    assert labels(*small("A1.1;A1.2", ["supported", "contradicted"], counter=False))["p"] == "out"
    assert labels(*small("A1.1;A1.2", ["not testable", "mixed"], counter=False))["p"] == "open"


def test_a_counter_argument_beats_a_claim_that_it_meets_unanswered():
    found = labels(*small("A1.1", ["supported", "supported"]))
    assert (found["p"], found["c"], found["r"]) == ("out", "out", "in")


def test_a_mixed_claim_answers_its_counter_argument():
    found = labels(*small("A1.1", ["mixed", "supported"]))
    assert (found["p"], found["c"], found["r"]) == ("open", "open", "open")


def test_a_verdict_that_fails_the_claim_leaves_the_counter_argument_standing():
    found = labels(*small("A1.1", ["not supported", "supported"]))
    assert (found["p"], found["r"]) == ("out", "in")


def test_what_cannot_be_tested_can_be_let_stand():
    parts = small("A1.1", ["not testable", "supported"], counter=False)
    assert labels(*parts)["c"] == "open"
    assert labels(*parts, contested=("mixed",))["c"] == "in"
    # A counter-argument keeps it open: letting it stand is no victory over a reason.
    parts = small("A1.1", ["not testable", "supported"])
    assert labels(*parts, contested=("mixed",))["c"] == "open"


def test_counter_arguments_are_not_attacked_by_the_verdicts_they_rest_on():
    graph = argument.framework(*small("A1.1", ["supported", "supported"]))
    assert "verdict on r" not in graph
    assert graph.nodes["r"]["rating"] == ""


def test_a_relation_to_nothing_is_refused():
    arguments, relations, verdicts = small("A1.1", ["supported", "supported"])
    with pytest.raises(KeyError, match="'r' is no argument"):
        argument.framework(arguments[:3], relations, verdicts)


def test_grounds_name_what_decides():
    parts = small("A1.1", ["mixed", "supported"])
    nodes = argument.labelled(argument.framework(*parts), parts[0]).set_index("id")
    assert nodes.loc["p", "ground"] == "attack r; worst verdict: mixed"
    assert nodes.loc["i", "ground"] == "needs p"
    assert nodes.loc["c", "ground"] == "rests on i"


def test_variants_by_hand():
    table = argument.variants(*small("A1.1", ["mixed", "supported"])).set_index("variant")
    assert table["open"].to_dict() == {
        "as drawn": 1,
        "claims that cannot be tested let stand": 1,
        "without the book's counter-arguments": 1,
        "counter-arguments without verdicts": 0,
        "the articles' best case": 0,
    }
    assert table.loc["counter-arguments without verdicts", "out"] == 1
    assert table.loc["the articles' best case", "in"] == 1


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
    table = argument.retold(paragraphs, claims, "A")
    assert table["Claims"].tolist() == ["A1.1, A1.2", "", "Makes no claim"]
    assert table["In our words"].tolist() == ["Says much.", "Heading: on little", "Bridge."]


def test_facts_name_what_bears_on_an_argument():
    parts = small("A1.1", ["mixed", "supported"])
    nodes = argument.labelled(argument.framework(*parts), parts[0])
    table = argument.facts(nodes, parts[1], "one").set_index("Argument")
    assert table["What bears on it"].to_dict() == {
        "p": "r attacks", "i": "p needed", "c": "i leads here", "r": "",
    }


# -- The maps of the book ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def book():
    arguments, relations = tables.load("ledger/arguments"), tables.load("ledger/relations")
    graph = argument.framework(arguments, relations, tables.load("ledger/verdicts"))
    return graph, argument.labelled(graph, arguments), relations


def test_every_argument_has_its_place(book):
    graph, nodes, relations = book
    roles = nodes.set_index("id")["role"]
    for node in roles[roles == "conclusion"].index:
        assert argument.backing(graph, node), f"{node} is concluded from nothing"
    for node in roles[roles == "inference"].index:
        assert argument.needs(graph, node), f"{node} needs no premise"
    ends = {"depends_on": ("inference", ("premise", "conclusion")),
            "supports": ("inference", ("conclusion",)),
            "attacks": ("counter", ("premise", "conclusion")),
            "undercuts": ("counter", ("inference",))}
    for row in relations.itertuples(index=False):
        start, end = ends[row.relation]
        assert roles[row[1]] == start and roles[row.to] in end, row.id


def test_counter_arguments_rest_on_verdicts_and_have_one_target(book):
    _, nodes, relations = book
    counters = nodes[nodes["role"] == "counter"]
    assert counters["claims"].notna().all() and counters["chapter"].notna().all()
    assert relations[relations["from"].isin(counters["id"])].groupby("from").size().eq(1).all()
    assert not relations[relations["from"].isin(counters["id"])]["to"].duplicated().any()


def test_maps_read_from_the_top(book):
    _, nodes, relations = book
    for section in nodes["section"].unique():
        order = argument.facts(nodes, relations, section)["Argument"].tolist()
        for start, end, relation in zip(
            relations["from"], relations["to"], relations["relation"], strict=True
        ):
            if start in order and end in order and relation in ("depends_on", "supports"):
                above, below = (end, start) if relation == "depends_on" else (start, end)
                assert order.index(above) < order.index(below)


def test_every_argument_is_drawn_with_its_acceptance_inside_the_picture(book):
    _, nodes, relations = book
    for section in nodes["section"].unique():
        fig = argument.plot_map(nodes, relations, section)
        fig.draw_without_rendering()
        words = [text for text in fig.findobj(Text) if text.get_text().strip()]
        shown = [text.get_text() for text in words]
        drawn = nodes[nodes["id"].isin(argument.facts(nodes, relations, section)["Argument"])]
        for row in drawn.itertuples():
            assert f"{row.id}{'' if row.role == 'counter' else ' ' + row.role}" in shown
        for label, count in drawn["acceptance"].value_counts().items():
            assert shown.count(label) == count
        frame = fig.bbox
        for text in words:
            box = text.get_window_extent()
            assert frame.x0 <= box.x0 and box.x1 <= frame.x1, text.get_text()
            assert frame.y0 <= box.y0 and box.y1 <= frame.y1, text.get_text()


def test_an_unknown_section_is_refused(book):
    _, nodes, relations = book
    with pytest.raises(KeyError, match="'nowhere'"):
        argument.plot_map(nodes, relations, "nowhere")


# The page "The two articles" says in words which conclusions stand; a change of verdict or map
# that moves one of them has to be written there, too.
SAID = {
    "A-5": "open", "A-11": "open", "A-15": "open", "A-17": "open", "A-18": "open", "A-19": "out",
    "B-5": "out", "B-9": "in", "B-11": "out", "B-15": "open", "B-16": "open", "B-19": "in",
}


def test_the_page_says_what_stands(book):
    _, nodes, _ = book
    found = nodes[nodes["role"] == "conclusion"].set_index("id")["acceptance"].to_dict()
    assert found == SAID


def test_conclusions_do_not_hang_on_the_counter_arguments(book):
    _, nodes, relations = book
    own = nodes[nodes["role"] != "counter"]
    kept = relations[relations["from"].isin(own["id"])]
    alone = argument.grounded(argument.framework(own, kept, tables.load("ledger/verdicts")))
    assert {node: alone[node] for node in SAID} == SAID
