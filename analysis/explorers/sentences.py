"""Findings in words."""

import html


class Sentence:
    """A finding in words, built from computed values; what a report says stays text in it."""

    def __init__(self, *lines: str):
        self.lines = [line for line in lines if line]

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        lines = [html.escape(line) for line in self.lines]
        body = lines[0] if len(lines) == 1 else "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
        return {"text/html": f'<div class="wb-say">{body}</div>', "text/plain": str(self)}


def say(*lines: str) -> Sentence:
    """The sentences as a paragraph, or as a list if there are several."""
    return Sentence(*lines)
