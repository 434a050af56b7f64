"""Forecasting: history, profiles, calendars and events to contacts in every interval.

``forecasting`` puts the forecast together, ``backtesting`` says how good it would have been. Below
them: ``streams`` (what feeds a queue), ``series`` (history on the wall clock), ``learning`` and
``model`` (an ordinary day), ``events``, ``shape`` (without history) and ``spread`` (uncertainty).
"""

from planner.demand.backtesting import backtest as backtest
from planner.demand.forecasting import forecast as forecast
