"""The app from a checkout: ``streamlit run app.py`` or ``streamlit run app.py -- FOLDER``."""

from planner.ui.main import main

main()
