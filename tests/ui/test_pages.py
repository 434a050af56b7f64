"""Every page opens on every example, with and without a result, and says what it should."""

import hashlib
import json
import os
import shutil
import time
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.demand import forecast
from planner.example_folders import examples
from planner.folder import read_folder, read_plan, write_whole
from planner.staffing import explain
from planner.sweeps import Case, sweep
from planner.ui.results import read_table
from planner.ui.table_words import REPORTS
from tests.support.folders import write_folder
from tests.ui.conftest import Open

PAGES = (
    "overview",
    "demand",
    "what_if",
    "team_rules",
    "optimise",
    "rota",
    "questions",
    "compare",
    "sweep",
    "kpis",
)


def figures(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def visible(app: AppTest) -> str:
    """All text that stands on the page."""
    parts = [*app.markdown, *app.caption, *app.info, *app.error, *app.warning]
    return "\n".join(str(part.value) for part in parts)


def move(app: AppTest, slider: str, value: float) -> None:
    """Put one of our own sliders, which need a browser, to a position."""
    app.session_state[slider] = value
    app.run()


@pytest.mark.parametrize("example", sorted(examples()))
@pytest.mark.parametrize("page", PAGES)
def test_pages_open_without_a_result(open_app: Open, example: str, page: str) -> None:
    app = open_app(examples()[example], page=page)
    assert not app.exception
    assert not app.error
    if page == "overview":
        assert set(figures(app)) == {"Required", "With shrinkage", "Queues", "People"}
        assert "Nothing is planned yet" in visible(app)
        assert [b.label for b in app.button if b.label == "Plan it now"]
    if page == "rota":
        assert "There is no rota yet" in visible(app)


@pytest.mark.parametrize("example", sorted(examples()))
@pytest.mark.parametrize("page", PAGES)
def test_pages_open_with_a_result(open_app: Open, results: Path, example: str, page: str) -> None:
    app = open_app(examples()[example], runs=results, page=page)
    assert not app.exception
    assert not app.error
    if page == "overview":
        assert figures(app)["Gap"] == "10.00%"
        assert "Service by queue" in visible(app)
    if page == "rota":
        assert len(app.dataframe[0].value) == (180 if example == "follow_the_sun" else 8)


def test_the_demand_page_tells_how_a_number_comes_about(open_app: Open) -> None:
    app = open_app(examples()["follow_the_sun"], page="demand")
    assert app.code[0].value.startswith("voice_en, ")
    app.selectbox(key="demand_queue").set_value("voice_de").run()
    app.selectbox(key="explained_day_voice_de").set_value(date(2027, 3, 2)).run()
    times = app.selectbox(key="explained_time_voice_de_2027-03-02")
    times.select_index(times.options.index("10:00")).run()
    assert not app.exception
    told = app.code[0].value
    assert told.startswith("voice_de, Tue 2027-03-02 10:00–10:15 UTC (Tue 11:00 Europe/Berlin")
    assert "Just enough:" in told
    plan = read_plan(examples()["follow_the_sun"])
    assert told == explain(plan, forecast(plan), "voice_de", datetime(2027, 3, 2, 10))


def test_more_volume_lowers_service_and_raises_cost_and_need(open_app: Open, results: Path) -> None:
    app = open_app(examples()["follow_the_sun"], runs=results, page="what_if")
    before = figures(app)
    move(app, "volume", 30)
    after = figures(app)
    for label in ("Required", "Short", "Cost"):
        assert amount(after[label]) > amount(before[label])
    assert amount(after["Service level"]) < amount(before["Service level"])


def test_scenarios_of_the_folder_are_places_to_start_from(open_app: Open, results: Path) -> None:
    app = open_app(examples()["follow_the_sun"], runs=results, page="what_if")
    before = figures(app)
    app.selectbox(key="scenario").set_value("manila_lost").run()
    assert not app.exception
    after = figures(app)
    assert amount(after["Short"]) > amount(before["Short"])
    assert after["Required"] == before["Required"]


def test_a_wrong_folder_lists_all_its_problems_in_a_table(open_app: Open, tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "wrong",
        {"contracts.csv": "contract,max_hours_per_week\nfull,many\n", "shifts.csv": None},
    )
    app = open_app(folder)
    assert not app.exception
    assert "2 problems" in app.error[0].value
    assert set(app.table[0].value["file"]) >= {"contracts.csv", "shifts.csv"}


def test_what_is_open_is_saved_as_a_version_and_then_as_the_next(
    open_app: Open, results: Path
) -> None:
    app = open_app(examples()["corner_shop"], runs=results, page="compare")
    for number, note in enumerate(("as it is", "again"), start=1):
        if number == 1:
            next(t for t in app.text_input if t.label == "Scenario").input("Spring")
        next(t for t in app.text_input if t.label == "Your name").input("Ana")
        next(t for t in app.text_input if t.label == "Note").input(note)
        next(b for b in app.button if b.label == "Save as a version").click().run()
        assert not app.exception
        assert not app.error
    saved = next(d.value for d in app.dataframe if "digest" in d.value)
    assert saved["version"].tolist() == [2, 1]
    assert saved["note"].tolist() == ["again", "as it is"]
    assert saved["as saved"].tolist() == ["yes", "yes"]


def test_results_stand_side_by_side_with_their_differences(
    open_app: Open, results: Path, tmp_path: Path
) -> None:
    runs = tmp_path / "some_runs"
    for name in ("one", "two"):
        shutil.copytree(results / "corner_shop", runs / name)
    summary = json.loads((runs / "two/summary.json").read_text())
    (runs / "two/summary.json").write_text(json.dumps({**summary, "cost": summary["cost"] - 100}))
    app = open_app(examples()["corner_shop"], runs=runs, page="compare")
    app.multiselect(key="compared").set_value(app.multiselect(key="compared").options).run()
    assert not app.exception
    lines = app.dataframe[0].value
    cost = [str(cell) for cell in lines.to_numpy().tolist()[0]]
    assert cost.pop(0) == "Cost, GBP"
    assert "(▼ -100)" in cost[1] or "(▲ +100)" in cost[1]
    assert sum("★" in cell for cell in cost) == 1
    assert [e.label for e in app.expander if "0 days of 0 people differ" in e.label]


def test_a_wrong_folder_can_be_put_right_on_the_page(open_app: Open, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "wrong", {"contracts.csv": "contract\n"})
    app = open_app(folder, page="team_rules")
    assert not app.exception
    assert "nothing can be saved yet" in visible(app)
    app.selectbox(key="table").set_value("contracts").run()
    app.text_area(key="paste_contracts").set_value("contract\tmax_hours_per_week\nfull\t40")
    app.button(key="take_contracts").click().run()
    assert not app.exception
    assert "changed and not saved: contracts" in visible(app)
    save = next(button for button in app.button if button.label == "Save to the folder")
    save.click().run()
    assert not app.exception
    assert "full" in (folder / "contracts.csv").read_text()


def test_a_bad_upload_is_told_at_its_cell(open_app: Open, tmp_path: Path) -> None:
    app = open_app(write_folder(tmp_path / "mine"), page="team_rules")
    app.selectbox(key="table").set_value("shifts").run()
    bad = b"shift,start_from,start_to,length_minutes\nday,08:00,08:00,8h\n"
    app.file_uploader(key="upload_shifts").upload("shifts.csv", bad, "text/csv").run()
    app.button(key="load_shifts").click().run()
    assert not app.exception
    told = app.table[0].value.iloc[0]
    assert (told["file"], told["row"], told["value"]) == ("shifts.csv", "2", "8h")
    assert told["column"] == r"length\_minutes"
    next(button for button in app.button if button.label == "Undo").click().run()
    assert "no changes" in visible(app)


def test_a_missing_folder_is_told(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path / "nowhere")
    assert not app.exception
    assert "does not exist" in " ".join(app.table[0].value["what is wrong"])


def test_volumes_that_nobody_knows_are_told_on_the_page(open_app: Open, tmp_path: Path) -> None:
    queues = "queue,channel,aht_s\ncalls,voice,240\nsenior,voice,600\n"
    app = open_app(write_folder(tmp_path / "unknown", {"queues.csv": queues}))
    assert not app.exception
    assert r"weekly\_volume" in set(app.table[0].value["column"])


def test_a_result_of_other_inputs_is_marked(open_app: Open, results: Path, tmp_path: Path) -> None:
    shop = examples()["corner_shop"]
    folder, runs = tmp_path / "shop", tmp_path / "some_runs"
    shutil.copytree(shop, folder)
    shutil.copytree(results / "corner_shop", runs / "one")
    (runs / "one" / "run.json").write_text(f'{{"folder": "{folder.as_posix()}"}}')
    contracts = folder / "contracts.csv"
    contracts.write_text(contracts.read_text().replace("24,30", "20,30"))
    app = open_app(folder, runs=runs)
    assert not app.exception
    assert "has changed since this result" in visible(app)


def test_maps_can_be_read_on_another_clock(open_app: Open, results: Path) -> None:
    app = open_app(examples()["follow_the_sun"], runs=results)
    app.selectbox(key="zone").set_value("Asia/Kolkata").run()
    assert not app.exception
    assert "times in **Asia/Kolkata**" in visible(app)


def amount(text: str) -> float:
    """The number in a figure such as ``▼ 1,234.5 h``."""
    return float("".join(letter for letter in text if letter.isdigit() or letter == "."))


def test_every_question_is_answered_in_words_and_files(open_app: Open) -> None:
    app = open_app(examples()["corner_shop"], page="questions")
    for name in app.selectbox(key="question").options:
        app.selectbox(key="question").select(name).run()
        assert not app.exception
        assert not app.error
        assert app.code[0].value
        assert {name for frame in app.dataframe for name in frame.value} <= set(REPORTS)


def test_the_kpi_page_tells_what_is_missed_and_sets_nobody_apart_by_chance(open_app: Open) -> None:
    app = open_app(examples()["follow_the_sun"], page="kpis")
    assert not app.exception
    whole = app.dataframe[0].value.set_index("Figure")
    assert whole.loc["Automated resolution", "Verdict"] == "▼ missed"
    app.session_state["kpi_level"] = "agent"
    people = app.run().dataframe[0].value
    assert list(people["Name"]) == sorted(people["Name"])
    assert set(people["Beside their team"]) == {"like the others"}


def test_the_kpi_page_says_what_it_needs(open_app: Open) -> None:
    assert "no kpis.csv yet" in visible(open_app(examples()["corner_shop"], page="kpis"))


def test_the_sweep_page_shows_the_sweep_of_this_folder(open_app: Open, tmp_path: Path) -> None:
    runs, folder = tmp_path / "runs", examples()["corner_shop"].resolve()
    app = open_app(folder, runs=runs, page="sweep")
    assert "No sweep of this folder yet." in visible(app)
    place = hashlib.sha256(str(folder).encode()).hexdigest()[:8]
    out = runs / "sweeps" / f"corner_shop-{place}"
    raw = read_folder(folder)
    told = sweep(raw, (Case(volume=0.9), Case(), Case(scenario="x")), out=out, workers=1)
    write_whole(out, {"sweep.csv": told.table, "sweep.html": "<p>"})
    app.run()
    assert list(app.dataframe[-1].value["status"]) == ["done", "done", "failed"]
    assert "The folder has changed" in visible(app)
    assert not app.exception


def test_a_register_that_does_not_answer_is_told(
    open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_REGISTRY", f"postgresql://ana:secret@/x?host={tmp_path}")
    app = open_app(examples()["corner_shop"])
    assert not app.exception
    assert "The register of scenarios cannot be opened" in app.error[0].value
    assert "secret" not in app.error[0].value


def test_people_and_presets_move_the_figures_of_what_if(open_app: Open, results: Path) -> None:
    app = open_app(examples()["follow_the_sun"], runs=results, page="what_if")
    before = figures(app)
    move(app, "absence", 10)
    assert amount(figures(app)["Service level"]) < amount(before["Service level"])
    assert figures(app)["Required"] == before["Required"]
    app.button(key="preset_vendor").click().run()
    assert not app.exception
    assert "manila -36" in visible(app)
    assert amount(figures(app)["Short"]) > amount(before["Short"])
    app.button(key="preset_none").click().run()
    assert figures(app) == before
    app.button(key="preset_launch").click().run()
    assert app.session_state["surge"] == 3.0
    assert amount(figures(app)["Required"]) > amount(before["Required"])


def test_the_largest_surge_is_worked_out_and_set(open_app: Open, results: Path) -> None:
    app = open_app(examples()["follow_the_sun"], runs=results, page="what_if")
    app.slider(key="limit_target").set_value(50).run()
    app.button(key="limit_go").click().run()
    assert not app.exception
    assert "The rota survives" in visible(app)
    next(b for b in app.button if b.label == "Set the slider to it").click().run()
    assert app.session_state["surge"] > 1


def test_sliders_are_kept_as_a_scenario_of_the_draft(open_app: Open, results: Path) -> None:
    app = open_app(examples()["follow_the_sun"], runs=results, page="what_if")
    move(app, "volume", 30)
    app.button(key="anew_keep").click().run()
    assert not app.exception
    app.switch_page("planner/ui/team_rules.py").run()
    app.selectbox(key="table").set_value("scenarios.toml").run()
    assert "what_if_1" in str(app.text_area(key="text_scenarios.toml_0").value)


def test_the_overview_tells_differences_to_an_earlier_result(
    open_app: Open, results: Path, tmp_path: Path
) -> None:
    runs = tmp_path / "some_runs"
    for name, extra, when in (("one", 100, 1_000_000), ("two", 0, 2_000_000)):
        shutil.copytree(results / "corner_shop", runs / name)
        summary = json.loads((runs / name / "summary.json").read_text())
        content = {**summary, "cost": summary["cost"] + extra}
        (runs / name / "summary.json").write_text(json.dumps(content))
        os.utime(runs / name / "summary.json", (when, when))
    app = open_app(examples()["corner_shop"], runs=runs)
    assert not app.exception
    cost = next(metric for metric in app.metric if metric.label == "Cost")
    assert cost.delta == "▼ -100 GBP"
    assert "was set back" not in visible(app)
    tomorrow = time.time() + 86_400
    os.utime(runs / "one" / "summary.json", (tomorrow, tomorrow))
    assert "The clock of this computer was set back" in visible(app.run())


def test_people_of_the_rota_are_found_by_queue_and_contract(open_app: Open, results: Path) -> None:
    app = open_app(examples()["follow_the_sun"], runs=results, page="rota")
    app.multiselect(key="rota_serves").set_value(["voice_de"]).run()
    shown = len(app.dataframe[0].value)
    assert 0 < shown < 180
    contracts = app.multiselect(key="rota_contracts").options
    app.multiselect(key="rota_contracts").set_value(contracts[:1]).run()
    assert len(app.dataframe[0].value) < shown
    assert not app.exception


def test_whom_to_swap_a_day_with_can_be_chosen_on_the_rota(open_app: Open, results: Path) -> None:
    shop = examples()["corner_shop"]
    app = open_app(shop, runs=results, page="rota")
    first = read_table(results / "corner_shop/schedule.csv").iloc[0]
    agent, day = str(first["agent"]), date.fromisoformat(first["date"])
    app.session_state["rota_chosen"] = (agent, day)
    app.session_state[f"swap_{agent}_{day}_0"] = True
    app.run()
    others = app.selectbox(key=f"swap_{agent}_{day}_0_with")
    assert 0 < len(others.options) <= 7
    assert [option[0] for option in others.options] == sorted(o[0] for o in others.options)
    others.select_index(0).run()
    assert not app.exception
    assert not next(button for button in app.button if button.label == "Swap these two").disabled


def test_the_overview_tells_each_week_with_its_difference(
    open_app: Open, results: Path, tmp_path: Path
) -> None:
    runs = tmp_path / "some_runs"
    for name, when in (("one", 1_000_000), ("two", 2_000_000)):
        shutil.copytree(results / "corner_shop", runs / name)
        os.utime(runs / name / "summary.json", (when, when))
    schedule = runs / "two/schedule.csv"
    schedule.write_text("\n".join(schedule.read_text().splitlines()[:-1]) + "\n")
    app = open_app(examples()["corner_shop"], runs=runs)
    assert not app.exception
    weeks = next(d.value for d in app.dataframe if "paid, h" in d.value)
    assert "(▼ -" in str(weeks["paid, h"].iloc[0])
    assert "(" not in str(weeks["required, h"].iloc[0])


def test_one_queue_alone_is_moved_in_what_if(open_app: Open, results: Path) -> None:
    app = open_app(examples()["follow_the_sun"], runs=results, page="what_if")
    app.selectbox(key="moved_queue").set_value("voice_de").run()
    before = figures(app)
    move(app, "volume", 50)
    assert not app.exception
    assert amount(figures(app)["Required"]) > amount(before["Required"])
    moved = app.dataframe[-1].value.set_index("queue")["Δ required"]
    assert float(moved["voice_de"].replace(",", "")) > 0
    assert moved["voice_es"] == "+0"


def test_results_are_compared_on_a_map_and_in_its_table(
    open_app: Open, results: Path, tmp_path: Path
) -> None:
    runs = tmp_path / "some_runs"
    for name in ("one", "two"):
        shutil.copytree(results / "corner_shop", runs / name)
    app = open_app(examples()["corner_shop"], runs=runs, page="compare")
    app.multiselect(key="compared").set_value(app.multiselect(key="compared").options).run()
    assert not app.exception
    assert "Cover against the first" in visible(app)
    numbers = next(d.value for d in app.dataframe if d.value.index.name == "start")
    assert float(numbers.abs().max().max()) == 0.0
