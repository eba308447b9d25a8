package house_test

import (
	"slices"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func titles(notices []house.Notice, err error) []string {
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for _, n := range notices {
		out = append(out, n.Title)
	}
	return out
}

// notice puts one up in "f/r".
func (l *lodge) notice(a house.Actor, place string, n house.NoticeSpec) house.MessageID {
	l.t.Helper()
	sent, err := l.PostNotice(l.t.Context(), a, place, n)
	l.must(err)
	return sent.ID
}

func TestPinnedNoticesStandFirstAndTheNewestNext(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	first := l.notice(anna, "f/r", house.NoticeSpec{Title: "first", Text: "**words**"})
	l.notice(bert, "f/r", house.NoticeSpec{Title: "second"})
	l.notice(anna, "f/r", house.NoticeSpec{Title: "third", Pin: true})
	l.notice(bert, "f/r", house.NoticeSpec{Title: "fourth"})
	if got := titles(l.Notices(ctx, bert, "f/r", false)); !slices.Equal(got, []string{"third", "fourth", "second", "first"}) {
		t.Errorf("got %q", got)
	}
	l.must(l.Pin(ctx, anna, first, true))
	wantKey(t, "pin without managing", l.Pin(ctx, bert, first, false), "error.forbidden")
	_, err := l.PostNotice(ctx, bert, "f/r", house.NoticeSpec{Title: "x", Pin: true})
	wantKey(t, "put up with a pin", err, "error.forbidden")
	if got := titles(l.Notices(ctx, bert, "f/r", false)); !slices.Equal(got, []string{"third", "first", "fourth", "second"}) {
		t.Errorf("got %q, want the pinned ones first", got)
	}
}

func TestWhatHasRunOutIsShownToThoseWhoKeepTheBoard(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		ctx := t.Context()
		id := l.notice(bert, "f/r", house.NoticeSpec{Title: "soon over", Expires: l.now().Add(time.Hour)})
		l.notice(bert, "f/r", house.NoticeSpec{Title: "stays"})
		if got := titles(l.Notices(ctx, anna, "f/r", false)); !slices.Equal(got, []string{"stays", "soon over"}) {
			t.Errorf("got %q before", got)
		}
		l.pass(2 * time.Hour)
		if got := titles(l.Notices(ctx, anna, "f/r", false)); !slices.Equal(got, []string{"stays"}) {
			t.Errorf("got %q, want what has run out left out", got)
		}
		if got := titles(l.Notices(ctx, anna, "f/r", true)); !slices.Equal(got, []string{"stays", "soon over"}) {
			t.Errorf("got %q, want the owner to find it", got)
		}
		_, err := l.Notices(ctx, bert, "f/r", true)
		wantKey(t, "asked by a member", err, "error.forbidden")
		if n, err := l.Notice(ctx, bert, id); err != nil || !n.Expired {
			t.Errorf("got %+v, %v, want its author to see it", n, err)
		}
		later := l.now().Add(time.Hour)
		_, err = l.EditNotice(ctx, bert, id, house.NoticeEdit{Expires: &later})
		l.must(err)
		if got := titles(l.Notices(ctx, anna, "f/r", false)); len(got) != 2 {
			t.Errorf("got %q, want it to hang again", got)
		}
		past := l.now().Add(-time.Hour)
		_, err = l.EditNotice(ctx, bert, id, house.NoticeEdit{Expires: &past})
		wantKey(t, "a day that has passed", err, "error.notice_past")
	})
}

