"""Changing a folder by hand: what is typed, pasted, uploaded, undone and saved."""

from pathlib import Path

import pandas as pd
import pytest

from planner.errors import DataError, StaleSave
from planner.folder import RawFolder, read_folder
from planner.folder.differences import changed_tables, differences, sentences
from planner.folder.drafting import (
    check_draft,
    editable,
    on_top_of,
    pasted,
    save,
    save_as,
    uploaded,
    with_rows,
    with_text,
)
from tests.support.folders import EVERYTHING, SHIFTS_CSV, write_folder
from tests.support.workbooks import far_corner, text_rows, workbook, zip_bomb


@pytest.fixture
def base(tmp_path: Path) -> RawFolder:
    return read_folder(write_folder(tmp_path / "plan", base=EVERYTHING))


def changed(raw: RawFolder, table: str, row: int, column: str, value: str) -> RawFolder:
    rows = editable(raw, table)
    rows.loc[row, column] = value
    return with_rows(raw, table, rows)


def test_all_columns_can_be_filled_and_blank_ones_are_not_written(base: RawFolder) -> None:
    rows = editable(base, "contracts")
    assert "max_weekends" in rows
    same = with_rows(base, "contracts", rows)
    assert changed_tables(base, same) == ()
    more = changed(base, "contracts", 2, "max_weekends", "2")
    assert list(more.tables["contracts"].frame.columns)[-1] == "max_weekends"
    assert check_draft(more).plan is not None


def test_what_is_wrong_is_told_at_its_cell(base: RawFolder) -> None:
    checked = check_draft(changed(base, "shifts", 2, "length_minutes", "8h"))
    assert checked.plan is None
    (problem,) = checked.errors
    assert (problem.file, problem.row, problem.column, problem.value) == (
        "shifts.csv", 2, "length_minutes", "8h",
    )  # fmt: skip


def test_rows_that_refer_to_a_renamed_row_are_told(base: RawFolder) -> None:
    checked = check_draft(changed(base, "contracts", 2, "contract", "fulltime"))
    assert {(p.file, p.column) for p in checked.errors} == {("teams.csv", "contract")}


def test_a_table_that_was_not_there_begins_with_its_first_row(tmp_path: Path) -> None:
    raw = read_folder(write_folder(tmp_path / "plan"))
    rows = editable(raw, "time_off")
    assert rows.empty
    rows.loc[2, ["agent", "from", "to"]] = ["berlin-001", "2027-03-02", "2027-03-03"]
    draft = with_rows(raw, "time_off", rows)
    plan = check_draft(draft).plan
    assert plan is not None
    assert [leave.agent for leave in plan.time_off] == ["berlin-001"]


@pytest.mark.parametrize("blank", ["", None, "  "])
def test_blank_rows_go(base: RawFolder, blank: str | None) -> None:
    rows = editable(base, "agents")
    rows.loc[99] = blank
    assert changed_tables(base, with_rows(base, "agents", rows)) == ()


def test_cells_of_excel_are_taken_with_their_headings(base: RawFolder) -> None:
    text = "name\tagent\tteam\nCem\tcem\tleads\n\t\t\nDee\tdee\tleads\n"
    rows = pasted(text, "agents", editable(base, "agents").columns)
    assert rows[["agent", "name", "team"]].to_numpy().tolist() == [
        ["cem", "Cem", "leads"], ["dee", "Dee", "leads"],
    ]  # fmt: skip


def test_cells_without_headings_are_taken_in_the_order_shown(base: RawFolder) -> None:
    rows = pasted("cem\tCem\tleads", "agents", ["agent", "name", "team"])
    assert rows.iloc[0].tolist() == ["cem", "Cem", "leads"]


def test_decimal_commas_of_excel_are_understood() -> None:
    rows = pasted("contract\tmin_rest_hours\nfull\t11,5", "contracts", ["contract"])
    assert rows.iloc[0].tolist() == ["full", "11.5"]


@pytest.mark.parametrize("text", ["", "\t\n", "a\tb\tc\td"])
def test_cells_that_cannot_be_taken_are_refused(text: str) -> None:
    with pytest.raises(DataError):
        pasted(text, "agents", ["agent", "name", "team"])


def test_an_uploaded_file_is_read_in_its_encoding() -> None:
    rows = uploaded("people.csv", "agent;name;team\nzoe;Zoë;leads\n".encode("cp1252"), "agents")
    assert rows.iloc[0].tolist() == ["zoe", "Zoë", "leads"]


def test_an_uploaded_workbook_is_read(tmp_path: Path) -> None:
    frame = pd.DataFrame({"agent": ["zoe"], "team": ["leads"]})
    with pd.ExcelWriter(tmp_path / "book.xlsx") as book:
        pd.DataFrame({"x": [1]}).to_excel(book, sheet_name="other", index=False)
        frame.to_excel(book, sheet_name="agents", index=False)
    rows = uploaded("book.xlsx", (tmp_path / "book.xlsx").read_bytes(), "agents")
    assert rows.iloc[0].tolist() == ["zoe", "leads"]


