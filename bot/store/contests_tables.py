"""Tables of contests. What a person gave is sealed; where from and with which telephone: keyed hashes."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, Table, Text

from bot.store.tables import NUMBER, metadata

contests = Table(
    "contests",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("closes", Float, nullable=False),
    Column("pool", Text, nullable=False),  # quiz.attempt.Pool as JSON, "" until the contest begins; then for good
    Column("key", Text, nullable=False),  # corrections: quiz.attempt.Key as JSON
    Column("version", Integer, nullable=False),  # of grading: participants of an older one are graded anew
    Column("truth", Integer),
)

participants = Table(
    "contest_participants",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("contest", String(36), nullable=False),
    Column("code", String(9), nullable=False, unique=True),
    Column("certificate", String(9), nullable=False, unique=True),
    Column("chat", String(64)),  # where they registered, for as long as that is somebody's
    Column("unit", String(300), nullable=False),
    Column("year", Integer),
    Column("form", Text, nullable=False),  # sealed JSON
    Column("shown", Text, nullable=False),  # sealed
    Column("telephone", String(64)),  # keyed hash, to find repeated ones
    Column("at", Float, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("counted", NUMBER),  # the attempt that counts, and what is ranked by
    Column("score", Integer),
    Column("used_ms", Integer),
    Column("guess", Integer),
    Column("rank_key", BigInteger),
    Column("version", Integer, nullable=False),
)

attempts = Table(
    "contest_attempts",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("name", String(16), nullable=False, unique=True),
    Column("contest", String(36), nullable=False),
    Column("participant", NUMBER, nullable=False),
    Column("device", String(64), nullable=False),  # the chat where it began
    Column("holder", String(64), nullable=False),  # the chat where it goes on
    Column("started", Float, nullable=False),
    Column("deadline", Float, nullable=False),
    Column("day", Integer, nullable=False),  # yyyymmdd, Vietnam
    Column("paper", Text, nullable=False),
    Column("answers", String(100), nullable=False),
    Column("guess", Integer),
    Column("ended", Float),
    Column("score", Integer),
    Column("used_ms", Integer),
    Column("pattern", String(16)),  # hash of what was answered to which question
)

unit_totals = Table(  # sums over a unit and all below it; the unit "" is the whole contest
    "contest_units",
    metadata,
    Column("contest", String(36), primary_key=True),
    Column("unit", String(300), primary_key=True),
    Column("entered", Integer, nullable=False),
    Column("played", Integer, nullable=False),
    Column("points", Integer, nullable=False),
)

log = Table(
    "contest_log",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("contest", String(36), nullable=False),
    Column("at", Float, nullable=False),
    Column("admin", String(64), nullable=False),
    Column("act", String(16), nullable=False),
    Column("question", String(40), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

Index("contest_participants_rank", participants.c.contest, participants.c.rank_key)
Index("contest_participants_chat", participants.c.chat, participants.c.contest)
Index("contest_participants_version", participants.c.contest, participants.c.version)
Index("contest_attempts_participant", attempts.c.participant)
Index(
    "contest_attempts_open",
    attempts.c.contest,
    attempts.c.deadline,
    sqlite_where=attempts.c.ended.is_(None),
    postgresql_where=attempts.c.ended.is_(None),
)
Index("contest_log_contest", log.c.contest)
