-- The ledger: what was asked, where it went, what it used. Names stand beside ids, since what they name
-- may be gone from the other database. Times are UTC milliseconds, ids the 16 bytes of a UUIDv7, money
-- billionths of a US dollar.

CREATE TABLE requests (
    -- Rises with each new row; lists page by it, and the indexes below end with it.
    seq                         INTEGER NOT NULL PRIMARY KEY,
    id                          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    started_at                  INTEGER NOT NULL,
    state                       TEXT    NOT NULL
        CHECK (state IN ('open', 'done', 'failed', 'refused', 'cancelled', 'interrupted')),
    dialect                     TEXT    NOT NULL,
    operation                   TEXT    NOT NULL,
    stream                      INTEGER NOT NULL CHECK (stream IN (0, 1)),
    user_id                     BLOB,
    user_name                   TEXT,
    key_id                      BLOB,
    key_name                    TEXT,
    client                      TEXT,
    peer                        TEXT    NOT NULL,
    session_id                  TEXT,
    project                     TEXT,
    asked_model                 TEXT,
    sent_model                  TEXT,
    provider_id                 BLOB,
    provider_name               TEXT,
    converted                   INTEGER NOT NULL CHECK (converted IN (0, 1)),
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
    usage_estimated             INTEGER NOT NULL CHECK (usage_estimated IN (0, 1)),
    -- NULL is unknown, not nothing.
    cost_nano_usd               INTEGER,
    request_bytes               INTEGER NOT NULL,
    response_bytes              INTEGER NOT NULL,
    first_byte_ms               INTEGER,
    duration_ms                 INTEGER,
    -- JSON; NULL is an empty list.
    chain                       TEXT,
    changes                     TEXT
) STRICT;

-- No index on anything random: each row would rewrite a page somewhere else.
CREATE INDEX requests_by_time ON requests (started_at);
CREATE INDEX requests_by_key ON requests (key_id, started_at) WHERE key_id IS NOT NULL;
CREATE INDEX requests_by_user ON requests (user_id, started_at) WHERE user_id IS NOT NULL;
CREATE INDEX requests_by_provider ON requests (provider_id, started_at) WHERE provider_id IS NOT NULL;
CREATE INDEX requests_by_session ON requests (session_id, started_at) WHERE session_id IS NOT NULL;
-- Small however long the ledger is: what is running, and what did not end well.
CREATE INDEX requests_open ON requests (started_at) WHERE state = 'open';
CREATE INDEX requests_unwell ON requests (state, started_at)
    WHERE state IN ('failed', 'refused', 'cancelled', 'interrupted');

CREATE TABLE attempts (
    request_seq                 INTEGER NOT NULL REFERENCES requests (seq) ON DELETE CASCADE,
    position                    INTEGER NOT NULL,
    id                          BLOB    NOT NULL CHECK (length(id) = 16),
    provider_id                 BLOB    NOT NULL,
    provider_name               TEXT    NOT NULL,
    started_at                  INTEGER NOT NULL,
    outcome                     TEXT    NOT NULL,
    status                      INTEGER,
    connect_ms                  INTEGER,
    head_ms                     INTEGER,
    duration_ms                 INTEGER NOT NULL,
    reused_connection           INTEGER NOT NULL CHECK (reused_connection IN (0, 1)),
    error                       TEXT,
    PRIMARY KEY (request_seq, position)
) STRICT, WITHOUT ROWID;
