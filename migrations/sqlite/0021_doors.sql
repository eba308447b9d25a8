-- +goose Up
-- Who waits to be let into the house, with the words to its admins sealed with the
-- house's key, and the names that people had before: nobody gets one of them again.

CREATE TABLE arrivals (
	person TEXT NOT NULL PRIMARY KEY REFERENCES people (id),
	at     INTEGER,
	text   BLOB
);

CREATE TABLE old_names (
	name_key TEXT NOT NULL PRIMARY KEY,
	skeleton TEXT NOT NULL,
	person   TEXT NOT NULL,
	seal     BLOB
);
CREATE INDEX old_names_skeleton ON old_names (skeleton);
CREATE INDEX old_names_person ON old_names (person);
