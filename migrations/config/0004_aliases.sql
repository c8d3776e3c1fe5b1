-- Names of the person's own: for each the model that stands for it at a provider. A provider takes its rows along.
CREATE TABLE aliases (
    -- The name in lower case: SQLite's own NOCASE knows ASCII only.
    name_folded                 TEXT    NOT NULL,
    name                        TEXT    NOT NULL,
    provider_id                 BLOB    NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
    model                       TEXT    NOT NULL,
    PRIMARY KEY (name_folded, provider_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX aliases_by_provider ON aliases (provider_id);
