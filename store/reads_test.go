package store_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"stockwerk/house"
)

func TestThreadsArePinnedFirstThenNewest(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		addRoom(t, s, "r1")
		join(t, s, "r1", "p1", 0)
		a := write(t, s, newMessage("r1", "p1", house.KindBoard, ""))
		b := write(t, s, newMessage("r1", "p2", house.KindBoard, ""))
		c := write(t, s, newMessage("r1", "p2", house.KindBoard, ""))
		reply := newMessage("r1", "p2", house.KindBoard, a.ID)
		reply.Created = at(9)
		reply = write(t, s, reply)
		gone := write(t, s, newMessage("r1", "p2", house.KindBoard, b.ID))
		b.Pinned, gone.Deleted, gone.Body = true, true, nil
		do(t, s, func(tx house.Tx) error {
			if err := tx.PutMessage(ctx, &b); err != nil {
				return err
			}
			if err := tx.PutMessage(ctx, &gone); err != nil {
				return err
			}
			return tx.PutReadMark(ctx, "p1", "r1", house.KindBoard, c.ID, c.Seq)
		})
		rowB := house.ThreadRow{Root: b, LastSeq: b.Seq, LastAt: b.Created, LastBy: "p2", Unread: 1}
		rowA := house.ThreadRow{Root: a, Posts: 1, LastSeq: reply.Seq, LastAt: reply.Created, LastBy: "p2", Unread: 1}
		rowC := house.ThreadRow{Root: c, LastSeq: c.Seq, LastAt: c.Created, LastBy: "p2"}
		list, err := s.Threads(ctx, "r1", house.KindBoard, "p1", 10, 0)
		same(t, "threads", list, err, []house.ThreadRow{rowB, rowA, rowC})
		list, err = s.Threads(ctx, "r1", house.KindBoard, "p1", 2, 0)
		same(t, "the first two", list, err, []house.ThreadRow{rowB, rowA})
		list, err = s.Threads(ctx, "r1", house.KindBoard, "p1", 2, reply.Seq)
		same(t, "those before", list, err, []house.ThreadRow{rowC})
		rowB.Unread, rowA.Unread = 0, 0
		list, err = s.Threads(ctx, "r1", house.KindBoard, "stranger", 10, 0)
		same(t, "for somebody outside", list, err, []house.ThreadRow{rowB, rowA, rowC})
		refused(t, "a reply to no thread", s.InTx(ctx, func(tx house.Tx) error {
			m := newMessage("r1", "p1", house.KindBoard, "nothing")
			return tx.AddMessage(ctx, &m)
		}), house.NotFound)
	})
}

func TestUnreadStopsAtAThousand(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		addRoom(t, s, "r1")
		join(t, s, "r1", "p1", 0)
		do(t, s, func(tx house.Tx) error {
			for range 1005 {
				m := newMessage("r1", "p2", house.KindChat, "")
				if err := tx.AddMessage(t.Context(), &m); err != nil {
					return err
				}
			}
			return nil
		})
		got, err := s.Unread(t.Context(), "p1")
		same(t, "unread", got, err, []house.UnreadRow{{Room: "r1", Kind: house.KindChat, Count: 1000, FirstSeq: 1}})
	})
}

func TestReadMarksAreSetExactly(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		for _, seq := range []int64{5, 3, 9} {
			do(t, s, func(tx house.Tx) error { return tx.PutReadMark(t.Context(), "p1", "r1", house.KindChat, "", seq) })
			got, err := s.ReadMark(t.Context(), "p1", "r1", house.KindChat, "")
			same(t, "mark", got, err, seq)
		}
	})
}

// slowUnread counts as the interface says it, from the rows themselves.
func slowUnread(t *testing.T, s house.Store, person house.PersonID, rooms []house.RoomID) []house.UnreadRow {
	t.Helper()
	ctx := t.Context()
	var found []house.UnreadRow
	for _, room := range rooms {
		row, err := s.RosterOf(ctx, room, person)
		if err != nil || row.State != "joined" {
			continue
		}
		for _, m := range all(t, s, room) {
			mark, err := s.ReadMark(ctx, person, room, m.Kind, m.Thread)
			if err != nil {
				t.Fatal(err)
			}
			if m.Kind == house.KindEvent || m.Author == person || m.Deleted || m.Seq <= row.SinceSeq || m.Seq <= mark {
				continue
			}
			i := slices.IndexFunc(found, func(u house.UnreadRow) bool {
				return u.Room == room && u.Kind == m.Kind && u.Thread == m.Thread
			})
			if i < 0 {
				found = append(found, house.UnreadRow{Room: room, Kind: m.Kind, Thread: m.Thread, FirstSeq: m.Seq})
				i = len(found) - 1
			}
			found[i].Count++
		}
	}
	return sorted(found)
}

