"""The app: one file a page, what the pages share, and runs in the background.

``main`` puts it together from ``sidebar`` (which plan, result, site, clock, language), ``live``
(the run under way) and the pages ``overview``, ``demand``, ``what_if``, ``team_rules``,
``optimise``, ``rota`` and ``compare``, which Streamlit runs as scripts. ``state``, ``drafts`` and
``rota_steps`` remember what was read and changed; ``figures``, ``messages`` and ``texts`` word it;
``gap_panel``, ``rota_panel``, ``by_week``, ``cover_differences`` and ``cost_and_service`` are parts
of pages;
``app_words``, ``column_words`` and ``table_words`` say what reports, tables of the plan folder and
tables of results mean. Without Streamlit: ``jobs`` (runs as
processes), ``results`` (what they wrote), ``coverage_view``, ``rota_view``, ``rota_service``,
``comparing``, ``short_interval``, ``fixes``, ``rota_draft``, ``history`` and ``levers`` (the
numbers shown), ``launch`` (starting the app), ``serve`` (its server).
"""
