"""Near misses: incidents of one kind and the same parties, close in time, kept apart, with the reason."""

from analysis import near_misses
from analysis.codebook import load

BOOK = load()


def incident(name: str, day: str | None, source: str = "Norway", target: str = "Sweden", type_: str = "strike", place: str | None = None) -> dict:
    return {"incident_id": name, "type": type_, "earliest": day, "latest": day, "source_party": source, "target_party": target, "place": place}


def found(*incidents: dict, told: dict[str, tuple[str, ...]] = {}) -> dict[tuple[str, str], str]:
    events = [{"incident_id": name, "report_id": report} for name, reports in told.items() for report in reports]
    return {(row["incident_id"], row["other_incident_id"]): row["reason"] for row in near_misses.find(incidents, events, codebook=BOOK)}


def test_two_attacks_in_a_week_are_close_and_days_apart():
    reasons = found(incident("a", "2030-03-01"), incident("b", "2030-03-05"))
    assert "Norway as who acts" in reasons["a", "b"] and "4 days lie between 2030-03-01 and 2030-03-05" in reasons["a", "b"]


def test_one_report_that_tells_of_both_keeps_them_apart():
    assert "one report tells of both (r)" in found(incident("a", "2030-03-01"), incident("b", "2030-03-01"), told={"a": ("r",), "b": ("r",)})["a", "b"]


def test_places_keep_them_apart():
    reasons = found(incident("a", "2030-03-01", place="Oslo"), incident("b", "2030-03-01", place="Bergen"))
    assert "by place (Oslo and Bergen)" in reasons["a", "b"]


def test_a_day_that_is_not_told():
    assert "not told" in found(incident("a", "2030-03-01"), incident("b", None))["a", "b"]


def test_other_parties_other_kinds_and_long_gaps_are_not_close():
    assert not found(incident("a", "2030-03-01"), incident("b", "2030-03-02", target="Denmark"))
    assert not found(incident("a", "2030-03-01"), incident("b", "2030-03-02", type_="meeting"))
    assert not found(incident("a", "2030-03-01"), incident("b", "2030-05-02"))


def test_cost_grows_with_the_number_of_incidents():
    many = [incident(f"{n:05}", f"2030-{1 + n % 12:02}-{1 + n % 28:02}") for n in range(5000)]
    assert len(found(*many)) < 5000
