-- +goose Up
-- Counsellings: the rooms of enquiries, and who counsels whom in them.

CREATE TABLE cases (
	room       TEXT PRIMARY KEY REFERENCES rooms (id),
	floor      TEXT NOT NULL,
	card       TEXT NOT NULL,
	client     TEXT NOT NULL,
	counsellor TEXT NOT NULL,
	state      TEXT NOT NULL,
	answer     BIGINT NOT NULL,
	asked      BIGINT,
	accepted   BIGINT,
	closed     BIGINT,
	delete_at  BIGINT,
	seal       BYTEA
);
CREATE INDEX cases_floor ON cases (floor, asked);
CREATE INDEX cases_counsellor ON cases (counsellor, asked);
CREATE INDEX cases_over ON cases (delete_at) WHERE delete_at IS NOT NULL;