func TestNoticesAreChangedByTheirAuthorAndWhoKeepsTheBoard(t *testing.T) {
	l, anna, people := crowd(t, storetest.SQLitePath(t), 3)
	bert, carl := people[1], people[2]
	ctx := t.Context()
	id := l.notice(bert, "f/r", house.NoticeSpec{Title: "title", Text: "text"})
	title := "another"
	_, err := l.EditNotice(ctx, carl, id, house.NoticeEdit{Title: &title})
	wantKey(t, "by another member", err, "error.forbidden")
	_, err = l.EditNotice(ctx, anna, id, house.NoticeEdit{Title: &title})
	l.must(err)
	n, err := l.Notice(ctx, carl, id)
	if err != nil || n.Title != title || n.Text != "text" || !n.Edited || n.Author != "bert" {
		t.Errorf("got %+v, %v, want the title changed and marked", n, err)
	}
	_, err = l.Delete(ctx, carl, id)
	wantKey(t, "deleted by another member", err, "error.forbidden")
	_, err = l.Delete(ctx, bert, id)
	l.must(err)
	if got := titles(l.Notices(ctx, anna, "f/r", true)); len(got) != 0 {
		t.Errorf("got %q, want nothing", got)
	}
	_, err = l.Notice(ctx, anna, id)
	wantKey(t, "a deleted one", err, "error.not_found")
}

// TestInAGradedRoomMembersReadNotices compares with the egalitarian room, where
// they write.
func TestInAGradedRoomMembersReadNotices(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	l.notice(bert, "f/r", house.NoticeSpec{Title: "by a member"}) // control
	graded := house.Graded
	_, err := l.EditRoom(ctx, anna, "f/r", house.RoomEdit{Preset: &graded})
	l.must(err)
	_, err = l.PostNotice(ctx, bert, "f/r", house.NoticeSpec{Title: "x"})
	wantKey(t, "post in a graded room", err, "error.tool_read_only")
	if got := titles(l.Notices(ctx, bert, "f/r", false)); !slices.Equal(got, []string{"by a member"}) {
		t.Errorf("got %q, want members to read", got)
	}
	l.notice(anna, "f/r", house.NoticeSpec{Title: "by the owner"})
	l.must(l.SetRights(ctx, anna, "f/r", "bert", house.ToolNotices, house.LevelManage))
	l.notice(bert, "f/r", house.NoticeSpec{Title: "by right", Pin: true})
}

func TestNoticesCountAsUnreadUntilTheyAreSeen(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	l.notice(anna, "f/r", house.NoticeSpec{Title: "news"})
	news, err := l.News(ctx, bert)
	if err != nil || len(news) != 1 || news[0].Place != "f/r/notices" || news[0].Unread != 1 {
		t.Fatalf("got %+v, %v, want one unread notice", news, err)
	}
	room, err := l.Room(ctx, bert, "f/r")
	l.must(err)
	l.must(l.MarkRead(ctx, bert, "f/r", house.KindNotice, "", room.Seq))
	if news, err := l.News(ctx, bert); err != nil || len(news) != 0 {
		t.Errorf("got %+v, %v, want nothing unread", news, err)
	}
}

// TestEachFloorHasABoard: its admins keep it, its members read it, others do not
// know of it, and the house's admin has no pen there.
func TestEachFloorHasABoard(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l := lodgeAt(t, target)
		ctx := t.Context()
		mara, vera, otto := l.member("mara"), l.member("vera"), l.member("otto")
		l.founder(mara)
		admin := l.in("admin")
		_, err := l.JoinFloor(ctx, vera, "work")
		l.must(err)
		l.notice(mara, "work", house.NoticeSpec{Title: "from the admin", Pin: true})
		if got := titles(l.Notices(ctx, vera, "work", false)); !slices.Equal(got, []string{"from the admin"}) {
			t.Errorf("got %q, want the floor's member to read", got)
		}
		_, err = l.PostNotice(ctx, vera, "work", house.NoticeSpec{Title: "x"})
		wantKey(t, "by a member", err, "error.board_keepers")
		for who, a := range map[string]house.Actor{"somebody else": otto, "the house's admin": admin, "a guest": l.Guest()} {
			_, err := l.Notices(ctx, a, "work", false)
			wantKey(t, "read by "+who, err, "error.no_such_room")
			_, err = l.PostNotice(ctx, a, "work", house.NoticeSpec{Title: "x"})
			wantKey(t, "put up by "+who, err, "error.no_such_room")
		}
		_, err = l.PostNotice(ctx, admin, "eg", house.NoticeSpec{Title: "for all"})
		l.must(err)
		if got := titles(l.Notices(ctx, l.Guest(), "eg", false)); !slices.Equal(got, []string{"for all"}) {
			t.Errorf("got %q, want guests to read the ground floor's board", got)
		}
	})
}

