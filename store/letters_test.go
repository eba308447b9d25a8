package store_test

import (
	"sync"
	"testing"

	"stockwerk/house"
)

func laterLetter(id string, due int) house.LaterLetterRow {
	return house.LaterLetterRow{
		ID: house.MessageID(id), Room: "r1", Author: "p1", ReplyTo: "m0", Epoch: 2, Revision: 1, Due: at(due), Body: []byte{1, 2},
		Idem: []byte("k" + id), Seal: []byte{3},
	}
}

func TestLettersToBeSentLaterComeBackAsTheyWere(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		addRoom(t, s, "r1")
		addRoom(t, s, "r2")
		join(t, s, "r1", "p1", 0)
		one, two, other := laterLetter("l1", 5), laterLetter("l2", 3), laterLetter("l3", 9)
		other.Room, other.Idem = "r2", nil
		do(t, s, func(tx house.Tx) error {
			for _, l := range []house.LaterLetterRow{one, two, other} {
				if err := tx.AddLaterLetter(ctx, l); err != nil {
					return err
				}
			}
			return nil
		})
		got, err := s.LaterLetters(ctx, "r1")
		same(t, "letters of the room", got, err, []house.LaterLetterRow{two, one})
		got, err = s.LettersDue(ctx, at(5))
		same(t, "letters due", got, err, []house.LaterLetterRow{two, one})
		byKey, err := s.LaterLetterByIdem(ctx, "r1", "p1", one.Idem)
		same(t, "letter by its key", byKey, err, one)
		refused(t, "a key twice", s.InTx(ctx, func(tx house.Tx) error {
			twin := laterLetter("l4", 1)
			twin.Idem = one.Idem
			return tx.AddLaterLetter(ctx, twin)
		}), house.Conflict)
		one.Due, one.Epoch, one.Revision, one.Body, one.Seal, one.ReplyTo = at(7), 3, 2, []byte{7}, []byte{8}, ""
		do(t, s, func(tx house.Tx) error { return tx.PutLaterLetter(ctx, one) })
		now, err := s.LaterLetter(ctx, one.ID)
		same(t, "letter", now, err, one)
		refused(t, "replace none", s.InTx(ctx, func(tx house.Tx) error { return tx.PutLaterLetter(ctx, laterLetter("l9", 1)) }), house.NotFound)
		do(t, s, func(tx house.Tx) error { return tx.DeleteLaterLetter(ctx, two.ID) })
		do(t, s, func(tx house.Tx) error { return tx.DeleteRoster(ctx, "r1", "p1") })
		do(t, s, func(tx house.Tx) error { return tx.DeleteRoom(ctx, "r2") })
		got, err = s.LettersDue(ctx, at(99))
		same(t, "what is left of all", got, err, []house.LaterLetterRow(nil))
	})
}

// One of any number of nodes sends a letter: the room's row is held while it is
// looked for.
func TestALetterIsTakenByOne(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		addRoom(t, s, "r1")
		do(t, s, func(tx house.Tx) error { return tx.AddLaterLetter(ctx, laterLetter("l1", 5)) })
		taken := make([]bool, 6)
		var wait sync.WaitGroup
		for i := range taken {
			wait.Go(func() {
				err := s.InTx(ctx, func(tx house.Tx) error {
					taken[i] = false
					if _, err := tx.Room(ctx, "r1"); err != nil {
						return err
					}
					if _, err := tx.LaterLetter(ctx, "l1"); err != nil {
						if house.KindOf(err) == house.NotFound {
							return nil
						}
						return err
					}
					taken[i] = true
					return tx.DeleteLaterLetter(ctx, "l1")
				})
				if err != nil {
					t.Errorf("take: %v", err)
				}
			})
		}
		wait.Wait()
		n := 0
		for _, t := range taken {
			if t {
				n++
			}
		}
		if n != 1 {
			t.Errorf("got it taken by %d, want one", n)
		}
	})
}
