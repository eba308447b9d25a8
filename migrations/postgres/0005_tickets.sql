-- +goose Up
-- One-time credentials. lookup is a keyed hash; the code is nowhere.

CREATE TABLE tickets (
	id         TEXT NOT NULL PRIMARY KEY,
	lookup     BYTEA,
	kind       TEXT NOT NULL,
	room       TEXT NOT NULL,
	person     TEXT NOT NULL,
	state      TEXT NOT NULL,
	expires    BIGINT,
	issued_by  TEXT NOT NULL,
	issued_at  BIGINT,
	may_write  BOOLEAN NOT NULL,
	may_return BOOLEAN NOT NULL,
	may_wait   BOOLEAN NOT NULL,
	text       BYTEA,
	epoch      BIGINT NOT NULL,
	public     BYTEA,
	seal       BYTEA
);
CREATE UNIQUE INDEX tickets_lookup ON tickets (lookup);
CREATE INDEX tickets_room ON tickets (room, kind);
CREATE INDEX tickets_open ON tickets (kind, state);
