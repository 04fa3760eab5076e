"""The live host: the script as a widget, and what it tells Python."""

from analysis import charts
from analysis.explorers.cells import script


def widget(spec: dict, answer):
    """The live host. Its class is made here because only a live notebook needs the widget machinery."""
    import anywidget
    import traitlets

    class Table(anywidget.AnyWidget):
        _esm, _css = script(), charts.stylesheet()
        spec = traitlets.Dict().tag(sync=True)
        shown = traitlets.Any(None)  # the rows that are shown, as the script tells them
        picked = traitlets.Int(-1)

    def receive(widget, message: dict, buffers: list) -> None:
        if message.get("kind") == "shown":
            widget.shown = memoryview(buffers[0]).cast("B").cast("I").tolist()
        elif message.get("kind") == "picked":
            widget.picked = message["row"]
        else:
            widget.send(answer(message))

    widget = Table(spec=spec)
    widget.on_msg(receive)
    return widget
