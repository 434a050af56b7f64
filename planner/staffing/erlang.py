"""Erlang B, C and A: who waits, who gives up, and how many agents are enough.

Every function takes numbers or arrays that broadcast and gives a float for numbers, an array for
arrays. ``load`` is in erlangs (contacts per second times mean handle time, 0 to 1e5), ``agents``
may be fractions of people, all times are in seconds. ``patience`` is the *mean* time after which
a waiting contact gives up (Erlang A); ``None``, or infinity within an array, means nobody does
(Erlang C). Wrong arguments raise ``ValueError`` naming the argument, its value and what was
expected.

Sources: A. K. Erlang (1917); C. Palm (1957); O. Garnett, A. Mandelbaum, M. Reiman, "Designing a
call center with impatient customers" (2002); A. Mandelbaum, S. Zeltyn, "Service engineering in
action: the Palm/Erlang-A queue" (2007); D. L. Jagerman (1984) for fractions of agents.
"""

from typing import Any

import numpy as np

from planner.staffing import steady_state as model
from planner.staffing.arguments import Values, broadcast, check_definition, shaped
from planner.staffing.poisson_tail import Array
from planner.staffing.target import Target


def blocking(load: Values, agents: Values) -> Any:
    """Share of contacts turned away when nobody can wait (Erlang B).

    Parameters
    ----------
    load
        Offered load in erlangs.
    agents
        Agents or lines; real-valued.
    """
    given, shape = broadcast(load=load, agents=agents)
    return shaped(model.blocking(given["load"], given["agents"]), shape)


def wait_probability(
    load: Values, agents: Values, *, aht: Values, patience: Values | None = None
) -> Any:
    """Share of contacts that have to wait at all (Erlang C, with patience Erlang A).

    1 under Erlang C with no more agents than load.
    """
    state, _, shape = _state(load, agents, aht, patience, 0.0)
    return shaped(state.wait, shape)


def service_level(
    load: Values, agents: Values, *, aht: Values, within: Values,
    patience: Values | None = None, definition: str = "offered",
) -> Any:  # fmt: skip
    """Share of contacts answered within the target time.

    Parameters
    ----------
    load, agents
        Erlangs and agents.
    aht, within, patience
        Mean handle time, time to answer within, mean patience, in seconds.
    definition
        ``offered``: answered in time, of all contacts. ``answered``: of those answered at all.
        ``excluding_short_abandons``: of all but those who gave up within the time. ``virtual``:
        share that would be answered in time if it had endless patience. Without ``patience``
        they are the same.

    Notes
    -----
    0 under Erlang C with no more agents than load: the queue grows for ever.
    """
    check_definition(definition, tuple(model.DEFINITIONS))
    state, _, shape = _state(load, agents, aht, patience, within)
    return shaped(model.DEFINITIONS[definition](state), shape)


def mean_wait(load: Values, agents: Values, *, aht: Values, patience: Values | None = None) -> Any:
    """Mean wait of all contacts in seconds, those who give up included.

    Infinite under Erlang C with no more agents than load.
    """
    state, given, shape = _state(load, agents, aht, patience, 0.0)
    return shaped(state.mean_wait * given["aht"], shape)


def abandonment(load: Values, agents: Values, *, aht: Values, patience: Values | None) -> Any:
    """Share of contacts that give up waiting (Erlang A); 0 where patience is endless."""
    state, _, shape = _state(load, agents, aht, patience, 0.0)
    return shaped(state.abandon, shape)


def occupancy(load: Values, agents: Values, *, aht: Values, patience: Values | None = None) -> Any:
    """Share of their time that agents are busy: carried load, without those who gave up."""
    state, _, shape = _state(load, agents, aht, patience, 0.0)
    return shaped(state.occupancy, shape)


def required_agents(
    load: Values, *, aht: Values, within: Values, service_level: Values,
    patience: Values | None = None, definition: str = "offered",
    max_occupancy: Values | None = None, max_abandon: Values | None = None,
) -> Any:  # fmt: skip
    """Fewest whole agents that keep the service level and, where given, both limits.

    With patience this may be fewer agents than load; set ``max_abandon`` or ``max_occupancy``
    so that a service level is not bought with contacts that give up. No load needs nobody.

    Parameters
    ----------
    load
        Offered load in erlangs.
    aht, within, patience
        Mean handle time, time to answer within, mean patience, in seconds.
    service_level
        Target share, see :func:`service_level` for ``definition``.
    max_occupancy
        Largest share of busy time, of carried load.
    max_abandon
        Largest share of contacts that give up.

    Returns
    -------
    int or array of int
        Agents at work, before shrinkage.
    """
    target = Target.of(
        load=load, aht=aht, within=within, patience=patience, service_level=service_level,
        max_abandon=max_abandon, max_occupancy=max_occupancy, definition=definition,
    )  # fmt: skip
    return shaped(target.whole().astype(np.int64), target.shape)


def required_agents_real(
    load: Values, *, aht: Values, within: Values, service_level: Values,
    patience: Values | None = None, definition: str = "offered",
    max_occupancy: Values | None = None, max_abandon: Values | None = None,
) -> Any:  # fmt: skip
    """Agents that are just enough, as a real number; rounded up it is :func:`required_agents`.

    Same parameters. Known to a millionth of an agent, from above; the formulas are continued to
    fractions of agents as by Jagerman (1984).
    """
    target = Target.of(
        load=load, aht=aht, within=within, patience=patience, service_level=service_level,
        max_abandon=max_abandon, max_occupancy=max_occupancy, definition=definition,
    )  # fmt: skip
    return shaped(target.real(), target.shape)


def _state(
    load: Values, agents: Values, aht: Values, patience: Values | None, within: Values
) -> tuple[model.SteadyState, dict[str, Array], tuple[int, ...]]:
    given, shape = broadcast(load=load, agents=agents, aht=aht, patience=patience, within=within)
    handle = given["aht"]
    state = model.steady_state(
        given["load"], given["agents"], given["patience"] / handle, given["within"] / handle
    )
    return state, given, shape