func sorted(list []house.UnreadRow) []house.UnreadRow {
	slices.SortFunc(list, func(a, b house.UnreadRow) int {
		switch {
		case a.Room != b.Room:
			return int(a.Room[1]) - int(b.Room[1])
		case a.FirstSeq != b.FirstSeq:
			return int(a.FirstSeq - b.FirstSeq)
		default:
			return int(a.Kind[0]) - int(b.Kind[0])
		}
	})
	return list
}

// The shortcuts of Unread must never differ from counting everything, whatever
// people write, read, delete, leave and join again.
func TestUnreadIsWhatCountingEverythingGives(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		seed := uint64(time.Now().UnixNano())
		random := rand.New(rand.NewPCG(seed, 1))
		rooms := []house.RoomID{"r1", "r2", "r3"}
		people := []house.PersonID{"p1", "p2", "p3"}
		for _, room := range rooms {
			class := house.ClassClosed
			if room == "r3" {
				class = house.ClassDirect
			}
			do(t, s, func(tx house.Tx) error {
				return tx.AddRoom(ctx, house.RoomRow{ID: room, Lookup: []byte(room), Class: class, State: "open"})
			})
			for _, p := range people {
				join(t, s, room, p, 0)
			}
		}
		var posts []house.MessageRow
		for step := range 400 {
			room, person := rooms[random.IntN(3)], people[random.IntN(3)]
			switch n := random.IntN(10); {
			case n < 5:
				posts = append(posts, write(t, s, randomMessage(random, room, person, posts)))
			case n < 8 && len(posts) > 0:
				m := posts[random.IntN(len(posts))]
				room, err := s.Room(ctx, m.Room)
				if err != nil {
					t.Fatal(err)
				}
				seq := random.Int64N(room.Seq + 1)
				if random.IntN(4) > 0 { // mostly reading on, at times marking unread
					seq = m.Seq + random.Int64N(room.Seq-m.Seq+1)
				}
				do(t, s, func(tx house.Tx) error { return tx.PutReadMark(ctx, person, m.Room, m.Kind, m.Thread, seq) })
			case n == 8 && len(posts) > 0:
				m := posts[random.IntN(len(posts))]
				m.Deleted, m.Body = true, nil
				do(t, s, func(tx house.Tx) error { return tx.PutMessage(ctx, &m) })
			case n == 9 && step%4 == 0:
				row, err := s.Room(ctx, room)
				if err != nil {
					t.Fatal(err)
				}
				do(t, s, func(tx house.Tx) error { return tx.DeleteRoster(ctx, room, person) })
				join(t, s, room, person, row.Seq)
			}
			if step%10 != 9 {
				continue
			}
			for _, p := range people {
				got, err := s.Unread(ctx, p)
				same(t, "unread of "+string(p), sorted(got), err, slowUnread(t, s, p, rooms))
			}
			if t.Failed() {
				t.Fatalf("after step %d of seed %d", step, seed)
			}
		}
	})
}

func randomMessage(random *rand.Rand, room house.RoomID, author house.PersonID, posts []house.MessageRow) house.MessageRow {
	kinds := []house.MessageKind{house.KindChat, house.KindEvent, house.KindBoard, house.KindBoard, house.KindBoard}
	if room == "r3" {
		kinds = []house.MessageKind{house.KindDirect}
	}
	kind := kinds[random.IntN(len(kinds))]
	var thread house.MessageID
	if kind == house.KindBoard && random.IntN(4) > 0 {
		for _, m := range posts {
			if m.Room == room && m.Kind == kind && random.IntN(3) == 0 {
				thread = m.Thread
			}
		}
	}
	return newMessage(room, author, kind, thread)
}
