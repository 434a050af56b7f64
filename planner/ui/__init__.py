"""The app: one file a page, what the pages share, and runs in the background.

``main`` puts it together from ``sidebar`` (which plan, which result), ``live`` (the run under way)
and the pages ``overview``, ``demand``, ``what_if`` and ``rota``, which Streamlit runs as scripts.
``state`` and ``presets`` remember what was read; ``figures`` and ``messages`` word it. Without
Streamlit: ``jobs`` (runs as processes), ``results`` (what they wrote), ``coverage_view``,
``rota_view``, ``rota_service`` and ``levers`` (the numbers shown), ``launch`` (starting the app).
"""
