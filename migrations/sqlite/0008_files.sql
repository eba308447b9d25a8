-- +goose Up
-- The contents of files: what they take of a room's quota and whose they are, no
-- names. The sealed chunks lie in a folder beside the database. A row outlives
-- its room until its chunks are gone.

CREATE TABLE blobs (
	room    TEXT NOT NULL,
	id      TEXT NOT NULL,
	file    TEXT NOT NULL,
	state   TEXT NOT NULL,
	size    INTEGER NOT NULL,
	ready   INTEGER NOT NULL,
	created INTEGER,
	touched INTEGER,
	writer  TEXT NOT NULL,
	PRIMARY KEY (room, id)
);
CREATE INDEX blobs_file ON blobs (room, file);
CREATE INDEX blobs_use ON blobs (room, state, size);
CREATE INDEX blobs_state ON blobs (state, touched);
