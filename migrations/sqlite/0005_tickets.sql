-- +goose Up
-- One-time credentials. lookup is a keyed hash; the code is nowhere.

CREATE TABLE tickets (
	id         TEXT NOT NULL PRIMARY KEY,
	lookup     BLOB,
	kind       TEXT NOT NULL,
	room       TEXT NOT NULL,
	person     TEXT NOT NULL,
	state      TEXT NOT NULL,
	expires    INTEGER,
	issued_by  TEXT NOT NULL,
	issued_at  INTEGER,
	may_write  INTEGER NOT NULL,
	may_return INTEGER NOT NULL,
	may_wait   INTEGER NOT NULL,
	text       BLOB,
	epoch      INTEGER NOT NULL,
	public     BLOB,
	seal       BLOB
);
CREATE UNIQUE INDEX tickets_lookup ON tickets (lookup);
CREATE INDEX tickets_room ON tickets (room, kind);
CREATE INDEX tickets_open ON tickets (kind, state);
