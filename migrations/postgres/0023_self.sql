-- +goose Up
-- Second factors at the door: text is the sealed secret with the backup codes that are
-- left, step the last time step of which a code was used.

CREATE TABLE factors (
	person TEXT NOT NULL PRIMARY KEY REFERENCES people (id),
	text   BYTEA,
	step   BIGINT NOT NULL,
	seal   BYTEA
);
