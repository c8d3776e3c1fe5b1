-- The ledger: what was asked, where it went, what it used. Names stand beside ids, since what they name
-- may be gone from the other database. Times are UTC milliseconds, ids the 16 bytes of a UUIDv7, money
-- billionths of a US dollar.
--
-- Each request pays for its row, so rows are short: what many have in common (who called, who served, a
-- model's name) stands once in a table of its own, whose rows are never changed.

CREATE TABLE callers (
    caller                      INTEGER NOT NULL PRIMARY KEY,
    user_id                     BLOB,
    user_name                   TEXT,
    key_id                      BLOB,
    key_name                    TEXT
) STRICT;

CREATE TABLE servers (
    server                      INTEGER NOT NULL PRIMARY KEY,
    provider_id                 BLOB    NOT NULL,
    provider_name               TEXT    NOT NULL
) STRICT;

CREATE TABLE texts (
    text_id                     INTEGER NOT NULL PRIMARY KEY,
    text                        TEXT    NOT NULL UNIQUE
) STRICT;

-- Decision chains, as JSON. The same one may stand here more than once.
CREATE TABLE chains (
    chain_id                    INTEGER NOT NULL PRIMARY KEY,
    chain                       TEXT    NOT NULL
) STRICT;

CREATE TABLE requests (
    -- The millisecond in which it began, times 2^15, and a number that is free in it: rows lie in the order
    -- of time, and neither a time nor an id needs an index. The indexes below end with it.
    seq                         INTEGER NOT NULL PRIMARY KEY,
    -- Begins with the same millisecond.
    id                          BLOB    NOT NULL,
    state                       TEXT    NOT NULL,
    dialect                     TEXT    NOT NULL,
    operation                   TEXT    NOT NULL,
    stream                      INTEGER NOT NULL,
    -- Of callers, servers, texts and chains; references would be looked up for each row.
    caller                      INTEGER NOT NULL,
    server                      INTEGER,
    client                      INTEGER,
    peer                        INTEGER NOT NULL,
    project                     INTEGER,
    asked_model                 INTEGER,
    sent_model                  INTEGER,
    chain                       INTEGER,
    session_id                  TEXT,
    converted                   INTEGER NOT NULL,
    status                      INTEGER,
    error_code                  TEXT,
    error                       TEXT,
    input_tokens                INTEGER,
    output_tokens               INTEGER,
    cache_read_tokens           INTEGER,
    cache_write_5m_tokens       INTEGER,
    cache_write_1h_tokens       INTEGER,
    reasoning_tokens            INTEGER,
    image_tokens                INTEGER,
    audio_tokens                INTEGER,
    web_searches                INTEGER,
    usage_estimated             INTEGER NOT NULL,
    -- NULL is unknown, not nothing.
    cost_nano_usd               INTEGER,
    request_bytes               INTEGER NOT NULL,
    response_bytes              INTEGER NOT NULL,
    first_byte_ms               INTEGER,
    duration_ms                 INTEGER,
    -- JSON; NULL is an empty list.
    changes                     TEXT,
    -- The last attempt, which most requests have no other beside; NULL before there is one. Its server is the
    -- request's.
    attempt_id                  BLOB,
    attempt_started_at          INTEGER,
    attempt_outcome             TEXT,
    attempt_status              INTEGER,
    attempt_connect_ms          INTEGER,
    attempt_head_ms             INTEGER,
    attempt_duration_ms         INTEGER,
    attempt_reused_connection   INTEGER,
    attempt_error               TEXT
) STRICT;

CREATE INDEX requests_by_caller ON requests (caller);
CREATE INDEX requests_by_session ON requests (session_id) WHERE session_id IS NOT NULL;
-- Small however long the ledger is: what is running, and what did not end well, whose short ids error
-- messages tell. (Not with IN: SQLite would make a temporary table of the list for each row.)
CREATE INDEX requests_open ON requests (state) WHERE state = 'open';
CREATE INDEX requests_unwell ON requests (state)
    WHERE state <> 'done' AND state <> 'open';
CREATE INDEX requests_by_short_id ON requests (substr(id, 13))
    WHERE state <> 'done' AND state <> 'open';

-- The attempts before the last one. They begin with their request's number and go when it goes.
CREATE TABLE earlier_attempts (
    request_seq                 INTEGER NOT NULL,
    position                    INTEGER NOT NULL,
    id                          BLOB    NOT NULL,
    server                      INTEGER NOT NULL,
    started_at                  INTEGER NOT NULL,
    outcome                     TEXT    NOT NULL,
    status                      INTEGER,
    connect_ms                  INTEGER,
    head_ms                     INTEGER,
    duration_ms                 INTEGER NOT NULL,
    reused_connection           INTEGER NOT NULL,
    error                       TEXT,
    PRIMARY KEY (request_seq, position)
) STRICT, WITHOUT ROWID;

-- All of them; the last one of a request has the highest position.
CREATE VIEW attempts AS
    SELECT request_seq, position, id, server, started_at, outcome, status, connect_ms, head_ms, duration_ms,
        reused_connection, error
    FROM earlier_attempts
    UNION ALL
    SELECT seq, 1000000, attempt_id, server, attempt_started_at, attempt_outcome, attempt_status,
        attempt_connect_ms, attempt_head_ms, attempt_duration_ms, attempt_reused_connection, attempt_error
    FROM requests WHERE attempt_id IS NOT NULL;
