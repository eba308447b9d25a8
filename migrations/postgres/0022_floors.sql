-- +goose Up
-- Rooms that a floor's admins ordered closed: read-only from close_at on, deleted with
-- their keys at delete_at. The text is the admin's own words to the room.

CREATE TABLE closings (
	room       TEXT PRIMARY KEY REFERENCES rooms (id),
	floor      TEXT NOT NULL,
	ordered_by TEXT NOT NULL,
	state      TEXT NOT NULL,
	told       BOOLEAN NOT NULL,
	ordered_at BIGINT,
	close_at   BIGINT,
	delete_at  BIGINT,
	text       BYTEA,
	seal       BYTEA
);
CREATE INDEX closings_due ON closings (close_at);
