"""Events as they are shown beside a queue's volume: when, on the clock shown, and how much."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from planner.clock import instant, zone
from planner.demand.events import concerning, spent
from planner.domain import Event, Plan
from planner.ui.texts import t
from planner.ui.wording import day_words


@dataclass(frozen=True, kw_only=True)
class EventSpan:
    """One event in one market; ``start`` and ``end`` are wall clock in the zone shown."""

    name: str
    kind: str
    market: str
    start: datetime
    end: datetime
    effect: str

    @property
    def marks(self) -> tuple[str, str]:
        """Start and end as a chart takes them: wall clock that says it is UTC."""
        return f"{self.start:%Y-%m-%dT%H:%M:00Z}", f"{self.end:%Y-%m-%dT%H:%M:00Z}"

    @property
    def words(self) -> tuple[str, str]:
        """``Mon 1 Mar 09:00`` and the end."""
        start, end = (f"{day_words(m.date())} {m:%H:%M}" for m in (self.start, self.end))
        return start, end


def event_spans(plan: Plan, queue: str, place: ZoneInfo) -> list[EventSpan]:
    """Events of a queue that fall into the horizon, in order; the same time is told once."""
    found: dict[tuple[str, datetime], EventSpan] = {}
    for span in _spans(plan, queue, place):
        key = (span.name, span.start)
        known = found.get(key)
        market = f"{known.market}, {span.market}" if known else span.market
        found[key] = EventSpan(**{**vars(span), "market": market})
    return sorted(found.values(), key=lambda span: span.start)


def _spans(plan: Plan, queue: str, place: ZoneInfo) -> Iterator[EventSpan]:
    name = plan.queue[queue].part_of or queue
    markets = [(m.market, m.timezone) for m in plan.markets if m.queue == name]
    for market, timezone in markets or [("", plan.queue[queue].timezone)]:
        for event in concerning(plan.events, name, market):
            ended = spent(event)
            last = ended.end or ended.start.replace(hour=23, minute=59)
            start, end = (_instant(moment, zone(timezone)) for moment in (event.start, last))
            if end <= plan.horizon.first or start >= plan.horizon.last:
                continue
            yield EventSpan(
                name=event.event, kind=event.kind, market=market,
                start=max(start, plan.horizon.first).astimezone(place),
                end=min(end, plan.horizon.last).astimezone(place), effect=_effect(event),
            )  # fmt: skip


def _instant(wall: datetime, place: ZoneInfo) -> datetime:
    return instant(wall.date(), wall.hour * 60 + wall.minute, place)


def _effect(event: Event) -> str:
    """How much an event changes: volume, contacts, handle time."""
    parts = []
    if event.multiplier is not None:
        parts.append(t("volume × {0:g}", event.multiplier))
    if event.contacts:
        parts.append(t("{0:+,.0f} contacts", event.contacts))
    if event.aht_factor is not None:
        parts.append(t("handle time × {0:g}", event.aht_factor))
    return ", ".join(parts)
