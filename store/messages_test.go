package store_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"stockwerk/house"
)

func TestAMessageComesBackAsItWas(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		addRoom(t, s, "r1")
		m := newMessage("r1", "p1", house.KindBoard, "")
		m.Idem, m.Locked, m.Edited, m.ReplyTo = []byte{1, 2}, true, true, "x"
		m = write(t, s, m)
		if m.Seq != 1 || m.Mod != 1 {
			t.Errorf("got seq %d, mod %d, want 1, 1", m.Seq, m.Mod)
		}
		got, err := s.Message(ctx, m.ID)
		same(t, "message", got, err, m)
		got, err = s.MessageByIdem(ctx, "r1", "p1", []byte{1, 2})
		same(t, "message by repeat key", got, err, m)
		_, err = s.MessageByIdem(ctx, "r1", "p2", []byte{1, 2})
		refused(t, "somebody else's repeat key", err, house.NotFound)
	})
}

// A repeat must be recognised inside the transaction that tries it, and must
// neither store twice nor leave a gap.
func TestARepeatedMessageIsStoredOnce(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		addRoom(t, s, "r1")
		first := newMessage("r1", "p1", house.KindChat, "")
		first.Idem = []byte("key")
		first = write(t, s, first)
		again, twin := first, newMessage("r1", "p1", house.KindChat, "")
		twin.Idem = []byte("key")
		var next house.MessageRow
		do(t, s, func(tx house.Tx) error {
			refused(t, "the same id", tx.AddMessage(ctx, &again), house.Conflict)
			refused(t, "the same repeat key", tx.AddMessage(ctx, &twin), house.Conflict)
			got, err := tx.MessageByIdem(ctx, "r1", "p1", []byte("key"))
			same(t, "what stood", got, err, first)
			next = newMessage("r1", "p1", house.KindChat, "")
			return tx.AddMessage(ctx, &next)
		})
		if list := all(t, s, "r1"); len(list) != 2 || next.Seq != 2 || next.Mod != 2 {
			t.Errorf("got %d messages and then seq %d, mod %d, want 2, 2, 2", len(list), next.Seq, next.Mod)
		}
		refused(t, "a room that is not there", s.InTx(ctx, func(tx house.Tx) error {
			m := newMessage("r9", "p1", house.KindChat, "")
			return tx.AddMessage(ctx, &m)
		}), house.NotFound)
	})
}

func TestNumbersAreDenseUnderManyWriters(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		const writers, each = 16, 20
		addRoom(t, s, "r1")
		var group sync.WaitGroup
		for range writers {
			group.Go(func() {
				for i := range each {
					m := newMessage("r1", "p1", house.KindChat, "")
					err := s.InTx(t.Context(), func(tx house.Tx) error {
						if err := tx.AddMessage(t.Context(), &m); err != nil {
							return err
						}
						if i%5 == 4 {
							return errChanged
						}
						return nil
					})
					if i%5 == 4 != errors.Is(err, errChanged) || i%5 != 4 && err != nil {
						t.Errorf("write: got %v", err)
					}
				}
			})
		}
		group.Wait()
		list := all(t, s, "r1")
		for i, m := range list {
			if m.Seq != int64(i+1) || m.Mod != int64(i+1) {
				t.Fatalf("message %d has seq %d, mod %d, want no gap", i+1, m.Seq, m.Mod)
			}
		}
		if want := writers * each * 4 / 5; len(list) != want {
			t.Errorf("got %d messages, want %d", len(list), want)
		}
	})
}

var errChanged = errors.New("changed my mind")

func ids(list []house.MessageRow) (ids []house.MessageID) {
	for _, m := range list {
		ids = append(ids, m.ID)
	}
	return ids
}

