-- +goose Up
-- Which announcements of the house somebody has read.

CREATE TABLE announcement_reads (
	person       TEXT NOT NULL,
	announcement TEXT NOT NULL,
	PRIMARY KEY (person, announcement)
);
