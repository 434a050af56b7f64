"""Forecasting: history, profiles, calendars and events to contacts in every interval.

``forecasting`` puts the forecast together, ``backtesting`` says how good it would have been. Below
them: ``streams`` (what feeds a queue), ``series`` (history on the wall clock), ``learning`` and
``model`` (an ordinary day), ``events``, ``drivers``, ``shape`` (without history), ``spread``
(uncertainty) and ``lines`` (all of it by interval). ``learning_on`` learns from the first days of
the horizon, by ``updating`` and ``surge``.
"""

from planner.demand.backtesting import backtest as backtest
from planner.demand.forecasting import forecast as forecast
from planner.demand.learning_on import Learning as Learning
from planner.demand.learning_on import learn as learn
