-- +goose Up
-- Rooms, who is in them, and their keys. seq and mod are the counters that
-- every message takes its numbers from inside its own transaction.

CREATE TABLE rooms (
	id         TEXT NOT NULL PRIMARY KEY,
	floor      TEXT NOT NULL,
	lookup     BLOB,
	kind       TEXT NOT NULL,
	class      TEXT NOT NULL,
	access     TEXT NOT NULL,
	listed     INTEGER NOT NULL,
	history    TEXT NOT NULL,
	retention  INTEGER NOT NULL,
	transcript INTEGER NOT NULL,
	state      TEXT NOT NULL,
	text       BLOB,
	topic      BLOB,
	epoch      INTEGER NOT NULL,
	rotate     INTEGER NOT NULL,
	seq        INTEGER NOT NULL,
	mod        INTEGER NOT NULL,
	created    INTEGER,
	seal       BLOB
);
-- One slug once on a floor, one conversation for a pair (floor is empty there).
CREATE UNIQUE INDEX rooms_lookup ON rooms (floor, lookup);

CREATE TABLE roster (
	room       TEXT NOT NULL REFERENCES rooms (id),
	person     TEXT NOT NULL,
	state      TEXT NOT NULL,
	role       TEXT NOT NULL,
	may_write  INTEGER NOT NULL,
	since      INTEGER,
	since_seq  INTEGER NOT NULL,
	until      INTEGER,
	label      BLOB,
	brought_by TEXT NOT NULL,
	ticket     TEXT NOT NULL,
	seal       BLOB,
	PRIMARY KEY (room, person)
);
CREATE INDEX roster_person ON roster (person);
CREATE INDEX roster_until ON roster (until) WHERE until IS NOT NULL;

CREATE TABLE epochs (
	room     TEXT NOT NULL REFERENCES rooms (id),
	epoch    INTEGER NOT NULL,
	header   BLOB,
	chain    BLOB,
	back_key BLOB,
	open_key BLOB,
	seal     BLOB,
	PRIMARY KEY (room, epoch)
);

CREATE TABLE wraps (
	room      TEXT NOT NULL REFERENCES rooms (id),
	recipient TEXT NOT NULL,
	epoch     INTEGER NOT NULL,
	wrap      BLOB,
	seal      BLOB,
	PRIMARY KEY (room, recipient, epoch)
);

CREATE TABLE applications (
	room       TEXT NOT NULL REFERENCES rooms (id),
	person     TEXT NOT NULL,
	owner      TEXT NOT NULL,
	text       BLOB,
	applied_at INTEGER,
	PRIMARY KEY (room, person)
);
