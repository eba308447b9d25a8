-- +goose Up
-- Colleagues in counsellings: who is asked to take one over, stands in or was called
-- in, and the side rooms in which colleagues are asked.

CREATE TABLE handovers (
	id         TEXT PRIMARY KEY,
	room       TEXT NOT NULL REFERENCES rooms (id),
	kind       TEXT NOT NULL,
	person     TEXT NOT NULL,
	person_key BYTEA NOT NULL,
	offered_by TEXT NOT NULL,
	state      TEXT NOT NULL,
	yes        TEXT NOT NULL,
	at         BIGINT,
	expires    BIGINT,
	until      BIGINT,
	seen       BOOLEAN NOT NULL,
	seal       BYTEA
);
CREATE INDEX handovers_room ON handovers (room, at);
CREATE INDEX handovers_person ON handovers (person);
CREATE INDEX handovers_offered_by ON handovers (offered_by);
CREATE INDEX handovers_expires ON handovers (expires) WHERE expires IS NOT NULL;

CREATE TABLE sides (
	side      TEXT PRIMARY KEY REFERENCES rooms (id),
	room      TEXT NOT NULL REFERENCES rooms (id),
	opened_at BIGINT,
	seal      BYTEA
);
CREATE INDEX sides_room ON sides (room, opened_at);
