"""What the first days teach: level, launches, the rest of today, handle times.

    level    a Kalman filter on each day's contacts over the expected ones: a day moves an
             established level by 13 % of its surprise (5 days' half-life), and much more where
             nothing was known or three days in a row surprise the same way
    launches height at once, half-life when the fading shows: :mod:`planner.demand.surge`
    today    contacts so far are Gamma-Poisson around the expected ones; how busy the day is holds
             for the hours to come, less and less (Avramidis, Deslauriers and L'Ecuyer, 2004)
    handle   contact-weighted ratio to the expected handle time, drawn to 1 while contacts are few

Days are local to the stream's customers. What comes far above anything expected, without an event
that would explain it, is taken for an unannounced surge.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from planner.demand.events import CURVED, EPOCH, belief_of, effect, multiplier_of, ramp_at
from planner.demand.lines import Grid, Learnt, Pieces
from planner.demand.model import Model
from planner.demand.rows import Rows
from planner.demand.series import Bools, Floats, Ints, wall_clock
from planner.demand.surge import Surge, day_noise, learnt
from planner.domain import Event

GAIN = 1 - 2 ** (-1 / 5)
"""Part of a day's surprise that an established level takes over: 5 days' half-life."""
UNKNOWN_LEVEL, DRIVEN_LEVEL = 0.5, 0.3
"""Coefficient of variation of a level that is assumed, or follows from drivers."""
SURPRISING, IN_A_ROW, STEP_DAYS = 2.0, 3, 3
OUTLIERS = (0.5, 1.6)
LEAST_CONTACTS = 5.0
FADING_PER_HOUR = 0.97
ORDINARY_EXCESS = 0.25
"""Days on which events bring more than this over the usual volume teach nothing about the level."""
SURGE_RATIO, SURGE_SIGMAS, SURGE_CONTACTS = 2.0, 6.0, 30.0
UNANNOUNCED = "unannounced surge"
FIRST_HOURS, LEAST_BEGUN = 0.5, 0.05
"""Of a launch that begins with a share f of its day to come, that day brings f to this power of a
whole day's contacts: the hours after the news are the busiest (one real surge: 0.7 in place of 0.4
of a day). Shares below the second are taken for it."""
EARLY_DAYS = 7
"""A surge that comes so many days before a launch at most is taken for the launch."""
AHT_CONTACTS, AHT_HALF_LIFE_DAYS = 50.0, 5.0


@dataclass(frozen=True, kw_only=True)
class Update:
    """What actual contacts have taught about one stream.

    ``known_until`` UTC seconds of the end of its actuals, ``level`` factor on usual contacts from
    the next day on, ``today`` the factor on the rest of the day, ``days`` complete local days seen.
    """

    pieces: Pieces
    known_until: int
    days: int = 0
    level: float = 1.0
    today: float = 1.0
    surges: tuple[tuple[Event, Surge], ...] = ()

    def told(self) -> list[tuple[str, float, float, float, float]]:
        """Name, peak over usual, and 10, 50 and 90 % half-life of the launches that have begun."""
        return [
            (event.event, _peak(self.pieces, event, belief), *belief.half_life)
            for event, belief in self.surges
        ]


@dataclass(frozen=True, kw_only=True)
class _Days:
    """The stream's actuals by local day, one entry a day: sums over the pieces that are known.

    ``cell`` day index of each piece or -1, ``whole`` days of which every piece is known; ``each``
    contacts of every piece, 0 where unknown.
    """

    number: Ints
    contacts: Floats
    each: Floats
    cell: Ints
    whole: Bools

    def sums(self, values: Floats) -> Floats:
        """Sums over the known pieces of each day."""
        known = self.cell >= 0
        return np.bincount(self.cell[known], values[known], len(self.number)).astype(float)


def updated(pieces: Pieces, model: Model, rows: Rows, grid: Grid) -> Update:
    """Learn from one stream's actual contacts inside the horizon."""
    seen = rows.chosen((rows.start >= grid.first) & np.isfinite(rows.offered))
    if not len(seen.start):
        return Update(pieces=pieces, known_until=grid.first)
    until = int(seen.start.max()) + seen.minutes * 60
    days = _by_day(pieces, seen, grid)
    pieces = _with_surge(pieces, model, days, grid)
    before = _level(pieces, model, days, grid, {})
    beliefs = _beliefs(pieces, days, grid, before)
    track = _level(pieces, model, days, grid, beliefs)
    usual, today = _factors(pieces, model, days, grid, track, beliefs, until)
    lesson = Learnt(
        usual=usual, usual_cv2=track.variance[-1], aht=_handle_time(pieces, seen),
        beliefs=beliefs,
    )  # fmt: skip
    return Update(
        pieces=pieces.with_learnt(lesson), known_until=until, days=int(days.whole.sum()),
        level=track.after[-1], today=today,
        surges=tuple((event, belief) for event, belief in beliefs.items()),
    )  # fmt: skip


