package house_test

import (
	"slices"
	"testing"

	"stockwerk/house"
)

func (l *lodge) news(a house.Actor) []house.NewsItem {
	l.t.Helper()
	items, err := l.News(l.t.Context(), a)
	l.must(err)
	return slices.DeleteFunc(items, func(i house.NewsItem) bool { return i.Place == "eg/notices/board" })
}

func TestNewsWalksFromPrivateToRooms(t *testing.T) {
	l, anna, bert, carl := pair(t, house.RoomConference)
	_, err := l.Say(t.Context(), anna, "f/r", "chat line", "")
	l.must(err)
	one := l.post(anna, house.PostSpec{Title: "one", Text: "x"})
	two := l.post(anna, house.PostSpec{Title: "two", Text: "x"})
	l.post(anna, house.PostSpec{Text: "y", Reply: one.ID})
	_, err = l.Send(t.Context(), carl, "bert", "psst", "")
	l.must(err)
	l.room(anna, "f/new", house.RoomConference)
	_, err = l.Invite(t.Context(), anna, "f/new", "bert")
	l.must(err)
	got := l.news(bert)
	want := []house.NewsItem{
		{Place: "@carl", Kind: "direct", Name: "carl", Unread: 1, ForMe: true},
		{Place: "f/new", Kind: "invitation", Name: "Room f/new", ForMe: true},
		{Place: "f/r/board", Kind: "board", Name: "Room f/r", Thread: one.ID, Title: "one", Unread: 2},
		{Place: "f/r/board", Kind: "board", Name: "Room f/r", Thread: two.ID, Title: "two", Unread: 1},
		{Place: "f/r/chat", Kind: "chat", Name: "Room f/r", Unread: 1},
	}
	if len(got) != len(want) {
		t.Fatalf("got %+v, want %d items", got, len(want))
	}
	for i, w := range want {
		g := got[i]
		if w.Kind != "invitation" && g.FirstSeq == 0 {
			t.Errorf("%d: got no first seq", i)
		}
		if g.FirstSeq = 0; g != w {
			t.Errorf("%d: got %+v, want %+v", i, g, w)
		}
	}
	if own := l.news(anna); len(own) != 0 {
		t.Errorf("got %+v, want one's own words never unread", own)
	}
	l.Lock(bert)
	for i, g := range l.news(bert) {
		if g.Title != "" || g.Unread != want[i].Unread {
			t.Errorf("locked: got %+v, want the count and no title", g)
		}
	}
}

func TestRepliesAndMentionsAreForMe(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	mine := l.post(bert, house.PostSpec{Title: "mine", Text: "x"})
	other := l.post(anna, house.PostSpec{Title: "other", Text: "x"})
	if got := l.news(bert); len(got) != 1 || got[0].ForMe {
		t.Fatalf("got %+v, want one thread that is not for me", got)
	}
	l.post(anna, house.PostSpec{Text: "answer", Reply: mine.ID})
	for text, want := range map[string]bool{"ask @BERT.": true, "ask @bertram": false, "mail bert@x": false} {
		sent, err := l.Say(t.Context(), anna, "f/r", text, "")
		l.must(err)
		for _, item := range l.news(bert) {
			if item.Kind == "chat" && item.ForMe != want {
				t.Errorf("%q: got for me %v, want %v", text, item.ForMe, want)
			}
			if item.Kind == "board" && item.ForMe != (item.Thread == mine.ID) {
				t.Errorf("thread %s: got for me %v (other is %s)", item.Thread, item.ForMe, other.ID)
			}
		}
		l.must(l.MarkRead(t.Context(), bert, "f/r", house.KindChat, "", sent.Seq))
	}
}

func TestMarkReadSetsExactly(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	root := l.post(anna, house.PostSpec{Title: "t", Text: "x"})
	reply := l.post(anna, house.PostSpec{Text: "y", Reply: root.ID})
	count := func() (n int) {
		for _, item := range l.news(bert) {
			n += item.Unread
		}
		return n
	}
	for _, step := range []struct {
		seq  int64
		want int
	}{{root.Seq, 1}, {reply.Seq, 0}, {root.Seq, 1}, {root.Seq - 1, 2}, {1 << 60, 0}, {-5, 2}} {
		l.must(l.MarkRead(t.Context(), bert, "f/r", house.KindBoard, root.ID, step.seq))
		if got := count(); got != step.want {
			t.Errorf("read up to %d: got %d unread, want %d", step.seq, got, step.want)
		}
	}
	l.must(l.MarkRead(t.Context(), bert, "f/r", house.KindBoard, "", reply.Seq))
	if got := count(); got != 0 {
		t.Errorf("whole board: got %d unread, want none", got)
	}
	mark, err := l.ReadMark(t.Context(), bert, "f/r", house.KindBoard, root.ID)
	if err != nil || mark != reply.Seq {
		t.Errorf("got mark %d, %v, want %d", mark, err, reply.Seq)
	}
	wantKey(t, "a thread that is none", l.MarkRead(t.Context(), bert, "f/r", house.KindBoard, reply.ID, 1), "error.not_found")
}

func TestReadingStartsAtJoining(t *testing.T) {
	for _, c := range []struct {
		kind house.RoomKind
		want []string
	}{{house.RoomConference, []string{"before", "after"}}, {house.RoomPractice, []string{"after"}}} {
		t.Run(string(c.kind), func(t *testing.T) {
			l, anna, _, carl := pair(t, c.kind)
			before := l.post(anna, house.PostSpec{Title: "old", Text: "before"})
			_, err := l.Invite(t.Context(), anna, "f/r", "carl")
			l.must(err)
			_, err = l.Join(t.Context(), carl, "f/r")
			l.must(err)
			if got := l.news(carl); len(got) != 0 {
				t.Errorf("got %+v, want nothing unread on the first day", got)
			}
			l.post(anna, house.PostSpec{Text: "after", Reply: before.ID})
			if got := l.news(carl); len(got) != 1 || got[0].Unread != 1 {
				t.Errorf("got %+v, want what came after", got)
			}
			if got := l.texts(carl, "f/r/board"); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			_, err = l.Edit(t.Context(), anna, before.ID, "before, edited")
			l.must(err)
			changes, err := l.Changes(t.Context(), carl, "f/r", 0, 1)
			l.must(err)
			for len(changes) > 0 {
				if p := changes[0]; c.kind == house.RoomPractice && p.ID == before.ID {
					t.Errorf("got %+v, want nothing from before joining", p)
				}
				changes, err = l.Changes(t.Context(), carl, "f/r", changes[0].Mod, 1)
				l.must(err)
			}
			threads, err := l.Threads(t.Context(), carl, "f/r", 10, 0)
			l.must(err)
			seen := c.kind == house.RoomConference
			if len(threads) != 1 || (threads[0].Root.Title == "old") != seen || threads[0].Unread != 1 {
				t.Errorf("got %+v, want the thread with its title %v", threads, seen)
			}
		})
	}
}
