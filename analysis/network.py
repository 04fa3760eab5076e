"""The network of the language model, asked in NumPy's way: the same numbers, and so the same parses, for half the work.

Its own layers are made for training: they keep what learning needs, and ask in steps too small for a processor.
"""

import numpy as np

BLOCK = 64  # words


def asked_once(embed, most: int):
    """The layers that look at each word by itself, a third of tok2vec's work, asked once for words alike to them.

    They are asked in blocks of one size: multiplied with few others, a word might come out with other last digits.
    At `most` words what is known of them is forgotten.
    """
    from thinc.api import Model, chain

    look, work = embed.layers[0], chain(*embed.layers[1:])
    known: dict[bytes, np.ndarray] = {}  # what they see in a word -> what they make of it

    def forward(layer, docs, is_train):
        seen = np.concatenate(look.predict(docs))
        keys = seen.view(f"V{seen.strides[0]}").ravel().tolist()
        if len(known) > most:
            known.clear()
        if new := {key: i for i, key in enumerate(keys) if key not in known}:
            blocks = np.resize(seen[list(new.values())], (len(new) + -len(new) % BLOCK, seen.shape[1]))
            known.update(zip(new, work.predict([blocks])[0][: len(new)].copy(), strict=True))
        made = np.concatenate([known[key] for key in keys]).reshape(len(keys), -1)
        return layer.ops.unflatten(made, [len(doc) for doc in docs]), None

    return Model("asked_once", forward)


def encoded(encode):
    """The layers that look at each word between its neighbours, in memory that is taken once for all of them.

    In each a word adds to itself the largest of three sums of what it and its neighbours are, scaled to mean 0 and
    variance 1. The sums stand apart, so that whole rows are compared. Blanks (`pad`) keep the sentences apart.
    """
    from thinc.api import Model

    pad = encode.attrs["pad"]
    weights = [_by_piece(layer) for layer in encode.walk() if layer.name == "maxout"]
    scales = [(layer.get_param("G"), layer.get_param("b")) for layer in encode.walk() if layer.name == "layernorm"]

    def forward(layer, docs, is_train):
        words = layer.ops.flatten(docs, pad=pad)
        width = words.shape[1]
        near = np.zeros((len(words), 3 * width), words.dtype)  # the word before, the word, the word after
        sums = np.empty_like(near)
        for (weight, bias), (scale, shift) in zip(weights, scales, strict=True):
            near[1:, :width], near[:, width : 2 * width], near[:-1, 2 * width :] = words[:-1], words, words[1:]
            np.matmul(near, weight, out=sums)
            sums += bias
            largest = np.maximum(np.maximum(sums[:, :width], sums[:, width : 2 * width]), sums[:, 2 * width :])
            words += _scaled(largest) * scale + shift
        return layer.ops.unflatten(words, [len(doc) for doc in docs], pad=pad), None

    return Model("encoded", forward)


def _by_piece(maxout) -> tuple[np.ndarray, np.ndarray]:
    """Weights and biases of a maxout layer with all its first pieces before all its second ones."""
    weight, bias = maxout.get_param("W"), maxout.get_param("b")
    return np.ascontiguousarray(weight.swapaxes(0, 1).reshape(-1, weight.shape[2]).T), bias.T.ravel()


def _scaled(rows: np.ndarray) -> np.ndarray:
    """Each row with mean 0 and variance 1."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    return rows * ((rows * rows).mean(axis=1, keepdims=True) + 1e-08) ** -0.5


def moved(parser, docs: list) -> list:
    """The states of spaCy's parser when every document is parsed: what `parser.predict` gives.

    That gives up the interpreter's lock and asks for it back at each word, which costs more than the parsing.
    """
    states = parser.moves.init_batch(docs)
    if open_ := [state for state in states if not state.is_final()]:
        step = parser.model.predict(docs)
        weight, bias = np.ascontiguousarray(step.vec2scores.get_param("W").T), step.vec2scores.get_param("b")
        while open_:
            seen = step.state2vec.predict(step.get_token_ids(open_))
            open_ = parser.transition_states(open_, seen @ weight + bias)
        step.clear_memory()
    return states
