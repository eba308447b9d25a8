-- +goose Up
-- Notices by mail: where a member wants to hear that something waits, sealed under
-- the house's key. What is older than upto was told; nothing is sent before due.

CREATE TABLE mail (
	person TEXT NOT NULL PRIMARY KEY,
	state  TEXT NOT NULL,
	often  TEXT NOT NULL,
	text   BYTEA,
	upto   BIGINT,
	due    BIGINT,
	fails  INTEGER NOT NULL DEFAULT 0,
	seal   BYTEA
);
