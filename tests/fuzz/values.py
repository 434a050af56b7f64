# ruff: noqa: E501
"""Odd texts for cells and settings: what people, spreadsheets and attackers write."""

PATHS = (
    "../../etc/passwd", "..\\..\\windows\\system32", "/etc/passwd", "C:\\plan.csv", "CON", "~root",
    "a/b", ".", "..", "file:///etc/passwd", "%2e%2e%2f", "plan.toml\x00.csv", "\u202egnp.csv",
)  # fmt: skip
FORMULAS = (
    "=1+1", "+49 30", "-1+2", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "=cmd|' /C calc'!A0", "\t=1", "'=1",
)  # fmt: skip
NUMBERS = (
    "-1", "0", "-0", "+0", "1e308", "1e999", "1e-308", "nan", "NaN", "inf", "-inf", "9" * 40, "1e9", "999999999",
    "0.1", "1,5", "1.500,5", "1 000", "5%", "0x10", "1_000", "٣", "１２", "1e6", "100000", "3.9999999999", "1e-9",
    "2147483648", "9223372036854775808", "0.9999999", "1e5", "20000", "0.88",
)  # fmt: skip
TIMES = (
    "24:00", "00:00", "23:59", "24:01", "8:00", "08:00:30", "8am", "2027-03-28T02:30", "2027-10-31T02:30:00",
    "2027-02-30", "0001-01-01", "9999-12-31T23:59", "2027-03-02T08:00:00+25:00", "2038-01-20", "2040-02-29",
    "2099-12-31", "2100-01-01", "1990-01-01", "1989-12-31", "29.03.2027", "03/29/2027", "2027-3-1", "2027-03-29",
    "2027-03-29 00:00:00", "2027-03-29T12:00Z", "2027-03-02", "2037-03-29T02:30", "45000", "2027-W09-1", "20270301",
)  # fmt: skip
WORDS = (
    "", " ", "*", "|", "a|b", "||", "*|*", "yes", "no", "ada", "bob", "calls", "senior", "mail", "chat", "day", "leads",
    "berlin", "night", "Mon-Sun", "Sun-Mon|Sun", "Fun", "Mon-Fri 08:00-20:00|Sat 10:00-16:00", "22:00-06:00",
    "Mon 24:00-24:00", "24/7", "15 paid 90-150|30 unpaid 210-330", "600 unpaid 0-0", "30 unpaid 500-900",
    "1 paid 0-0|1 paid 0-0|1 paid 0-0", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia", "Africa/Cairo",
    "America/Santiago", "Etc/GMT+12", "Mars/Base", "DE", "XX", "päth ☃", "東京", "İstanbul", "🦊", "e\u0301", "\u200b", "\ufeff",
    '"', '""', '"a', "'", "\t", "\\", "ſ", "ﬀ", "\x07", "a\nb", "a\r\nb", ";", ",", "x" * 5000, "voice", "email", "chat",
    "off", "work", "not:day", "not:", "outsourced", "productive", "eu", "EU", "pooled", "p80", "p999", "DROP TABLE", "{}", "{0}",
    "%s", "[red]x[/red]", "<script>", "[/]", "none", "null", "NA", "True", "night", "public_holiday", "multiply", "all", "open",
)  # fmt: skip
TEXTS = (*PATHS, *FORMULAS, *NUMBERS, *TIMES, *WORDS)
TOML = (
    "", "0", "-1", "1", "7", "60", "366", "53", "367", "1e308", "nan", "inf", "9" * 30, "true", "'x'", '""', '"UTC"', '"Mars"',
    '"Africa/Cairo"', '"America/Santiago"', '"Pacific/Apia"', "2027-03-28", "2027-10-31", "2037-12-28", "2038-01-19", "2099-12-25",
    "1990-01-01", "1989-01-01", "2100-01-01", "9999-12-31", "0001-01-01", "2027-03-01T00:00:00Z", "2027-03-01T00:00:00",
    "2027-02-30", "[]", "{}", "[[1]]", "{a = 1}", '"p80"', '"p1"', '"p99"', '"average"', '"pooled"', "5", "10", "15", "30", "1000000000",
    "[" * 2000, '"\\u0000"', '"../../x"', '"[red]"', "08:00:00", "0.5", "15.0", '"EURO EURO EURO"',
)  # fmt: skip
KEYS = (
    "name", "start", "weeks", "days", "timezone", "interval_minutes", "currency", "staffing", "staffing.spread", "staffing.pooling",
    "staffing.idle_share", "prices.shortage_per_hour", "prices.shortage_squared_per_hour", "prices.surplus_per_hour", "prices.request",
    "prices.change", "prices.unfairness", "rules.cover", "rules.max_weekends", "rules.min_rest_hours", "rules.coverr", "prices", "rules",
    "weaks", "a.b.c", "prices.x", "rules.max_seats",
)  # fmt: skip
ENCODINGS = (
    "utf-8-sig", "cp932", "cp1254", "cp1252", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp037", "shift_jis", "gb18030",
)  # fmt: skip
