-- +goose Up
-- Rooms, who is in them, and their keys. seq and mod are the counters that
-- every message takes its numbers from inside its own transaction; the free
-- part of each page lets them count in place.

CREATE TABLE rooms (
	id         TEXT NOT NULL PRIMARY KEY,
	floor      TEXT NOT NULL,
	lookup     BYTEA,
	kind       TEXT NOT NULL,
	class      TEXT NOT NULL,
	access     TEXT NOT NULL,
	listed     BOOLEAN NOT NULL,
	history    TEXT NOT NULL,
	retention  BIGINT NOT NULL,
	transcript BIGINT NOT NULL,
	state      TEXT NOT NULL,
	text       BYTEA,
	topic      BYTEA,
	epoch      BIGINT NOT NULL,
	rotate     BOOLEAN NOT NULL,
	seq        BIGINT NOT NULL,
	mod        BIGINT NOT NULL,
	created    BIGINT,
	seal       BYTEA
) WITH (fillfactor = 60);
-- One slug once on a floor, one conversation for a pair (floor is empty there).
CREATE UNIQUE INDEX rooms_lookup ON rooms (floor, lookup);

CREATE TABLE roster (
	room       TEXT NOT NULL REFERENCES rooms (id),
	person     TEXT NOT NULL,
	state      TEXT NOT NULL,
	role       TEXT NOT NULL,
	may_write  BOOLEAN NOT NULL,
	since      BIGINT,
	since_seq  BIGINT NOT NULL,
	until      BIGINT,
	label      BYTEA,
	brought_by TEXT NOT NULL,
	ticket     TEXT NOT NULL,
	seal       BYTEA,
	PRIMARY KEY (room, person)
);
CREATE INDEX roster_person ON roster (person);
CREATE INDEX roster_until ON roster (until) WHERE until IS NOT NULL;

CREATE TABLE epochs (
	room     TEXT NOT NULL REFERENCES rooms (id),
	epoch    BIGINT NOT NULL,
	header   BYTEA,
	chain    BYTEA,
	back_key BYTEA,
	open_key BYTEA,
	seal     BYTEA,
	PRIMARY KEY (room, epoch)
);

CREATE TABLE wraps (
	room      TEXT NOT NULL REFERENCES rooms (id),
	recipient TEXT NOT NULL,
	epoch     BIGINT NOT NULL,
	wrap      BYTEA,
	seal      BYTEA,
	PRIMARY KEY (room, recipient, epoch)
);

CREATE TABLE applications (
	room       TEXT NOT NULL REFERENCES rooms (id),
	person     TEXT NOT NULL,
	owner      TEXT NOT NULL,
	text       BYTEA,
	applied_at BIGINT,
	PRIMARY KEY (room, person)
);
