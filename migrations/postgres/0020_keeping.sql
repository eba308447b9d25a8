-- +goose Up
-- How long things are kept: rules of a room's tools and a hold (JSON, bound into the
-- room's seal), what was destroyed (numbers and keyed hashes, no names), and who does
-- the house's own work among several nodes.

ALTER TABLE rooms ADD COLUMN keep TEXT NOT NULL DEFAULT '';

CREATE TABLE ledger (
	seq    BIGINT NOT NULL PRIMARY KEY,
	id     TEXT NOT NULL UNIQUE,
	at     BIGINT,
	floor  TEXT NOT NULL,
	what   TEXT NOT NULL,
	why    TEXT NOT NULL,
	entries INTEGER NOT NULL,
	lookup BYTEA,
	seal   BYTEA
);
CREATE INDEX ledger_floor ON ledger (floor, seq);

CREATE TABLE jobs (
	name   TEXT NOT NULL PRIMARY KEY,
	holder TEXT NOT NULL,
	until  BIGINT,
	done   BIGINT
);
