-- +goose Up
-- The contents of files: what they take of a room's quota and whose they are, no
-- names; and their sealed chunks, where every node sees them. A row outlives its
-- room until its chunks are gone.

CREATE TABLE blobs (
	room    TEXT NOT NULL,
	id      TEXT NOT NULL,
	file    TEXT NOT NULL,
	state   TEXT NOT NULL,
	size    BIGINT NOT NULL,
	ready   BIGINT NOT NULL,
	created BIGINT,
	touched BIGINT,
	writer  TEXT NOT NULL,
	PRIMARY KEY (room, id)
);
CREATE INDEX blobs_file ON blobs (room, file);
CREATE INDEX blobs_use ON blobs (room, state, size);
CREATE INDEX blobs_state ON blobs (state, touched);

CREATE TABLE chunks (
	room TEXT NOT NULL,
	blob TEXT NOT NULL,
	part BIGINT NOT NULL,
	body BYTEA NOT NULL,
	PRIMARY KEY (room, blob, part)
);
-- Sealed bytes do not shrink; trying would cost more than writing them.
ALTER TABLE chunks ALTER COLUMN body SET STORAGE EXTERNAL;
