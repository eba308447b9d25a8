package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"stockwerk/house"
)

// ErrNewer means that a newer program wrote the database; nothing was changed.
var ErrNewer = errors.New("the database was written by a newer version of the program")

// trouble is what a driver's error means for the house.
type trouble int

const (
	troubleUnknown trouble = iota
	troubleMissing         // no such row
	troubleDouble          // a uniqueness rule
	troubleFull            // no space, read-only, or the disk fails
	troubleBusy            // locked, or deadlocked: the same may work at once
	troubleGone            // the connection is lost
	troubleEnded           // the caller's context ended
)

// mapped turns a driver's error into the house's. This is the only place that
// knows the drivers' codes.
func mapped(err error) error {
	if err == nil {
		return nil
	}
	var known *house.Error
	if errors.As(err, &known) {
		return err
	}
	switch troubleOf(err) {
	case troubleMissing:
		return house.Errorf(house.NotFound, "error.not_found")
	case troubleDouble:
		return house.Errorf(house.Conflict, "error.conflict", err)
	case troubleFull:
		return house.Errorf(house.Unavailable, "error.full_disk", err)
	case troubleBusy, troubleGone, troubleEnded:
		return house.Errorf(house.Unavailable, "error.database", err)
	default:
		return house.Errorf(house.Internal, "error.database", err)
	}
}

// troubleOf looks through the whole chain of err.
func troubleOf(err error) trouble {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return troubleMissing
	case errors.As(err, &lite):
		return sqliteTrouble(lite.Code())
	case errors.As(err, &pg):
		return postgresTrouble(pg.Code)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return troubleEnded
	case errors.As(err, &connect), errors.As(err, &network), pgconn.SafeToRetry(err), // a connection found dead before anything was sent
		errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return troubleGone
	default:
		return troubleUnknown
	}
}

// sqliteTrouble reads a result code, https://www.sqlite.org/rescode.html.
func sqliteTrouble(code int) trouble {
	const (
		busy, locked               = 5, 6
		readonly, ioerr, full      = 8, 10, 13
		cantopen                   = 14
		primaryKey, unique, rowKey = 1555, 2067, 2579
	)
	switch code {
	case primaryKey, unique, rowKey:
		return troubleDouble
	}
	switch code & 0xff {
	case busy, locked:
		return troubleBusy
	case readonly, ioerr, full, cantopen:
		return troubleFull
	default:
		return troubleUnknown
	}
}

// postgresTrouble reads an SQLSTATE.
func postgresTrouble(state string) trouble {
	switch state {
	case "23505":
		return troubleDouble
	case "53100", "25006", "58030": // disk full, read-only, I/O error
		return troubleFull
	case "40001", "40P01", "55P03": // serialization, deadlock, lock timeout
		return troubleBusy
	case "57P01", "57P02", "57P03", "57P05", "25P03", "57014", "53300": // shutting down, idle too long, cancelled, too many
		return troubleGone
	}
	if len(state) == 5 && state[:2] == "08" { // connection exceptions
		return troubleGone
	}
	return troubleUnknown
}
