package house_test

import (
	"fmt"
	"testing"

	"stockwerk/house"
	"stockwerk/store"
)

// benchRoom is a closed room with a member, for measuring.
func benchRoom(b *testing.B) (*house.Service, house.Actor) {
	b.Helper()
	ctx := b.Context()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	st, err := store.Open(ctx, b.TempDir()+"/house.db")
	must(err)
	b.Cleanup(func() { _ = st.Close() })
	s, err := house.Open(ctx, house.Config{Store: st, HouseKey: newHouseKey(), WeakKDF: true})
	must(err)
	code, _, err := s.SetupTicket(ctx)
	must(err)
	bearer, err := s.TicketDoor(ctx, code)
	must(err)
	_, a, err := s.Register(ctx, bearer, house.Registration{Name: "admin", Password: phrase, AcceptTerms: true})
	must(err)
	_, err = s.NewFloor(ctx, a, house.FloorSpec{Code: "f", Name: "F", State: house.FloorOpen})
	must(err)
	_, err = s.NewRoom(ctx, a, house.RoomSpec{Place: "f/r", Name: "R"})
	must(err)
	return s, a
}

// BenchmarkLineToAThousand is a line stored and read by 1,000 sessions.
func BenchmarkLineToAThousand(b *testing.B) {
	s, a := benchRoom(b)
	ctx := b.Context()
	subs := make([]*house.Subscription, 1000)
	for i := range subs {
		sub, err := s.Subscribe(ctx, a)
		if err != nil {
			b.Fatal(err)
		}
		subs[i] = sub
	}
	at := make([]int64, len(subs))
	room, _ := s.Room(ctx, a, "f/r")
	for i := range at {
		at[i] = room.Mod
	}
	b.ResetTimer()
	for n := range b.N {
		if _, err := s.Say(ctx, a, "f/r", fmt.Sprint("line ", n), ""); err != nil {
			b.Fatal(err)
		}
		for i, sub := range subs {
			sub.Take()
			posts, err := s.Changes(ctx, a, "f/r", at[i], 100)
			if err != nil || len(posts) != 1 {
				b.Fatal(len(posts), err)
			}
			at[i] = posts[0].Mod
		}
	}
}

// BenchmarkSay is a line stored, by many senders at once.
func BenchmarkSay(b *testing.B) {
	s, a := benchRoom(b)
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := s.Say(b.Context(), a, "f/r", "one line of words in a chat", ""); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
