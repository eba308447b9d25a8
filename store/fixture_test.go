package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func eachDB(t *testing.T, test func(t *testing.T, s house.Store)) {
	t.Helper()
	storetest.OpenEach(t, test)
}

// at is a fixed moment in the precision that is stored.
func at(minutes int) time.Time {
	return time.Date(2026, 3, 1, 12, 0, 0, 7_000_000, time.UTC).Add(time.Duration(minutes) * time.Minute)
}

// do runs f in a transaction that must succeed.
func do(t testing.TB, s house.Store, f func(tx house.Tx) error) {
	t.Helper()
	if err := s.InTx(t.Context(), f); err != nil {
		t.Fatalf("transaction: %v", err)
	}
}

// refused asserts the kind of an error.
func refused(t testing.TB, what string, err error, want house.Kind) {
	t.Helper()
	if err == nil || house.KindOf(err) != want {
		t.Errorf("%s: got %v, want %s", what, err, want)
	}
}

func addRoom(t testing.TB, s house.Store, id house.RoomID) {
	t.Helper()
	do(t, s, func(tx house.Tx) error {
		return tx.AddRoom(t.Context(), house.RoomRow{
			ID: id, Floor: "f", Lookup: []byte(id), Kind: house.RoomConference, Class: house.ClassClosed,
			Access: house.AccessInvite, State: "open", Created: at(0),
		})
	})
}

func join(t testing.TB, s house.Store, room house.RoomID, person house.PersonID, since int64) {
	t.Helper()
	do(t, s, func(tx house.Tx) error {
		return tx.PutRoster(t.Context(), house.RosterRow{
			Room: room, Person: person, State: "joined", Role: house.RoleMember, Write: true, Since: at(0), SinceSeq: since,
		})
	})
}

var lastID atomic.Int64 // only makes ids differ

func newMessage(room house.RoomID, author house.PersonID, kind house.MessageKind, thread house.MessageID) house.MessageRow {
	id := house.MessageID(fmt.Sprintf("m%09d", lastID.Add(1)))
	if kind == house.KindBoard && thread == "" {
		thread = id
	}
	return house.MessageRow{
		Room: room, ID: id, Kind: kind, Thread: thread, Author: author, Epoch: 1, Revision: 1,
		Created: at(0), Body: []byte("sealed " + id),
	}
}

// write stores a message and returns it as stored.
func write(t testing.TB, s house.Store, m house.MessageRow) house.MessageRow {
	t.Helper()
	do(t, s, func(tx house.Tx) error { return tx.AddMessage(t.Context(), &m) })
	return m
}

// all reads every message of a room in order.
func all(t testing.TB, s house.Store, room house.RoomID) []house.MessageRow {
	t.Helper()
	list, err := s.Messages(context.WithoutCancel(t.Context()), house.MessageQuery{Room: room})
	if err != nil {
		t.Fatalf("read messages: %v", err)
	}
	return list
}
