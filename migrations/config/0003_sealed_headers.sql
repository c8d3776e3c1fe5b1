-- The headers a person adds to a provider's requests. Values are encrypted like credentials, since many are ones;
-- NULL when a value is lost: it must be typed again.
CREATE TABLE custom_headers (
    provider_id                 BLOB    NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
    name                        TEXT    NOT NULL,
    sealed                      BLOB,
    PRIMARY KEY (provider_id, name)
) STRICT, WITHOUT ROWID;

-- Here they stood in the clear. What is in it can't be encrypted by a migration, and no release has written it.
ALTER TABLE providers DROP COLUMN custom_headers;
