package store_test

import (
	"testing"
	"time"

	"stockwerk/house"
)

func TestVisitsComeBackAsTheyWereAndGoWhole(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		igel, anna := person("v1", ""), person("p1", "anna")
		igel.Kind, igel.NameKey, igel.Skeleton = "visitor", "v1", "v1"
		at := time.UnixMilli(1_700_000_000_000).UTC()
		key := house.VisitKeyRow{Person: "v1", Room: "r1", Lookup: []byte{1}, Salt: []byte{2}, Text: []byte{3}, Bound: at, Seal: []byte{4}}
		later := key
		later.Person, later.Bound = "v2", at.Add(time.Second)
		back := house.TicketRow{ID: "t1", Lookup: []byte{5}, Kind: house.TicketReturn, Room: "r1", Person: "v1", State: "issued", IssuedAt: at}
		do(t, s, func(tx house.Tx) error {
			for _, p := range []house.PersonRow{igel, anna} {
				if err := tx.AddPerson(ctx, p); err != nil {
					return err
				}
			}
			for _, k := range []house.VisitKeyRow{key, later} {
				if err := tx.PutVisitKey(ctx, k); err != nil {
					return err
				}
			}
			return tx.AddTicket(ctx, back)
		})
		keys, err := s.VisitKeys(ctx, []byte{1})
		same(t, "keys, the latest first", keys, err, []house.VisitKeyRow{later, key})
		one, err := s.VisitKey(ctx, "v1")
		same(t, "key of a visitor", one, err, key)
		tickets, err := s.TicketsOf(ctx, "v1", house.TicketReturn)
		same(t, "tickets of a visitor", tickets, err, []house.TicketRow{back})
		if none, err := s.TicketsOf(ctx, "", house.TicketReturn); err != nil || len(none) > 0 {
			t.Errorf("got %v, %v for nobody, want none", none, err)
		}
		do(t, s, func(tx house.Tx) error {
			if err := tx.DeleteTicketsOf(ctx, "v1", house.TicketReturn); err != nil {
				return err
			}
			if err := tx.DeletePersonRows(ctx, "v1"); err != nil {
				return err
			}
			for _, id := range []house.PersonID{"v1", "p1"} {
				if err := tx.DeleteVisitor(ctx, id); err != nil {
					return err
				}
			}
			return tx.DeleteVisitKey(ctx, "v2")
		})
		_, err = s.Person(ctx, "v1")
		refused(t, "the visitor", err, house.NotFound)
		_, err = s.Person(ctx, "p1")
		if err != nil {
			t.Errorf("a member went as a visitor: %v", err)
		}
		if keys, err := s.VisitKeys(ctx, []byte{1}); err != nil || len(keys) > 0 {
			t.Errorf("got %v, %v, want no key", keys, err)
		}
		if left, err := s.TicketsOf(ctx, "v1", house.TicketReturn); err != nil || len(left) > 0 {
			t.Errorf("got %v, %v, want no ticket", left, err)
		}
	})
}
