"""Small plan folders, written where a test wants them."""

from collections.abc import Mapping
from pathlib import Path

PLAN_TOML = """\
name = "Small"
start = 2027-03-01
weeks = 1
timezone = "Europe/Berlin"
interval_minutes = 30
"""

QUEUES_CSV = """\
queue,channel,aht_s,open,weekly_volume
calls,voice,240,Mon-Fri 08:00-20:00,900
senior,voice,600,Mon-Fri 08:00-18:00,60
"""

TEAMS_CSV = """\
team,tier,timezone,queues,contract,heads,hourly_cost,shrinkage
berlin,,Europe/Berlin,calls,full,6,24,0.1
leads,senior,Europe/Berlin,senior|calls,full,2,32,0.1
"""

CONTRACTS_CSV = """\
contract,max_hours_per_week,max_days_per_week,max_consecutive_days,min_rest_hours
full,40,5,5,11
"""

SHIFTS_CSV = """\
shift,start_from,start_to,start_step_minutes,length_minutes,breaks
day,08:00,12:00,30,510,30 unpaid 180-300
"""

SMALL: Mapping[str, str] = {
    "plan.toml": PLAN_TOML,
    "queues.csv": QUEUES_CSV,
    "teams.csv": TEAMS_CSV,
    "contracts.csv": CONTRACTS_CSV,
    "shifts.csv": SHIFTS_CSV,
}
"""Two queues, two teams, eight people, one week."""


def write_folder(
    path: Path, changes: Mapping[str, str | bytes | None] | None = None, *,
    base: Mapping[str, str] = SMALL,
) -> Path:  # fmt: skip
    """Write ``base`` with some files exchanged or added (``None``: left out); gives the folder."""
    path.mkdir(parents=True, exist_ok=True)
    for name, content in {**base, **(changes or {})}.items():
        if content is not None:
            data = content if isinstance(content, bytes) else content.encode()
            (path / name).write_bytes(data)
    return path


EVERYTHING: Mapping[str, str] = {
    **SMALL,
    "markets.csv": (
        "market,queue,timezone,weekly_volume,profile,growth\n"
        "de,calls,Europe/Berlin,600,office,0.05\n"
        "india,calls,Asia/Kolkata,,,\n"
    ),
    "profiles.csv": (
        "profile,weekday,time,share\noffice,Mon-Fri,09:00,0.12\noffice,Mon-Fri,13:00,0.08\n"
    ),
    "history.csv": (
        "interval_start,queue,market,offered,aht_s\n"
        "2027-02-01T09:00:00+05:30,calls,india,4,250\n"
        "2027-02-01T09:30:00+05:30,calls,india,6,\n"
        "2027-02-01T10:00:00,calls,india,,\n"
    ),
    "events.csv": (
        "event,kind,queues,start,end,multiplier,half_life_days\n"
        "launch,launch,calls,2027-03-02,2027-03-05T12:00,3,2\n"
    ),
    "drivers.csv": ("date,market,metric,value\n2027-03-01,,orders,500\n2027-03-02,,orders,540\n"),
    "contact_rates.csv": (
        "queue,metric,contacts_per_unit,from\nsenior,orders,0.02,\nsenior,orders,0.03,2027-03-04\n"
    ),
    "actuals.csv": (
        "interval_start,queue,market,offered,aht_s,on_duty\n2027-03-01T08:00:00Z,senior,,3,600,2\n"
    ),
    "agents.csv": (
        "agent,name,team,queues,start_date\nada,Ada,leads,senior,2026-01-01\nbob,Bob,leads,,\n"
    ),
    "time_off.csv": "agent,from,to,kind,paid\nada,2027-03-04,2027-03-05,leave,yes\n",
    "pins.csv": "agent,date,shift,start\nbob,2027-03-02,day,09:00\nada,2027-03-03,,\n",
    "previous.csv": (
        "agent,team,date,shift,start,end,paid_hours\n"
        "bob,leads,2027-02-26,day,2027-02-26T08:00:00Z,2027-02-26T16:30:00Z,8\n"
    ),
    "cover.csv": "cover,tiers,weekdays,from,to,min\nsenior present,senior,Mon-Fri,09:00,17:00,1\n",
    "availability.csv": (
        "agent,weekdays,from,to,available\nada,Mon-Fri,07:00,22:00,\nada,Wed,12:00,18:00,no\n"
    ),
    "requests.csv": (
        "agent,date,want,weight\nada,2027-03-02,off,\nbob,2027-03-04,not: day,2\n"
        "berlin-003,2027-03-05,Work,0.5\n"
    ),
    "premiums.csv": (
        "teams,kind,from,to,factor,stack\n*,night,,,1.25,\nleads,saturday,08:00,20:00,1.5,multiply\n"
    ),
    "hiring.csv": (
        "team,attrition_per_year,leave,lead_weeks,ramp,hire_cost,max_overtime,release\n"
        "berlin,0.3,0.1|0.1|0.1|0.1|0.1|0.1|0.2|0.2|0.1|0.1|0.1|0.1,6,0|0.5|0.8,2500,0.05,\n"
        "leads,,0.08,,,,,no\n"
    ),
    "growth.csv": "from,queues,growth_per_year,factor\n2027-03-01,calls,0.2,\n2027-06-01,,,1.1\n",
    "automation.csv": (
        "queue,means,resolved,comes_back,resolved_aht_factor,aht_factor,cost_per_resolution,"
        "cost_per_week\ncalls,bot,0.1,0.2,0.7,,0.3,50\nsenior,macros,,,,0.95,,\n"
    ),
    "satisfaction.csv": "queue,aht_s,satisfaction\n,200,0.8\n,300,0.86\nsenior,600,0.9\n",
    "roster_changes.csv": (
        "agent,date,announced,kind,hours\nbob,2027-02-26,2027-02-24,added,8\n"
        "ada,2027-03-03,2027-02-20,,\n"
    ),
    "kpis.csv": (
        "date,queue,team,agent,tickets_created,tickets_solved,csat_responses,csat_positive,offered,"
        "answered_in_time\n2027-02-27,calls,berlin,,60,57,20,17,50,43\n"
        "2027-03-01,calls,leads,ada,12,,4,4,,\n"
    ),
    "kpi_targets.csv": "kpi,queue,team,target\ncsat,,,0.85\ntickets,calls,,70\n",
    "scenarios.toml": (
        '[more]\ntitle = "More"\n'
        'changes = [{ table = "queues", column = "weekly_volume", times = 1.2 }]\n'
    ),
}
"""The small folder with every table that is acted on."""