func TestWhatHangsOnTheBoardIsNewsForTheFloor(t *testing.T) {
	l := newLodge(t)
	ctx := t.Context()
	mara, vera := l.member("mara"), l.member("vera")
	l.founder(mara)
	_, err := l.JoinFloor(ctx, vera, "work")
	l.must(err)
	l.notice(mara, "work", house.NoticeSpec{Title: "news"})
	news, err := l.News(ctx, vera)
	if err != nil || len(news) != 1 || news[0].Place != "work/notices/notices" || news[0].Name != "Floor work" {
		t.Errorf("got %+v, %v, want the board's notice under the floor's name", news, err)
	}
	_, err = l.LeaveFloor(ctx, vera, "work")
	l.must(err)
	if news, err := l.News(ctx, vera); err != nil || len(news) != 0 {
		t.Errorf("got %+v, %v, want nothing of a floor that was left", news, err)
	}
	_, err = l.Notices(ctx, vera, "work", false)
	wantKey(t, "after leaving", err, "error.no_such_room")
	rooms, err := l.Rooms(ctx, mara, "work")
	if err != nil || len(rooms) != 1 || rooms[0].Place != "work/notices" {
		t.Errorf("got %+v, %v, want the board in the list", rooms, err)
	}
}

// TestAFloorWithoutABoardGetsOne starts the house over a database of a program
// that knew no such boards.
func TestAFloorWithoutABoardGetsOne(t *testing.T) {
	target := storetest.SQLitePath(t)
	l := lodgeAt(t, target)
	mara := l.member("mara")
	l.founder(mara)
	l.room(mara, "work/desk", house.RoomConference)
	thief := steal(t, target)
	for _, q := range []string{
		`CREATE TABLE old AS SELECT id FROM rooms WHERE kind = 'notices' AND access = 'floor'`,
		`DELETE FROM roster WHERE room IN (SELECT id FROM old)`, `DELETE FROM epochs WHERE room IN (SELECT id FROM old)`,
		`DELETE FROM rooms WHERE id IN (SELECT id FROM old)`,
	} {
		if _, err := thief.db.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	l.reopen(true)
	mara = l.in("mara")
	l.notice(mara, "work", house.NoticeSpec{Title: "at last"})
	if rooms, err := l.Rooms(t.Context(), mara, "work"); err != nil || len(rooms) != 2 || rooms[1].Place != "work/notices" {
		t.Errorf("got %+v, %v, want one board, behind the rooms", rooms, err)
	}
}

func TestUntilIsReadAsPeopleWriteIt(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	for typed, want := range map[string]time.Time{
		"":                     {},
		"3d":                   now.AddDate(0, 0, 3),
		"90m":                  now.Add(90 * time.Minute),
		"2026-12-31":           time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC), // to its end
		"31.12.2026 18:00":     time.Date(2026, 12, 31, 18, 0, 0, 0, time.UTC),
		"2026-12-31T18:00:00Z": time.Date(2026, 12, 31, 18, 0, 0, 0, time.UTC),
	} {
		if got, err := house.ParseUntil(typed, now); err != nil || !got.Equal(want) {
			t.Errorf("%q: got %v, %v, want %v", typed, got, err, want)
		}
	}
	for _, typed := range []string{"soon", "-3d", "0d", "99999d", "31.2.2026"} {
		if got, err := house.ParseUntil(typed, now); !house.IsKey(err, "error.due") {
			t.Errorf("%q: got %v, %v, want it refused", typed, got, err)
		}
	}
}