func TestMessagesAreFoundByKindThreadAndPlace(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		addRoom(t, s, "r1")
		addRoom(t, s, "r2")
		var m []house.MessageID
		root := write(t, s, newMessage("r1", "p1", house.KindBoard, ""))
		m = append(m, root.ID)
		for _, kind := range []house.MessageKind{house.KindChat, house.KindEvent, house.KindBoard, house.KindChat, house.KindBoard, house.KindEvent} {
			thread := house.MessageID("")
			if kind == house.KindBoard {
				thread = root.ID
			}
			m = append(m, write(t, s, newMessage("r1", "p1", kind, thread)).ID)
			write(t, s, newMessage("r2", "p1", house.KindChat, ""))
		}
		chatEvent := []house.MessageKind{house.KindChat, house.KindEvent}
		for name, c := range map[string]struct {
			q    house.MessageQuery
			want []house.MessageID
		}{
			"everything":            {house.MessageQuery{}, m},
			"oldest":                {house.MessageQuery{Limit: 2}, m[:2]},
			"newest":                {house.MessageQuery{Limit: 2, Newest: true}, m[5:]},
			"a page":                {house.MessageQuery{After: 2, Before: 5, Limit: 9}, m[2:4]},
			"a page backwards":      {house.MessageQuery{Before: 5, Limit: 2, Newest: true}, m[2:4]},
			"one kind":              {house.MessageQuery{Kinds: chatEvent[:1], Limit: 9}, pick(m, 1, 4)},
			"two kinds":             {house.MessageQuery{Kinds: chatEvent, Limit: 9}, pick(m, 1, 2, 4, 6)},
			"newest of two kinds":   {house.MessageQuery{Kinds: chatEvent, Limit: 3, Newest: true}, pick(m, 2, 4, 6)},
			"two kinds after":       {house.MessageQuery{Kinds: chatEvent, Limit: 2, After: 2}, pick(m, 2, 4)},
			"a thread":              {house.MessageQuery{Thread: root.ID, Limit: 9}, pick(m, 0, 3, 5)},
			"a thread of two kinds": {house.MessageQuery{Thread: root.ID, Kinds: []house.MessageKind{house.KindBoard, house.KindChat}, Limit: 2, Newest: true}, pick(m, 3, 5)},
		} {
			c.q.Room = "r1"
			list, err := s.Messages(t.Context(), c.q)
			if err != nil || !slices.Equal(ids(list), c.want) {
				t.Errorf("%s: got %v, %v, want %v", name, ids(list), err, c.want)
			}
		}
	})
}

func pick(m []house.MessageID, places ...int) (list []house.MessageID) {
	for _, i := range places {
		list = append(list, m[i])
	}
	return list
}

func TestChangesComeInTheOrderTheyHappened(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		addRoom(t, s, "r1")
		one := write(t, s, newMessage("r1", "p1", house.KindChat, ""))
		two := write(t, s, newMessage("r1", "p1", house.KindChat, ""))
		one.Body, one.Edited, one.Revision, one.Epoch = []byte("new"), true, 2, 5
		do(t, s, func(tx house.Tx) error { return tx.PutMessage(ctx, &one) })
		if one.Seq != 1 || one.Mod != 3 {
			t.Errorf("got seq %d, mod %d, want 1, 3", one.Seq, one.Mod)
		}
		list, err := s.Changes(ctx, "r1", 1, 10)
		same(t, "changes", list, err, []house.MessageRow{two, one})
		list, err = s.Changes(ctx, "r1", 0, 1)
		same(t, "changes up to a limit", list, err, []house.MessageRow{two})
		missing := newMessage("r1", "p1", house.KindChat, "")
		refused(t, "changing what is not there",
			s.InTx(ctx, func(tx house.Tx) error { return tx.PutMessage(ctx, &missing) }), house.NotFound)
		moved := two
		addRoom(t, s, "r2")
		moved.Room = "r2"
		refused(t, "changing it in another room",
			s.InTx(ctx, func(tx house.Tx) error { return tx.PutMessage(ctx, &moved) }), house.NotFound)
	})
}

func TestRetentionRemovesTheOldOfOneKind(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		addRoom(t, s, "r1")
		add := func(kind house.MessageKind, thread house.MessageID, minutes int) house.MessageRow {
			m := newMessage("r1", "p1", kind, thread)
			m.Created = at(minutes)
			return write(t, s, m)
		}
		done := add(house.KindBoard, "", 0)
		living := add(house.KindBoard, "", 1)
		add(house.KindBoard, done.ID, 2)
		add(house.KindBoard, living.ID, 3)
		chat := add(house.KindChat, "", 4)
		young := add(house.KindBoard, living.ID, 10)

		remove := func(minutes int) (n int) {
			do(t, s, func(tx house.Tx) (err error) {
				n, err = tx.DeleteMessages(ctx, "r1", at(minutes), house.KindBoard)
				return err
			})
			return n
		}
		if n := remove(5); n != 4 {
			t.Errorf("got %d removed, want 4", n)
		}
		list := all(t, s, "r1")
		if want := []house.MessageID{living.ID, chat.ID, young.ID}; !slices.Equal(ids(list), want) {
			t.Fatalf("got %v, want %v", ids(list), want)
		}
		if r := list[0]; !r.Deleted || r.Body != nil || r.Mod <= young.Mod {
			t.Errorf("got %+v, want the root without its words under a new mod", r)
		}
		threads, err := s.Threads(ctx, "r1", house.KindBoard, "p1", 10, 0)
		if err != nil || len(threads) != 1 || threads[0].Posts != 1 || threads[0].LastSeq != young.Seq {
			t.Errorf("got %+v, %v, want one thread with one post", threads, err)
		}
		if n := remove(5); n != 0 {
			t.Errorf("got %d removed again, want 0", n)
		}
		if n := remove(11); n != 2 {
			t.Errorf("got %d removed at last, want 2", n)
		}
		threads, err = s.Threads(ctx, "r1", house.KindBoard, "p1", 10, 0)
		same(t, "threads", threads, err, nil)
		same(t, "the chat", all(t, s, "r1"), nil, []house.MessageRow{chat})
	})
}
