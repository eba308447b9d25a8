package house_test

import (
	"sync"
	"testing"

	"stockwerk/house"
)

func (l *lodge) texts(a house.Actor, place string) []string {
	l.t.Helper()
	got, err := l.said(a, place)
	l.must(err)
	return got
}

func TestPrivateMessageIsReadByTheTwoAlone(t *testing.T) {
	l, anna, bert, carl := pair(t, house.RoomConference)
	if got := l.texts(anna, "@bert"); len(got) != 0 {
		t.Errorf("got %q before the first message, want nothing", got)
	}
	_, err := l.Send(t.Context(), anna, "bert", "  ", "")
	wantKey(t, "nothing", err, "error.empty")
	_, err = l.Send(t.Context(), anna, "@bert", "hello", "k")
	l.must(err)
	again, err := l.Send(t.Context(), anna, "bert", "hello", "k")
	if err != nil || !again.Repeat {
		t.Errorf("got %+v, %v, want a repeat", again, err)
	}
	_, err = l.Say(t.Context(), bert, "@anna", "hi", "")
	l.must(err)
	for who, place := range map[*house.Actor]string{&anna: "@bert", &bert: "@anna"} {
		if got := l.texts(*who, place); len(got) != 2 || got[0] != "hello" || got[1] != "hi" {
			t.Errorf("%s: got %q, want both messages", who.Name(), got)
		}
	}
	if got := l.texts(carl, "@anna"); len(got) != 0 {
		t.Errorf("carl: got %q, want nothing", got)
	}
	_, err = l.Send(t.Context(), anna, "anna", "me", "")
	wantKey(t, "to oneself", err, "error.to_oneself")
	_, err = l.Send(t.Context(), anna, "nobody-there", "x", "")
	wantKey(t, "to nobody", err, "error.no_such_person")
}

func TestPrivateMessageWaitsForTheOther(t *testing.T) {
	l, anna, _, _ := pair(t, house.RoomConference)
	_, err := l.Send(t.Context(), anna, "bert", "while you were away", "")
	l.must(err)
	bert := l.in("bert")
	if got := l.texts(bert, "@anna"); len(got) != 1 {
		t.Errorf("got %q, want the message", got)
	}
	l.Lock(bert)
	_, err = l.Read(t.Context(), bert, "@anna", house.ReadQuery{})
	wantKey(t, "read with locked rooms", err, "error.locked")
	inbox, err := l.Inbox(t.Context(), bert)
	if err != nil || len(inbox) != 1 || inbox[0].Name != "anna" || inbox[0].Unread != 1 || inbox[0].LastAt.IsZero() {
		t.Errorf("got %+v, %v, want one unread message of anna's", inbox, err)
	}
}

func TestFirstMessagesThatCrossOpenOneConversation(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := l.Send(t.Context(), anna, "bert", "x", ""); err != nil {
				t.Errorf("anna: %v", err)
			}
		})
		wg.Go(func() {
			if _, err := l.Send(t.Context(), bert, "anna", "y", ""); err != nil {
				t.Errorf("bert: %v", err)
			}
		})
	}
	wg.Wait()
	if a, b := l.texts(anna, "@bert"), l.texts(bert, "@anna"); len(a) != 8 || len(b) != 8 {
		t.Errorf("got %d and %d messages, want 8 for both", len(a), len(b))
	}
}

func TestBlockedAndUnsharedAreRefusedInTheSameWords(t *testing.T) {
	l, anna, bert, carl := pair(t, house.RoomConference)
	dora := l.member("dora") // on no floor
	l.must(l.SetSettings(t.Context(), anna, house.Settings{WritersOnly: "shared"}))
	_, err := l.Send(t.Context(), dora, "anna", "x", "")
	wantKey(t, "from a stranger", err, "error.blocked")
	_, err = l.Send(t.Context(), carl, "anna", "x", "") // shares the floor
	l.must(err)
	l.must(l.Block(t.Context(), anna, "bert"))
	_, err = l.Send(t.Context(), bert, "anna", "x", "")
	wantKey(t, "blocked", err, "error.blocked")
	if house.KindOf(err) != house.Forbidden {
		t.Errorf("got %v, want Forbidden", err)
	}
	l.must(l.Unblock(t.Context(), anna, "bert"))
	_, err = l.Send(t.Context(), bert, "anna", "x", "")
	l.must(err)
	l.must(l.Block(t.Context(), anna, "bert"))
	_, err = l.Say(t.Context(), bert, "@anna", "x", "")
	wantKey(t, "blocked within a conversation", err, "error.blocked")
	inbox, err := l.Inbox(t.Context(), anna)
	l.must(err)
	for _, e := range inbox {
		if e.Blocked != (e.Name == "bert") {
			t.Errorf("got %+v, want bert alone blocked", e)
		}
	}
}
