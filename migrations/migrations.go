// Package migrations holds the tables of the house as embedded SQL, one folder
// per database with the same names in both. A file runs in one transaction and
// is never edited once released; a change is a new file. It imports nothing of
// the house. Start reading at sqlite/0001_people.sql.
package migrations

import "embed"

//go:embed sqlite/*.sql
var sqlite embed.FS

//go:embed postgres/*.sql
var postgres embed.FS

// SQLite returns the files for SQLite, below the folder "sqlite".
func SQLite() embed.FS { return sqlite }

// Postgres returns the files for PostgreSQL, below the folder "postgres".
func Postgres() embed.FS { return postgres }
