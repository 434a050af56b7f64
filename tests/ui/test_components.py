"""Parts of pages that are drawn anew by themselves."""

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from planner.ui.components import redraw

    @st.fragment
    def part() -> None:
        st.write(f"done {st.session_state.get('times', 0)} times")
        if st.button("Do"):
            st.session_state["times"] = st.session_state.get("times", 0) + 1
            redraw()

    part()


def test_what_is_done_while_the_whole_page_is_drawn_is_answered() -> None:
    app = AppTest.from_function(_page).run()
    app.button[0].click().run()
    assert not app.exception
    assert app.markdown[0].value == "done 1 times"
