package store_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stockwerk/house"
)

func ticket(id string) house.TicketRow {
	return house.TicketRow{
		ID: house.TicketID(id), Lookup: []byte(id), Kind: house.TicketVisitor, Room: "r1", Person: "p9", State: "issued",
		Expires: at(60), IssuedBy: "p1", IssuedAt: at(0), Write: true, Return: true, Wait: true, Text: []byte{1}, Epoch: 2,
		Public: []byte{3}, Seal: []byte{4},
	}
}

func addTickets(t *testing.T, s house.Store, rows ...house.TicketRow) {
	t.Helper()
	do(t, s, func(tx house.Tx) error {
		for _, row := range rows {
			if err := tx.AddTicket(t.Context(), row); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestTicketsComeBackAsTheyWere(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		one, two, back := ticket("t1"), ticket("t2"), ticket("t3")
		two.IssuedAt, two.Expires = at(-1), time.Time{}
		back.Kind = house.TicketReturn
		addTickets(t, s, one, two, back)
		got, err := s.TicketByLookup(ctx, []byte("t1"))
		same(t, "ticket", got, err, one)
		list, err := s.Tickets(ctx, "r1")
		same(t, "tickets of the room", list, err, []house.TicketRow{two, one})
		refused(t, "a code twice", s.InTx(ctx, func(tx house.Tx) error {
			twin := ticket("t4")
			twin.Lookup = one.Lookup
			return tx.AddTicket(ctx, twin)
		}), house.Conflict)
	})
}

func TestOpenTicketsAreIssuedAndUnexpired(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		open, old, used, endless := ticket("t1"), ticket("t2"), ticket("t3"), ticket("t4")
		now, err := s.Now(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		open.Expires, used.Expires, endless.Expires = now.Add(time.Hour), now.Add(time.Hour), time.Time{}
		old.Expires, used.State = now.Add(-time.Minute), "redeemed"
		addTickets(t, s, open, old, used, endless)
		list, err := s.OpenTickets(t.Context(), house.TicketVisitor)
		same(t, "open tickets", list, err, []house.TicketRow{open, endless})
	})
}

func TestATicketIsClaimedExactlyOnce(t *testing.T) {
	const tickets, racers = 40, 8
	eachDB(t, func(t *testing.T, s house.Store) {
		var rows []house.TicketRow
		for i := range tickets {
			rows = append(rows, ticket(fmt.Sprintf("t%03d", i)))
		}
		addTickets(t, s, rows...)
		var group sync.WaitGroup
		won := make([]atomic.Int32, tickets)
		for range racers {
			group.Go(func() {
				for i, row := range rows {
					var mine bool
					err := s.InTx(t.Context(), func(tx house.Tx) (err error) {
						mine, err = tx.ClaimTicket(t.Context(), row.ID, at(1))
						return err
					})
					if err != nil {
						t.Errorf("claim: %v", err)
					} else if mine {
						won[i].Add(1)
					}
				}
			})
		}
		group.Wait()
		for i := range won {
			if n := won[i].Load(); n != 1 {
				t.Errorf("ticket %d was claimed %d times, want 1", i, n)
			}
		}
	})
}

func TestOnlyIssuedUnexpiredTicketsAreClaimed(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		revoked, endless := ticket("t2"), ticket("t3")
		revoked.State, endless.Expires = "revoked", time.Time{}
		addTickets(t, s, ticket("t1"), revoked, endless)
		for _, c := range []struct {
			id   house.TicketID
			now  time.Time
			want bool
		}{{"t1", at(60), false}, {"t1", at(59), true}, {"t1", at(59), false}, {"t2", at(1), false}, {"t3", at(9999), true}, {"t9", at(1), false}} {
			do(t, s, func(tx house.Tx) error {
				got, err := tx.ClaimTicket(t.Context(), c.id, c.now)
				if got != c.want {
					t.Errorf("claim of %s at %v: got %v, want %v", c.id, c.now, got, c.want)
				}
				return err
			})
		}
	})
}
