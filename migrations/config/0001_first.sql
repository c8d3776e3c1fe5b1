-- The configuration: who may call, where it goes, and how. Times are UTC milliseconds, ids the 16 bytes of
-- a UUIDv7, lists and maps JSON. NULL means "the default" or "no limit".
-- Columns that no code reads yet belong to features that come later.

CREATE TABLE users (
    id                          BLOB    NOT NULL PRIMARY KEY,
    name                        TEXT    NOT NULL,
    -- The name in lower case: SQLite's own NOCASE knows ASCII only.
    name_folded                 TEXT    NOT NULL UNIQUE,
    note                        TEXT    NOT NULL DEFAULT '',
    role                        TEXT    NOT NULL CHECK (role IN ('admin', 'member')),
    enabled                     INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
    expires_at                  INTEGER,
    allowed_models              TEXT    NOT NULL DEFAULT '[]',
    allowed_clients             TEXT    NOT NULL DEFAULT '[]',
    tags                        TEXT    NOT NULL DEFAULT '[]',
    groups                      TEXT    NOT NULL DEFAULT '[]',
    limit_5h_nano_usd           INTEGER,
    limit_day_nano_usd          INTEGER,
    limit_week_nano_usd         INTEGER,
    limit_month_nano_usd        INTEGER,
    limit_total_nano_usd        INTEGER,
    limit_requests_per_minute   INTEGER,
    limit_concurrent_sessions   INTEGER,
    created_at                  INTEGER NOT NULL,
    revision                    INTEGER NOT NULL DEFAULT 1
) STRICT;

