"""The words that the model is asked for once, in its layers and in its rules, are those of the model as it ships."""

from functools import cache
from pathlib import Path

import pytest
import spacy

from analysis import codebook, language, reports, sentences, spans

AWKWARD = [
    "There is no doubt that there are mines, and over there's the gate.",
    "Let's go, they're gonna leave; y'all ain't ready, c'mon, you gotta see.",
    "\"There were, he said, \"no strikes\" there.\"",
    "",
    "'s",
]


@cache
def shipped():
    return spacy.load(language._weights(), exclude=["ner", "senter"])


def by_the_rules(text: str):
    return shipped()(text.translate(language.PLAIN))


def forms(doc) -> list[tuple]:
    return [(token.text, token.tag_, token.dep_, token.head.i, token.pos_, token.lemma_) for token in doc]


@pytest.mark.parametrize("text", AWKWARD)
def test_word_forms_of_awkward_sentences(text):
    assert forms(language.parse([{"text": text}])[0]) == forms(by_the_rules(text))


def test_word_forms_and_parses_of_the_seeds_do_not_depend_on_what_is_parsed_with_them():
    texts = []
    for report in reports.read([Path(__file__).parents[1] / "seeds"])[0]:
        texts += sentences.find(report, spans.find(report, codebook=codebook.load()))
    together = [forms(doc) for doc in language.parse(texts)]
    assert together == [forms(by_the_rules(row["text"])) for row in texts]
