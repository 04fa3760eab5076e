"""Imported by the server that reading processes are forked from: what it loads, they share."""

from analysis import gazetteer, language, reading  # noqa: F401

language.parse([{"text": "The model is loaded, and the forms of words with it."}])
gazetteer.begins("a")
