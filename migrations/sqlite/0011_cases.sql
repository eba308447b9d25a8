-- +goose Up
-- Counsellings: the rooms of enquiries, and who counsels whom in them.

CREATE TABLE cases (
	room       TEXT PRIMARY KEY REFERENCES rooms (id),
	floor      TEXT NOT NULL,
	card       TEXT NOT NULL,
	client     TEXT NOT NULL,
	counsellor TEXT NOT NULL,
	state      TEXT NOT NULL,
	answer     INTEGER NOT NULL,
	asked      INTEGER,
	accepted   INTEGER,
	closed     INTEGER,
	delete_at  INTEGER,
	seal       BLOB
);
CREATE INDEX cases_floor ON cases (floor, asked);
CREATE INDEX cases_counsellor ON cases (counsellor, asked);
CREATE INDEX cases_over ON cases (delete_at) WHERE delete_at IS NOT NULL;
