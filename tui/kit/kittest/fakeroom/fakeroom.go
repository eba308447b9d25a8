// Package fakeroom is a house of one room in memory, for the tests of the screens
// that show rooms. It decides no rights: what somebody may is set in Detail.
//
// Start reading at House; words.go has posts and drafts, roster.go people and
// tickets.
package fakeroom

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/tui/kit/kittest"
)

// Place is the room's place and ID its id.
const (
	Place               = "3/kreis"
	ID     house.RoomID = "room-1"
	Me                  = "mara"
	Nasty               = "evil\x1b[2J\x1b]0;pwned\x07\u202egpj.exe\u0000"
	WideOf              = "会議室 Ölfässer 👩‍👩‍👧"
)

// House is the stand-in. Its fields are set before the screen is made.
type House struct {
	kittest.House

	Detail   house.RoomDetail
	Posts    []house.Post
	Marks    map[house.MessageID]int64 // "" is the chat's
	Drafted  map[string]house.Draft
	Here     []house.Presence
	People   []house.Member
	Wishes   []house.Application
	Issued   []house.Ticket
	Visit    house.Stay // of the visitor who looks
	Levels   []house.MemberRights
	Going    []house.Succession
	Others   []house.Room // that Rooms lists after this one
	Issue    house.Issued
	Fail     map[string]error // by the method's name: the next call is refused
	Lost     map[string]error // the next call does its deed and is refused nevertheless
	Calls    []string         // the deeds, as "Say hello"
	Asked    map[string]int   // how often each method was called
	keys     map[string]house.Sent
	Searched []house.Post
	Cloning  func(ctx context.Context, progress func(done, total int)) error // nil: at once
	Samples  []house.Template
	Storeys  []house.Floor
}

// New makes a room that mara owns, with nothing in it.
func New() *House {
	return &House{
		Detail: house.RoomDetail{
			Room: house.Room{
				ID: ID, Place: Place, Name: "Steuerkreis " + WideOf, Kind: house.RoomConference, Class: house.ClassClosed,
				Access: house.AccessInvite, Listed: true, Member: true, Role: house.RoleOwner,
			},
			FloorName: "Stadt Hagen", Linger: 48, Topic: "Was als Nächstes ansteht " + Nasty, Owner: Me,
			CanRead: []string{"ben.oduya", "mara", "yuki"}, Transcript: -1, History: house.HistoryAll,
			Tools: []string{"board", "chat", "members", "tickets"}, Me: Me, Preset: house.Egalitarian,
			Levels: map[string]house.Level{house.ToolBoard: house.LevelManage, house.ToolChat: house.LevelManage},
			May: []house.RoomAction{
				house.DoRead, house.DoPost, house.DoSay, house.DoEditOwn, house.DoTidy, house.DoSeeMembers, house.DoInvite,
				house.DoAdmit, house.DoRemove, house.DoShapeRoom, house.DoHandOver, house.DoCloseRoom, house.DoDeleteRoom,
				house.DoTicket, house.DoLeave, house.DoLetIn, house.DoCloneRoom, house.DoExportRoom,
			},
		},
		Marks: map[house.MessageID]int64{}, Drafted: map[string]house.Draft{}, Fail: map[string]error{},
		Lost: map[string]error{}, Asked: map[string]int{}, keys: map[string]house.Sent{},
	}
}

// As makes the actor a plain member, or a visitor.
func (f *House) As(role house.RoomRole, may ...house.RoomAction) {
	f.Detail.Role, f.Detail.May, f.Detail.Owner = role, may, "ben.oduya"
	for tool, do := range map[string]house.RoomAction{house.ToolBoard: house.DoPost, house.ToolChat: house.DoSay} {
		f.Detail.Levels[tool] = house.LevelRead
		if f.Detail.Can(do) {
			f.Detail.Levels[tool] = house.LevelWrite
		}
		if f.Detail.Can(house.DoTidy) {
			f.Detail.Levels[tool] = house.LevelManage
		}
	}
}

// call notes a call and gives the refusal that was set for it.
func (f *House) call(method string, args ...any) error {
	f.Asked[method]++
	if len(args) > 0 {
		f.Calls = append(f.Calls, strings.TrimSpace(method+" "+fmt.Sprintln(args...)))
	}
	err := f.Fail[method]
	delete(f.Fail, method)
	return err
}

// after gives the refusal of a call that did its deed.
func (f *House) after(method string) error {
	err := f.Lost[method]
	delete(f.Lost, method)
	return err
}

// WantCalls fails the test unless the deeds were these.
func (f *House) WantCalls(t testing.TB, want ...string) {
	t.Helper()
	if !slices.Equal(f.Calls, want) {
		t.Errorf("got the deeds %q, want %q", f.Calls, want)
	}
}

