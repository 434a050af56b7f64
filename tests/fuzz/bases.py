"""Valid plan folders that the fuzz test starts from, as text by file name."""

from collections.abc import Mapping

from tests.support.folders import EVERYTHING, SMALL

ACROSS_CLOCKS: Mapping[str, str] = {
    "plan.toml": (
        'name = "Across clocks"\nstart = 2027-04-03\ndays = 3\ntimezone = "Australia/Lord_Howe"\n'
        'interval_minutes = 30\ncurrency = "AUD"\n\n[staffing]\nspread = "p80"\n'
        'pooling = "pooled"\n\n[prices]\nshortage_per_hour = 60\nsurplus_per_hour = 1\n\n'
        "[rules]\ncover = 120\n"
    ),
    "queues.csv": (
        "queue,channel,timezone,country,priority,aht_s,service_level,answer_within_s,"
        "service_level_definition,patience_s,max_abandon,max_occupancy,concurrency,min_agents,open,"
        "complete_within_hours,complete_share,clock,escalates_to,escalation_share,weekly_volume\n"
        "calls,voice,Australia/Sydney,AU,1,240,0.8,20,answered,120,0.05,0.85,,1,,,,,experts,0.1,400\n"
        "experts,voice,America/New_York,US,1,600,0.7,60,,,,,,,Mon-Fri 08:00-20:00,,,,,,40\n"
        "chat,chat,Europe/Berlin,DE,2,300,0.8,60,virtual,200,,,3,,Mon-Sun 00:00-24:00,,,,,,200\n"
        "mail,email,Asia/Kathmandu,,3,400,,,,,,,,,Mon-Sat 09:00-18:00,8,0.95,open,,,100\n"
    ),
    "teams.csv": (
        "team,tier,kind,timezone,country,queues,contract,heads,hourly_cost,billed,shrinkage,"
        "absence,productivity,fixed_cost_per_week\n"
        "sydney,,in_house,Australia/Sydney,AU,calls|chat|mail,full,8,40,,0.1,0.05,1,500\n"
        "night,,outsourced,Asia/Kathmandu,,calls|mail,part,6,9,productive,0.15,,0.9,\n"
        "seniors,senior,in_house,America/New_York,US,experts|calls,full,4,55,,0.1,,1.1,\n"
    ),
    "contracts.csv": (
        "contract,min_hours_per_week,max_hours_per_week,max_hours_per_day,max_days_per_week,"
        "max_consecutive_days,min_consecutive_days_off,min_rest_hours,max_consecutive_nights,"
        "max_weekends,complete_weekends\n"
        "full,16,40,10,5,6,2,11,3,1,yes\npart,,30,8,5,5,1,11,4,2,no\n"
    ),
    "shifts.csv": (
        "shift,teams,weekdays,start_from,start_to,start_step_minutes,length_minutes,breaks\n"
        "long,sydney|seniors,,06:00,14:00,60,510,15 paid 90-150|30 unpaid 210-330\n"
        "night,night,Mon-Sun,21:45,01:45,60,480,30 paid 180-300\n"
        "short,*,Sat|Sun,00:00,20:00,120,360,\n"
    ),
    "premiums.csv": (
        "teams,kind,from,to,factor,stack\n*,night,22:00,06:00,1.25,add\n"
        "sydney,sunday,,,1.5,multiply\nseniors|sydney,public_holiday,,,2,add\n"
    ),
    "backlog.csv": "queue,age_hours,contacts\nmail,3,12\nmail,,4\n",
    "cover.csv": (
        "cover,teams,tiers,weekdays,from,to,timezone,min\n"
        "two at night,,,,22:00,06:00,Asia/Kathmandu,2\nsenior,,senior,Mon-Fri,09:00,17:00,,1\n"
    ),
}
"""Half- and quarter-hour zones, nights, pooled queues, mail, premiums, across clock changes."""

_DAYS = ["2027-02-22", "2027-02-23", "2027-02-24"]
AMAZON: Mapping[str, str] = {
    **SMALL,
    "history.csv": "TimeStamp;QueueName;QueueId;ChannelType;IncomingContactVolume;"
    "AverageHandleTime\n"
    + "".join(
        f"{day}T{hour:02d}:00:00Z;{queue};q-1;VOICE;{3 + hour % 5};241,5\n"
        for queue in ("calls", "senior")
        for day in _DAYS
        for hour in range(8, 18)
    ),
}
"""History as Amazon Connect exports it, saved by a spreadsheet with decimal commas."""

BASES: Mapping[str, Mapping[str, str]] = {
    "small": SMALL, "everything": EVERYTHING, "across clocks": ACROSS_CLOCKS, "amazon": AMAZON,
}  # fmt: skip