-- A client key's secret is kept as its SHA-256 alone.
CREATE TABLE keys (
    id                          BLOB    NOT NULL PRIMARY KEY,
    user_id                     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name                        TEXT    NOT NULL DEFAULT '',
    kind                        TEXT    NOT NULL CHECK (kind IN ('manual', 'client')),
    digest                      BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    head                        TEXT    NOT NULL,
    tail                        TEXT    NOT NULL,
    -- Of keys made by connecting a client, which is written again at each start; encrypted.
    sealed_secret               BLOB,
    enabled                     INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
    expires_at                  INTEGER,
    last_used_at                INTEGER,
    allowed_models              TEXT    NOT NULL DEFAULT '[]',
    allowed_clients             TEXT    NOT NULL DEFAULT '[]',
    groups                      TEXT    NOT NULL DEFAULT '[]',
    project                     TEXT,
    limit_5h_nano_usd           INTEGER,
    limit_day_nano_usd          INTEGER,
    limit_week_nano_usd         INTEGER,
    limit_month_nano_usd        INTEGER,
    limit_total_nano_usd        INTEGER,
    limit_requests_per_minute   INTEGER,
    limit_concurrent_sessions   INTEGER,
    created_at                  INTEGER NOT NULL,
    revision                    INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX keys_by_user ON keys (user_id);

CREATE TABLE providers (
    id                          BLOB    NOT NULL PRIMARY KEY,
    name                        TEXT    NOT NULL,
    name_folded                 TEXT    NOT NULL UNIQUE,
    note                        TEXT    NOT NULL DEFAULT '',
    kind                        TEXT    NOT NULL CHECK (kind IN ('upstream', 'loopback')),
    dialect                     TEXT    NOT NULL
        CHECK (dialect IN ('anthropic', 'openai-chat', 'openai-responses', 'gemini')),
    auth_style                  TEXT    NOT NULL
        CHECK (auth_style IN ('bearer', 'x-api-key', 'both', 'x-goog-api-key', 'query')),
    base_url                    TEXT,
    enabled                     INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
    priority                    INTEGER NOT NULL,
    group_priorities            TEXT    NOT NULL DEFAULT '{}',
    weight                      INTEGER NOT NULL DEFAULT 1 CHECK (weight BETWEEN 0 AND 100),
    tags                        TEXT    NOT NULL DEFAULT '[]',
    -- In millionths: 1,000,000 is the vendor's own price.
    cost_multiplier_ppm         INTEGER NOT NULL DEFAULT 1000000,
    allowed_models              TEXT    NOT NULL DEFAULT '[]',
    model_redirects             TEXT    NOT NULL DEFAULT '[]',
    echo_requested_model        INTEGER NOT NULL DEFAULT 0 CHECK (echo_requested_model IN (0, 1)),
    limit_5h_nano_usd           INTEGER,
    limit_day_nano_usd          INTEGER,
    limit_week_nano_usd         INTEGER,
    limit_month_nano_usd        INTEGER,
    limit_total_nano_usd        INTEGER,
    limit_concurrent_sessions   INTEGER,
    connect_timeout_ms          INTEGER,
    first_byte_timeout_ms       INTEGER,
    stream_idle_timeout_ms      INTEGER,
    stream_stall_timeout_ms     INTEGER,
    total_timeout_ms            INTEGER,
    breaker_failures            INTEGER,
    breaker_open_ms             INTEGER,
    breaker_half_open_successes INTEGER,
    proxy_url                   TEXT,
    -- The proxy's password; encrypted.
    sealed_proxy_password       BLOB,
    proxy_fallback_direct       INTEGER NOT NULL DEFAULT 0 CHECK (proxy_fallback_direct IN (0, 1)),
    extra_ca_pem                TEXT,
    accept_any_certificate      INTEGER NOT NULL DEFAULT 0 CHECK (accept_any_certificate IN (0, 1)),
    allow_plain_http            INTEGER NOT NULL DEFAULT 0 CHECK (allow_plain_http IN (0, 1)),
    schedule_from               TEXT,
    schedule_until              TEXT,
    schedule_time_zone          TEXT,
    allowed_clients             TEXT    NOT NULL DEFAULT '[]',
    denied_clients              TEXT    NOT NULL DEFAULT '[]',
    pass_client_ip              INTEGER NOT NULL DEFAULT 0 CHECK (pass_client_ip IN (0, 1)),
    include_usage               INTEGER NOT NULL DEFAULT 1 CHECK (include_usage IN (0, 1)),
    custom_headers              TEXT    NOT NULL DEFAULT '[]',
    conversion_allowed          INTEGER NOT NULL DEFAULT 1 CHECK (conversion_allowed IN (0, 1)),
    anthropic_max_tokens        INTEGER,
    anthropic_thinking_budget   INTEGER,
    anthropic_long_context      TEXT    NOT NULL DEFAULT 'inherit'
        CHECK (anthropic_long_context IN ('inherit', 'on', 'off')),
    anthropic_cache_ttl         TEXT    CHECK (anthropic_cache_ttl IN ('5m', '1h')),
    responses_reasoning_effort  TEXT,
    responses_reasoning_summary TEXT,
    responses_verbosity         TEXT,
    responses_parallel_tools    INTEGER CHECK (responses_parallel_tools IN (0, 1)),
    responses_service_tier      TEXT,
    codex_instructions          TEXT    NOT NULL DEFAULT 'auto'
        CHECK (codex_instructions IN ('auto', 'keep_original', 'force_official')),
    gemini_google_search        TEXT    NOT NULL DEFAULT 'inherit'
        CHECK (gemini_google_search IN ('inherit', 'on', 'off')),
    website                     TEXT,
    created_at                  INTEGER NOT NULL,
    revision                    INTEGER NOT NULL DEFAULT 1
) STRICT;

-- The provider that a dialect's requests go to first.
CREATE TABLE pins (
    dialect                     TEXT    NOT NULL PRIMARY KEY
        CHECK (dialect IN ('anthropic', 'openai-chat', 'openai-responses', 'gemini')),
    provider_id                 BLOB    NOT NULL REFERENCES providers (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A provider's credentials, encrypted under the vault's key and bound to their row.
CREATE TABLE credentials (
    id                          BLOB    NOT NULL PRIMARY KEY,
    provider_id                 BLOB    NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
    position                    INTEGER NOT NULL,
    -- NULL when the value is lost: the provider needs it again.
    sealed                      BLOB,
    tail                        TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX credentials_by_provider ON credentials (provider_id, position);

-- Where the vault's key is, and a value that only the right key opens.
CREATE TABLE vault (
    id                          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    place                       TEXT    NOT NULL,
    check_value                 BLOB    NOT NULL,
    created_at                  INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
    key                         TEXT    NOT NULL PRIMARY KEY,
    value                       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE admin_password (
    id                          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    hash                        TEXT    NOT NULL
) STRICT;

-- Signed-in browsers, by the digest of what they hold.
CREATE TABLE web_sessions (
    digest                      BLOB    NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    csrf_digest                 BLOB    NOT NULL CHECK (length(csrf_digest) = 32),
    created_at                  INTEGER NOT NULL,
    last_seen_at                INTEGER NOT NULL,
    expires_at                  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