// Down is the refusal of a house that cannot be reached.
func Down() error { return house.Errorf(house.Unavailable, "error.unavailable") }

// Changed is the event of new words.
func Changed() house.Event { return house.Event{Kind: house.EventRoom, Room: ID} }

// Room shows the room.
func (f *House) Room(context.Context, house.Actor, string) (house.RoomDetail, error) {
	if err := f.call("Room"); err != nil {
		return house.RoomDetail{}, err
	}
	f.Detail.Mod = f.mod()
	return f.Detail, nil
}

// Rooms lists the room.
func (f *House) Rooms(context.Context, house.Actor, string) ([]house.Room, error) {
	return append([]house.Room{f.Detail.Room}, f.Others...), f.call("Rooms")
}

// News counts what is unread.
func (f *House) News(context.Context, house.Actor) ([]house.NewsItem, error) {
	if err := f.call("News"); err != nil {
		return nil, err
	}
	var out []house.NewsItem
	count := map[house.MessageID]int{}
	for _, p := range f.Posts {
		if p.Seq > f.Marks[p.Thread] && !p.Mine {
			count[p.Thread]++
		}
	}
	for _, p := range f.Posts {
		if n := count[p.Thread]; n > 0 && p.Kind != house.KindEvent {
			count[p.Thread] = 0
			out = append(out, house.NewsItem{Place: Place + "/" + string(p.Kind), Kind: string(p.Kind), Name: f.Detail.Name, Thread: p.Thread, Title: p.Title, Unread: n})
		}
	}
	return out, nil
}

// EditRoom changes the room.
func (f *House) EditRoom(_ context.Context, _ house.Actor, _ string, e house.RoomEdit) (house.Room, error) {
	what := ""
	for name, v := range map[string]*string{"name": e.Name, "topic": e.Topic} {
		if v != nil {
			what += name + "=" + *v + ";"
		}
	}
	if e.Listed != nil {
		what += fmt.Sprintf("listed=%v;", *e.Listed)
	}
	if e.Retention != nil {
		what += fmt.Sprintf("retention=%d;", *e.Retention)
	}
	if e.Transcript != nil {
		what += fmt.Sprintf("transcript=%d;", *e.Transcript)
	}
	if e.Linger != nil {
		what += fmt.Sprintf("linger=%d;", *e.Linger)
	}
	if e.Tools != nil {
		what += fmt.Sprintf("tools=%s;", strings.Join(*e.Tools, ","))
	}
	if e.Preset != nil {
		what += fmt.Sprintf("preset=%s;", *e.Preset)
	}
	parts := strings.Split(strings.TrimSuffix(what, ";"), ";")
	slices.Sort(parts)
	return f.Detail.Room, f.call("EditRoom", strings.Join(parts, ";"))
}

// NewRoom opens a room.
func (f *House) NewRoom(_ context.Context, _ house.Actor, r house.RoomSpec) (house.Room, error) {
	err := f.call("NewRoom", r.Place, r.Name, r.Kind, r.Unlisted, r.Topic)
	return house.Room{Place: r.Place, Name: r.Name}, err
}

// CloseRoom closes the room.
func (f *House) CloseRoom(context.Context, house.Actor, string) (house.Room, error) {
	f.Detail.Closed = true
	return f.Detail.Room, f.call("CloseRoom", Place)
}

// DeleteRoom deletes the room.
func (f *House) DeleteRoom(context.Context, house.Actor, string) error {
	return f.call("DeleteRoom", Place)
}

// Enter and Exit note the presence.
func (f *House) Enter(context.Context, house.Actor, *house.Subscription, string) error {
	return f.call("Enter")
}

// Exit ends the presence.
func (f *House) Exit(context.Context, house.Actor, *house.Subscription, string) { _ = f.call("Exit") }

// Typing notes the sign.
func (f *House) Typing(context.Context, house.Actor, string) error { return f.call("Typing") }

// Present is who is here.
func (f *House) Present(context.Context, house.Actor, string) ([]house.Presence, error) {
	return f.Here, f.call("Present")
}

// Search gives what was set.
func (f *House) Search(ctx context.Context, _ house.Actor, q house.SearchQuery, found func(house.Post) bool) error {
	if err := f.call("Search", q.Words, q.In, q.Author); err != nil {
		return err
	}
	for _, p := range f.Searched {
		if ctx.Err() != nil || !found(p) {
			return ctx.Err()
		}
	}
	return nil
}

// At is a moment of the tests, minutes from noon of their day.
func At(minutes int) time.Time {
	return kittest.Clock.Truncate(24 * time.Hour).Add(12*time.Hour + time.Duration(minutes)*time.Minute)
}
