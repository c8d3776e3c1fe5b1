-- A breaker that the person holds open stays so over restarts; what opens by itself does not.
ALTER TABLE providers ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