@pytest.mark.parametrize(("file", "content"), [("a.xlsx", b"no book"), ("a.csv", b"\xff\xfea")])
def test_a_file_that_is_no_table_is_refused(file: str, content: bytes) -> None:
    with pytest.raises(DataError, match=r"a\.(xlsx|csv)"):
        uploaded(file, content, "agents")


@pytest.mark.parametrize(
    ("content", "said"),
    [(zip_bomb(200), "holds more than 150 MB once unpacked"), (far_corner(), "far outside"),
     (workbook({"other": text_rows([[]])}), "is empty")],
)  # fmt: skip
def test_a_workbook_that_is_a_bomb_is_not_opened(content: bytes, said: str) -> None:
    with pytest.raises(DataError, match=said):
        uploaded("a.xlsx", content, "agents")


def test_an_upload_of_more_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.folder.drafting.MOST_UPLOADED", 10)
    with pytest.raises(DataError, match=r"a\.csv: is larger than"):
        uploaded("a.csv", b"agent,team\nx,y\n", "agents")


def test_only_what_was_changed_is_written(base: RawFolder) -> None:
    before = {path.name: path.read_bytes() for path in base.path.iterdir()}
    now = save(base, changed(base, "teams", 2, "heads", "9"))
    after = {path.name: path.read_bytes() for path in base.path.iterdir()}
    assert {name for name in after if after[name] != before.get(name)} == {"teams.csv"}
    assert editable(now, "teams").loc[2, "heads"] == "9"


def test_settings_are_saved_as_they_were_typed(base: RawFolder) -> None:
    text = base.settings_text + "\n[prices]  # dearer\nshortage_per_hour = 120\n"
    now = save(base, with_text(base, "plan.toml", text))
    assert now.settings_text == text
    plan = check_draft(now).plan
    assert plan is not None
    assert plan.prices.shortage_per_hour == 120


def test_settings_that_are_no_toml_are_refused(base: RawFolder) -> None:
    with pytest.raises(DataError, match="is not TOML"):
        with_text(base, "plan.toml", "weeks = = 4")


def test_a_stale_save_is_refused_and_their_changes_are_told(base: RawFolder) -> None:
    save(base, changed(base, "teams", 2, "heads", "9"))
    mine = changed(base, "teams", 2, "heads", "7")
    with pytest.raises(StaleSave) as stale:
        save(base, mine)
    assert stale.value.theirs == ("teams, berlin, heads: '6' became '9'",)
    assert editable(read_folder(base.path), "teams").loc[2, "heads"] == "9"


def test_changes_of_other_tables_can_be_put_on_top(base: RawFolder) -> None:
    theirs = save(base, changed(base, "teams", 2, "heads", "9"))
    joined = on_top_of(base, changed(base, "agents", 2, "name", "Ada L."), theirs)
    saved = save(theirs, joined)
    assert editable(saved, "teams").loc[2, "heads"] == "9"
    assert editable(saved, "agents").loc[2, "name"] == "Ada L."


def test_two_changes_of_one_table_need_somebody_to_choose(base: RawFolder) -> None:
    theirs = save(base, changed(base, "teams", 2, "heads", "9"))
    with pytest.raises(StaleSave, match="teams"):
        on_top_of(base, changed(base, "teams", 3, "heads", "4"), theirs)


def test_a_new_folder_holds_the_same_plan(base: RawFolder, tmp_path: Path) -> None:
    draft = changed(base, "teams", 2, "heads", "9")
    save_as(draft, tmp_path / "new")
    copy = read_folder(tmp_path / "new")
    assert differences(draft, copy).empty
    assert [s.name for s in copy.scenarios] == ["more"]
    with pytest.raises(DataError, match="not empty"):
        save_as(draft, tmp_path / "new")


def test_tables_of_a_workbook_are_left_to_excel(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "plan", {"shifts.csv": None})
    heads, row = (line.split(",") for line in SHIFTS_CSV.splitlines())
    with pd.ExcelWriter(folder / "plan.xlsx") as book:
        pd.DataFrame([row], columns=heads).to_excel(book, sheet_name="shifts", index=False)
    raw = read_folder(folder)
    draft = changed(raw, "shifts", 2, "length_minutes", "480")
    with pytest.raises(DataError, match="workbook"):
        save(raw, draft)
    save_as(draft, tmp_path / "new")
    assert check_draft(read_folder(tmp_path / "new")).plan is not None


def test_differences_name_rows_by_their_key(base: RawFolder) -> None:
    draft = changed(base, "agents", 2, "name", "Ada L.")
    rows = editable(draft, "agents").drop(index=3)
    rows.loc[9, ["agent", "team"]] = ["new", "leads"]
    found = sentences(differences(base, with_rows(draft, "agents", rows)))
    assert found == (
        "agents, ada, name: 'Ada' became 'Ada L.'",
        "agents: row removed: agent bob, name Bob, team leads",
        "agents: row added: agent new, team leads",
    )
