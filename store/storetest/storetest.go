// Package storetest opens fresh stores for tests: each on an SQLite file of its
// own and on a PostgreSQL schema of its own. Only tests import it.
package storetest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"stockwerk/house"
	"stockwerk/store"
)

// Variable names the environment variable with the address of a PostgreSQL
// database, postgres://…, in which tests may make schemas.
const Variable = "STOCKWERK_TEST_POSTGRES"

// OpenEach runs test on both databases, as subtests "sqlite" and "postgres".
func OpenEach(t *testing.T, test func(t *testing.T, s house.Store)) {
	t.Helper()
	EachTarget(t, func(t *testing.T, target string) { test(t, Open(t, target)) })
}

// EachTarget is OpenEach for tests that open the store themselves.
func EachTarget(t *testing.T, test func(t *testing.T, target string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLitePath(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, PostgresURL(t)) })
}

// Open opens the store at target and closes it at the end of the test.
func Open(t testing.TB, target string) *store.Store {
	t.Helper()
	s, err := store.Open(context.WithoutCancel(t.Context()), target)
	if err != nil {
		t.Fatalf("open store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close store: %v", err)
		}
	})
	return s
}

// SQLitePath names a file that does not exist yet.
func SQLitePath(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "house.db")
}

// PostgresURL makes a schema and returns an address bound to it; the schema is
// dropped at the end of the test. Without a database the test is skipped, which
// under CI=true is a failure.
func PostgresURL(t testing.TB) string {
	t.Helper()
	base := os.Getenv(Variable)
	if base == "" {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not set, and under CI no database may be left out", Variable)
		}
		t.Skipf("PostgreSQL is left out: set %s to postgres://… to test on it", Variable)
	}
	address, err := url.Parse(base)
	if err != nil {
		t.Fatalf("%s is no address: %v", Variable, err)
	}
	schema := "test_" + strings.ToLower(rand.Text())
	run(t, base, "CREATE SCHEMA "+schema)
	t.Cleanup(func() { run(t, base, "DROP SCHEMA "+schema+" CASCADE") })
	query := address.Query()
	query.Set("search_path", schema)
	address.RawQuery = query.Encode()
	return address.String()
}

// run runs one statement on a connection of its own.
func run(t testing.TB, address, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatalf("connect to PostgreSQL: %v", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}
