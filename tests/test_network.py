"""The network asked in NumPy's way says what spaCy's own layers say."""

import numpy as np
import pytest

from analysis import language, network

TEXTS = (
    "Two drones were shot down over the strait on Friday, the ministry said.",
    "No one was hurt.",
    "",
    "The minister, who had arrived from Geneva with three aides, denied that any talks on the port were planned.",
)


@pytest.fixture(scope="module")
def spacy_own():
    """The model as it is shipped, but for the way it multiplies."""
    import spacy

    nlp = spacy.load(language._weights(), exclude=["ner", "senter"])
    nlp.get_pipe("tok2vec").model.ops.use_blis = False
    return nlp


def test_words_between_their_neighbours_are_encoded_alike(spacy_own):
    encode = spacy_own.get_pipe("tok2vec").model.layers[1]
    rng = np.random.default_rng(0)
    docs = [rng.standard_normal((length, encode.get_dim("nO")), dtype="f") for length in (7, 1, 23)]
    for ours, theirs in zip(network.encoded(encode).predict(docs), encode.predict(docs), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


def test_the_parser_moves_alike(spacy_own):
    parser = spacy_own.get_pipe("parser")
    trees = []
    for states_of in (parser.predict, lambda docs: network.moved(parser, docs)):
        docs = [spacy_own.make_doc(text) for text in TEXTS]
        tok2vec = spacy_own.get_pipe("tok2vec")
        tok2vec.set_annotations(docs, tok2vec.predict(docs))
        parser.set_annotations(docs, states_of(docs))
        trees.append([[(word.head.i, word.dep_) for word in doc] for doc in docs])
    assert trees[0] == trees[1]
    assert any(label == "nsubj" for _, label in trees[0][0])


def test_nothing_is_parsed_where_there_are_no_words(spacy_own):
    docs = [spacy_own.make_doc("")]
    assert all(state.is_final() for state in network.moved(spacy_own.get_pipe("parser"), docs))