def _by_day(pieces: Pieces, rows: Rows, grid: Grid) -> _Days:
    """Lay actual rows on the pieces of the grid, then on local days."""
    per_row = rows.minutes // grid.step
    first = (rows.start - grid.first) // (grid.step * 60) + grid.lead
    piece = (first[:, None] + np.arange(per_row)).ravel()
    inside = piece < len(grid.middle)
    local = wall_clock(grid.middle, pieces.stream.place).day
    number = np.arange(local[piece[inside]].min(), local[piece[inside]].max() + 1)
    cell = np.full(len(local), -1, dtype=np.int64)
    cell[piece[inside]] = local[piece[inside]] - number[0]
    count = len(number)
    offered = np.repeat(rows.offered / per_row, per_row)[inside]
    each = np.bincount(piece[inside], offered, len(local)).astype(float)
    contacts = np.bincount(cell[piece[inside]], offered, count)
    known = np.bincount(cell[cell >= 0], minlength=count)
    every = np.bincount((local - number[0])[np.isin(local, number)], minlength=count)
    return _Days(
        number=number, contacts=contacts.astype(float), each=each, cell=cell, whole=known == every
    )  # fmt: skip


def _expected(pieces: Pieces, grid: Grid, beliefs: dict[Event, Surge]) -> tuple[Floats, Floats]:
    """Usual contacts of every piece with the factors of events, and what events add."""
    stream = pieces.stream
    done = effect(stream.events, grid.middle, stream.place, beliefs)
    added = np.zeros(len(pieces.usual))
    for event, (strength, _) in done.added.items():
        added += pieces.peak[event] * strength
    return pieces.usual * done.volume, added


@dataclass(frozen=True, kw_only=True)
class _Track:
    """The level before and after each day, and its variance after; the last entry is the newest."""

    before: list[float]
    after: list[float]
    variance: list[float]


def _level(
    pieces: Pieces, model: Model, days: _Days, grid: Grid, beliefs: dict[Event, Surge]
) -> _Track:
    """Follow the level over the days; see the module."""
    with_events, added = _expected(pieces, grid, beliefs)
    expected, more = days.sums(with_events), days.sums(added)
    plain = days.sums(pieces.usual)
    whole = _whole_day(pieces, pieces.usual, days, grid)
    ordinary = (expected + more <= (1 + ORDINARY_EXCESS) * plain) & (plain >= LEAST_CONTACTS)
    established = model.last_day is not None and not pieces.stream.drivers
    noise = model.v_day
    drift = GAIN**2 * noise / (1 - GAIN)
    level, variance = 1.0, _first_variance(pieces, model)
    track = _Track(before=[], after=[], variance=[])
    row, quick = 0, 0
    for day in range(len(days.number)):
        track.before.append(level)
        if ordinary[day] and expected[day] > 0:
            seen = (days.contacts[day] - more[day]) / expected[day]
            width = noise * whole[day] / plain[day] + max(level, 0.1) / expected[day]
            surprise = (seen - level) / np.sqrt(variance + width)
            row = _row(row, surprise)
            quick = STEP_DAYS if abs(row) >= IN_A_ROW else max(0, quick - 1)
            if quick:
                variance = max(variance, width)
            if established and not quick:
                seen = float(np.clip(seen, OUTLIERS[0] * level, OUTLIERS[1] * level))
            gain = variance / (variance + width)
            level, variance = level + gain * (seen - level), (1 - gain) * variance
        variance += drift
        track.after.append(float(level))
        track.variance.append(float(variance))
    return track


def _row(row: int, surprise: float) -> int:
    """Days in a row with a surprise of one sign; negative ones count downwards."""
    if abs(surprise) <= SURPRISING:
        return 0
    sign = 1 if surprise > 0 else -1
    return row + sign if row * sign > 0 else sign


def _first_variance(pieces: Pieces, model: Model) -> float:
    if pieces.stream.drivers:
        return DRIVEN_LEVEL**2
    return GAIN * model.v_day / (1 - GAIN) if model.last_day is not None else UNKNOWN_LEVEL**2


def _whole_day(pieces: Pieces, values: Floats, days: _Days, grid: Grid) -> Floats:
    """Sums over each whole local day, known or not."""
    local = wall_clock(grid.middle, pieces.stream.place).day - days.number[0]
    here = (local >= 0) & (local < len(days.number))
    return np.bincount(local[here], values[here], len(days.number)).astype(float)


def _with_surge(pieces: Pieces, model: Model, days: _Days, grid: Grid) -> Pieces:
    """The stream with an event for what comes far above anything expected."""
    if model.last_day is None:
        return pieces
    with_events, added = _expected(pieces, grid, {})
    expected = days.sums(with_events + added)
    width = np.sqrt(expected + model.v_day * expected**2)
    far = (days.contacts > SURGE_RATIO * expected) & (expected > 0)
    far &= days.contacts - expected > np.maximum(SURGE_SIGMAS * width, SURGE_CONTACTS)
    active = [e for e in pieces.stream.events if e.kind in CURVED and _size(pieces, e).any()]
    far &= np.array([not _explained(active, int(day)) for day in days.number])
    if not far.any():
        return pieces
    at = int(np.flatnonzero(far)[0])
    begun = datetime.combine(EPOCH + timedelta(days=int(days.number[at])), datetime.min.time())
    stream, events = pieces.stream, pieces.stream.events
    early = next((event for event in active if 0 < (event.start - begun).days <= EARLY_DAYS), None)
    if early is not None:
        moved = replace(early, start=begun, ramp_hours=0.0)
        events = tuple(moved if event == early else event for event in events)
        peak = {moved if e == early else e: size for e, size in pieces.peak.items()}
        return replace(pieces, stream=replace(stream, events=events), peak=peak)
    event = Event(
        event=UNANNOUNCED, kind="launch", start=begun,
        multiplier=float(days.contacts[at] / expected[at]), ramp_hours=0.0,
    )  # fmt: skip
    return replace(pieces, stream=replace(stream, events=(*events, event)))


