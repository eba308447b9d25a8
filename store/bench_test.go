package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"stockwerk/house"
	"stockwerk/store"
	"stockwerk/store/storetest"
)

// people are the goroutines that write at once.
const people = 64

// bothDBs runs a benchmark on both databases.
func bothDBs(b *testing.B, run func(b *testing.B, s *store.Store)) {
	b.Run("sqlite", func(b *testing.B) { run(b, storetest.Open(b, storetest.SQLitePath(b))) })
	b.Run("postgres", func(b *testing.B) { run(b, storetest.Open(b, storetest.PostgresURL(b))) })
}

// crowd runs one transaction per iteration from many goroutines.
func crowd(b *testing.B, s *store.Store, n int, do func(ctx context.Context, i int64, tx house.Tx) error) {
	var count atomic.Int64
	ctx := context.Background()
	b.SetParallelism(n)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := count.Add(1)
			if err := s.InTx(ctx, func(tx house.Tx) error { return do(ctx, i, tx) }); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tx/s")
}

func BenchmarkBareInsert(b *testing.B) {
	bothDBs(b, func(b *testing.B, s *store.Store) {
		value := make([]byte, 200)
		crowd(b, s, people/2, func(ctx context.Context, i int64, tx house.Tx) error {
			return tx.PutSetting(ctx, fmt.Sprintf("%09d", i), value)
		})
	})
}

func benchmarkAdd(b *testing.B, n, rooms int) {
	bothDBs(b, func(b *testing.B, s *store.Store) {
		for i := range rooms {
			addRoom(b, s, house.RoomID(fmt.Sprintf("018f0000-0000-7000-8000-00000000%04d", i)))
		}
		body := make([]byte, 200)
		crowd(b, s, n, func(ctx context.Context, i int64, tx house.Tx) error {
			return tx.AddMessage(ctx, &house.MessageRow{
				Room: house.RoomID(fmt.Sprintf("018f0000-0000-7000-8000-00000000%04d", i%int64(rooms))), Kind: house.KindChat,
				ID: house.MessageID(fmt.Sprintf("018f0000-0000-7000-8000-%012d", i)), Author: "018f0000-0000-7000-8000-000000000000",
				Epoch: 1, Revision: 1, Created: at(0), Body: body,
			})
		})
	})
}

func BenchmarkAddMessage(b *testing.B)        { benchmarkAdd(b, people/2, 16) }
func BenchmarkAddMessageOneRoom(b *testing.B) { benchmarkAdd(b, people/2, 1) }

// BenchmarkAddMessageAlone is one person writing: nothing to share a commit with.
func BenchmarkAddMessageAlone(b *testing.B) {
	bothDBs(b, func(b *testing.B, s *store.Store) {
		addRoom(b, s, "r1")
		for b.Loop() {
			m := newMessage("r1", "p1", house.KindChat, "")
			do(b, s, func(tx house.Tx) error { return tx.AddMessage(b.Context(), &m) })
		}
	})
}

// oldRoom fills a room with 1,000 threads of 100 posts.
func oldRoom(b *testing.B, s *store.Store, room house.RoomID) (last int64) {
	addRoom(b, s, room)
	join(b, s, room, "p1", 0)
	roots := make([]house.MessageID, 1000)
	for range 100 {
		do(b, s, func(tx house.Tx) error {
			for i := range roots {
				m := newMessage(room, "p2", house.KindBoard, roots[i])
				if err := tx.AddMessage(b.Context(), &m); err != nil {
					return err
				}
				roots[i], last = m.Thread, m.Seq
			}
			return nil
		})
	}
	return last
}

// BenchmarkOldRoom opens a room of 100,000 posts: threads, newest lines, counts.
func BenchmarkOldRoom(b *testing.B) {
	bothDBs(b, func(b *testing.B, s *store.Store) {
		ctx := b.Context()
		last := oldRoom(b, s, "r1")
		threads := func(b *testing.B) {
			for b.Loop() {
				if list, err := s.Threads(ctx, "r1", house.KindBoard, "p1", 50, 0); err != nil || len(list) != 50 {
					b.Fatal(len(list), err)
				}
			}
		}
		unread := func(want int) func(b *testing.B) {
			return func(b *testing.B) {
				for b.Loop() {
					if list, err := s.Unread(ctx, "p1"); err != nil || len(list) != want {
						b.Fatal(len(list), err)
					}
				}
			}
		}
		b.Run("threads unread", threads)
		b.Run("unread of everything", unread(1000))
		if b.Name() == "BenchmarkOldRoom/postgres" {
			do(b, s, func(tx house.Tx) error { return store.Raw(ctx, tx, "ANALYZE") }) // as the server does by itself after a while
		}
		b.Run("threads unread, known", threads)
		b.Run("unread of everything, known", unread(1000))
		list, err := s.Threads(ctx, "r1", house.KindBoard, "p1", 1000, 0)
		if err != nil {
			b.Fatal(err)
		}
		slices.Reverse(list) // the oldest first
		do(b, s, func(tx house.Tx) error {
			for _, t := range list {
				if err := tx.PutReadMark(ctx, "p1", "r1", house.KindBoard, t.Root.ID, last); err != nil {
					return err
				}
			}
			return nil
		})
		b.Run("threads read", threads)
		b.Run("unread of nothing", unread(0))
		b.Run("newest lines", func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Messages(ctx, house.MessageQuery{Room: "r1", Kinds: []house.MessageKind{house.KindChat, house.KindEvent}, Newest: true, Limit: 50}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("newest posts", func(b *testing.B) {
			for b.Loop() {
				if list, err := s.Messages(ctx, house.MessageQuery{Room: "r1", Newest: true, Limit: 50}); err != nil || len(list) != 50 {
					b.Fatal(len(list), err)
				}
			}
		})
	})
}
