package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"stockwerk/house"
	"stockwerk/store"
)

func TestDriversErrorsBecomeTheHouses(t *testing.T) {
	pg := func(code string) error { return fmt.Errorf("exec: %w", &pgconn.PgError{Code: code}) }
	for _, c := range []struct {
		err  error
		kind house.Kind
		key  string
	}{
		{sql.ErrNoRows, house.NotFound, "error.not_found"},
		{pg("23505"), house.Conflict, "error.conflict"},
		{pg("53100"), house.Unavailable, "error.full_disk"},
		{pg("25006"), house.Unavailable, "error.full_disk"},
		{pg("40P01"), house.Unavailable, "error.database"},
		{pg("57P01"), house.Unavailable, "error.database"},
		{pg("08006"), house.Unavailable, "error.database"},
		{pg("42601"), house.Internal, "error.database"},
		{fmt.Errorf("exec: %w", dead{}), house.Unavailable, "error.database"},
		{io.ErrUnexpectedEOF, house.Unavailable, "error.database"},
		{context.DeadlineExceeded, house.Unavailable, "error.database"},
		{errors.New("strange"), house.Internal, "error.database"},
		{house.Errorf(house.Forbidden, "error.forbidden"), house.Forbidden, "error.forbidden"},
	} {
		got := store.Mapped(c.err)
		if house.KindOf(got) != c.kind || !house.IsKey(got, c.key) {
			t.Errorf("%v: got %v, want %s %s", c.err, got, c.kind, c.key)
		}
	}
}

// dead is how the driver says that nothing was sent, since a pooled connection
// was found closed.
type dead struct{}

func (dead) Error() string     { return "conn closed" }
func (dead) SafeToRetry() bool { return true }