def _explained(events: Sequence[Event], day: int) -> bool:
    """Whether a launch or campaign is under way on a local day (days since 1970)."""
    at = EPOCH + timedelta(days=day)
    return any(
        event.start.date() <= at and (event.end is None or at <= event.end.date())
        for event in events
    )


def _size(pieces: Pieces, event: Event) -> Floats:
    """Contacts that the event is stated to bring in each piece where S is 1."""
    more = pieces.usual * max(multiplier_of(event) - 1, 0.0)
    return np.asarray(more + pieces.peak.get(event, 0.0), dtype=float)


def _peak(pieces: Pieces, event: Event, belief: Surge) -> float:
    """Volume at the event's peak over the usual one."""
    usual = float(pieces.usual.sum())
    stated = float(_size(pieces, event).sum()) / usual if usual > 0 else np.nan
    return 1 + stated * belief.height


def _beliefs(pieces: Pieces, days: _Days, grid: Grid, before: _Track) -> dict[Event, Surge]:
    """What is known now of the launches and campaigns that have begun."""
    stream, found = pieces.stream, dict[Event, Surge]()
    level = np.array(before.before)
    for event in stream.events:
        size = _size(pieces, event)
        if event.kind not in CURVED or not size.any():
            continue
        ramp = ramp_at(event, grid.middle, stream.place)
        exposure = days.sums(size * ramp)
        felt = exposure > 0
        if not felt.any():
            continue
        since = days.number - (event.start.date() - EPOCH).days
        whole = np.maximum(_whole_day(pieces, size, days, grid), 1e-9)
        heat = _heat(_whole_day(pieces, size * ramp, days, grid) / whole, since)
        known = np.minimum(exposure / whole, 1.0) * heat
        others = replace(stream, events=tuple(e for e in stream.events if e != event))
        with_events, added = _expected(replace(pieces, stream=others), grid, found)
        on = ramp > 0
        rest = level * days.sums(with_events * on) + days.sums(added * on)
        found[event] = learnt(
            belief_of(event), since[felt].tolist(), exposure=(level * heat * exposure)[felt],
            excess=(days.sums(days.each * on) - rest)[felt],
            noise=day_noise(days.contacts, known)[felt],
        )  # fmt: skip
    return found


def _heat(begun: Floats, since: Ints) -> Floats:
    """Factor on what a launch's first day tells: ``begun`` is its share of the day to come."""
    first = np.where(since == 0, begun, 1.0)
    return np.asarray(np.maximum(first, LEAST_BEGUN) ** (FIRST_HOURS - 1), dtype=float)


def _factors(
    pieces: Pieces, model: Model, days: _Days, grid: Grid, track: _Track,
    beliefs: dict[Event, Surge], until: int,
) -> tuple[Floats, float]:  # fmt: skip
    """Factor on usual contacts of every piece from the end of the actuals on, and today's."""
    place = pieces.stream.place
    local = wall_clock(grid.middle, place).day
    now = int(wall_clock(np.array([until - 1]), place).day[0])
    usual = np.full(len(local), track.after[-1])
    usual[grid.middle < until] = 1.0
    if days.whole[-1] or now != days.number[-1]:
        return usual, track.after[-1]
    with_events, added = _expected(pieces, grid, beliefs)
    level = track.before[-1]
    expected = level * days.sums(with_events)[-1] + days.sums(added)[-1]
    busy = (1 / model.v_day + days.contacts[-1]) / (1 / model.v_day + expected)
    rest = (grid.middle >= until) & (local == now)
    lead = (grid.middle[rest] - until) / 3600
    usual[rest] += (busy * level - track.after[-1]) * FADING_PER_HOUR**lead
    return usual, float(busy * level)


def _handle_time(pieces: Pieces, rows: Rows) -> float:
    """Factor on the expected handle time, newer contacts first."""
    stream = pieces.stream
    told = np.isfinite(rows.aht_s) & (rows.offered > 0)
    if not told.any():
        return 1.0
    rows = rows.chosen(told)
    expected = stream.aht_s * effect(stream.events, rows.middle, stream.place).aht
    age = (rows.start.max() - rows.start) / 86_400
    weight = rows.offered * 0.5 ** (age / AHT_HALF_LIFE_DAYS)
    ratio = float((weight * rows.aht_s / expected).sum())
    return (AHT_CONTACTS + ratio) / (AHT_CONTACTS + float(weight.sum()))
