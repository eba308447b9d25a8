package house_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
)

// roles are who tries each deed, those who may most at the end: what a deed
// changes is then tried by everybody else before.
var roles = []string{
	"zero", "guest", "newcomer", "bearer", "outsider", "houseadmin", "onfloor", "flooradmin", "visitor", "member", "moderator", "owner",
}

// Groups of roles that the deeds speak of.
const (
	accounts  = "outsider houseadmin onfloor flooradmin member moderator owner"
	everybody = "guest newcomer bearer visitor " + accounts
	comers    = "guest newcomer visitor " + accounts // a bearer stands before the door
	floorFolk = "onfloor flooradmin member moderator owner"
	inRoom    = "visitor member moderator owner"
)

// stage is a house with one actor of each role. The last four of them are in
// the closed room work/desk; the others are not, whatever office they have.
type stage struct {
	*lodge
	who    map[string]house.Actor
	posts  map[string]house.MessageID // by whom it may be changed, in the order of the deeds
	ticket house.TicketID
	report house.ReportID // of withReport
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{lodge: newLodge(t), posts: map[string]house.MessageID{}}
	s.who = map[string]house.Actor{"zero": {}, "guest": s.Guest(), "newcomer": s.Newcomer()}
	for _, role := range []string{"outsider", "onfloor", "flooradmin", "member", "moderator", "owner"} {
		s.who[role] = s.member("p-" + role)
	}
	s.founder(s.who["flooradmin"])
	s.who["houseadmin"] = s.in("admin")
	for _, role := range []string{"onfloor", "member", "moderator", "owner"} {
		_, err := s.JoinFloor(t.Context(), s.who[role], "work")
		s.must(err)
	}
	owner := s.who["owner"]
	_, err := s.SetFloorCreator(t.Context(), s.who["flooradmin"], "work", owner.Name(), true)
	s.must(err)
	for _, slug := range []string{"desk", "closing", "going"} {
		s.room(owner, "work/"+slug, house.RoomConference, s.who["member"], s.who["moderator"])
		_, err = s.Appoint(t.Context(), owner, "work/"+slug, "p-moderator", true)
		s.must(err)
	}
	tools := append(house.Tools(), house.ToolMembers, house.ToolTickets) // those of counsellings, too
	_, err = s.EditRoom(t.Context(), owner, "work/desk", house.RoomEdit{Tools: &tools})
	s.must(err)
	s.visits()
	for _, deed := range []string{"edit", "delete", "pin"} {
		sent, err := s.Post(t.Context(), owner, "work/desk", house.PostSpec{Title: deed, Text: deed})
		s.must(err)
		s.posts[deed] = sent.ID
	}
	return s
}

// visits issues three tickets: one is redeemed, one is held, one is to revoke.
func (s *stage) visits() {
	s.t.Helper()
	var bearers []house.Actor
	for range 2 {
		ticket, err := s.NewTicket(s.t.Context(), s.who["owner"], "work/desk", house.TicketSpec{})
		s.must(err)
		b, err := s.TicketDoor(s.t.Context(), ticket.Code)
		s.must(err)
		bearers = append(bearers, b)
	}
	spare, err := s.NewTicket(s.t.Context(), s.who["owner"], "work/desk", house.TicketSpec{})
	s.must(err)
	s.ticket, s.who["bearer"] = spare.ID, bearers[1]
	_, s.who["visitor"], err = s.Redeem(s.t.Context(), bearers[0], house.Redemption{Accept: true, As: "Besuch 7"})
	s.must(err)
}

// deed is one method and who may use it. Where the deed would change what the
// others find, do asks for something that is refused for its form, after the
// right was looked at.
type deed struct {
	method string
	may    string
	do     func(ctx context.Context, s *stage, a house.Actor) error
}

// only drops a result, for deeds that give one.
func only[T any](_ T, err error) error { return err }

const unknown = "nobody-at-all"

func deedsInTheHouse() []deed {
	return []deed{
		{"WhoAmI", everybody, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.WhoAmI(ctx, a)) }},
		{"Floors", everybody, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Floors(ctx, a)) }},
		{"Floor", everybody, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Floor(ctx, a, "eg")) }},
		{"Floor", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Floor(ctx, a, "work")) }},
		{"Rooms", comers, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Rooms(ctx, a, "")) }},
		{"Subscribe", everybody, func(ctx context.Context, s *stage, a house.Actor) error {
			sub, err := s.Subscribe(ctx, a)
			if err == nil {
				sub.Close()
			}
			return err
		}},
		{"Register", "newcomer", func(ctx context.Context, s *stage, a house.Actor) error {
			_, _, err := s.Register(ctx, a, house.Registration{})
			return err
		}},
		{"Doorway", "bearer", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Doorway(ctx, a)) }},
		{"Redeem", "bearer", func(ctx context.Context, s *stage, a house.Actor) error {
			_, _, err := s.Redeem(ctx, a, house.Redemption{})
			return err
		}},
		{"Unlock", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return s.Unlock(ctx, a, "x") }},
		{"Settings", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Settings(ctx, a)) }},
		{"SetSettings", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return s.SetSettings(ctx, a, house.Settings{Lang: "tlh"})
		}},
		{"SSHKeys", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.SSHKeys(ctx, a)) }},
		{"AddSSHKey", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.AddSSHKey(ctx, a, "", nil)) }},
		{"RemoveSSHKey", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return s.RemoveSSHKey(ctx, a, "x") }},
		{"ChangePassword", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return s.ChangePassword(ctx, a, "x", "y") }},
		{"NewRecoveryCode", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.NewRecoveryCode(ctx, a, "x")) }},
		{"ExportAccount", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return s.ExportAccount(ctx, a, house.Taking{})
		}},
		{"DeleteAccount", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.DeleteAccount(ctx, a, "x")) }},
		{"KeepAccount", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return s.KeepAccount(ctx, a) }},
		{"Block", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return s.Block(ctx, a, unknown) }},
		{"Unblock", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return s.Unblock(ctx, a, unknown) }},
		{"Blocked", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Blocked(ctx, a)) }},
		{"Send", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Send(ctx, a, unknown, "x", ""))
		}},
		{"Away", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Away(ctx, a, unknown)) }},
		{"Inbox", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Inbox(ctx, a)) }},
		{"News", "visitor " + accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.News(ctx, a)) }},
		{"Search", "visitor " + accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return s.Search(ctx, a, house.SearchQuery{Words: "x"}, func(house.Post) bool { return true })
		}},
		{"Drafts", "visitor " + accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Drafts(ctx, a)) }},
		{"DropDraft", "visitor " + accounts, func(ctx context.Context, s *stage, a house.Actor) error { return s.DropDraft(ctx, a, "eg/cafe/chat") }},
		{"JoinFloor", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.JoinFloor(ctx, a, "eg")) }},
		{"LeaveFloor", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			err := only(s.LeaveFloor(ctx, a, "eg"))
			if house.IsKey(err, "error.ground_floor") {
				return nil
			}
			return err
		}},
		{"FloorMembers", floorFolk, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.FloorMembers(ctx, a, "work")) }},
		{"NewRoom", "flooradmin owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.NewRoom(ctx, a, house.RoomSpec{Place: "work/new"}))
		}},
		{"EditFloor", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.EditFloor(ctx, a, "work", house.FloorEdit{Name: new(string)}))
		}},
		{"AdmitToFloor", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.AdmitToFloor(ctx, a, "work", unknown))
		}},
		{"RemoveFromFloor", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.RemoveFromFloor(ctx, a, "work", unknown))
		}},
		{"SetFloorAdmin", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetFloorAdmin(ctx, a, "work", unknown, true))
		}},
		{"SetFloorCreator", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetFloorCreator(ctx, a, "work", unknown, true))
		}},
		{"NewFloor", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.NewFloor(ctx, a, house.FloorSpec{Code: "no code"}))
		}},
		{"NewMembershipTicket", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.NewMembershipTicket(ctx, a, ""))
		}},
		{"ActivationTicket", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.ActivationTicket(ctx, a, unknown))
		}},
	}
}

const desk = "work/desk"

func deedsInARoom() []deed {
	return []deed{
		// A listed room may be known on its floor, and nothing else of it.
		{"Room", "onfloor flooradmin " + inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Room(ctx, a, desk)) }},
		{"Read", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Read(ctx, a, desk, house.ReadQuery{}))
		}},
		{"Changes", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Changes(ctx, a, desk, 0, 10)) }},
		{"Threads", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Threads(ctx, a, desk, 10, 0)) }},
		{"MarkRead", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return s.MarkRead(ctx, a, desk, house.KindChat, "", 1)
		}},
		{"ReadMark", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.ReadMark(ctx, a, desk, house.KindChat, ""))
		}},
		{"Members", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Members(ctx, a, desk)) }},
		{"Present", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Present(ctx, a, desk)) }},
		{"Enter", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			sub, err := s.Subscribe(ctx, a)
			if err != nil {
				return err
			}
			defer sub.Close()
			return s.Enter(ctx, a, sub, desk)
		}},
		{"Typing", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return s.Typing(ctx, a, desk) }},
		{"Post", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Post(ctx, a, desk, house.PostSpec{Title: "x", Text: "x"}))
		}},
		{"Say", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Say(ctx, a, desk, "x", "")) }},
		{"SaveDraft", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return s.SaveDraft(ctx, a, house.Draft{Place: desk + "/chat", Text: "x"})
		}},
		{"Draft", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			err := only(s.Draft(ctx, a, desk+"/chat"))
			return err
		}},
		{"Edit", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Edit(ctx, a, s.posts["edit"], "x"))
		}},
		{"Pin", "moderator owner", func(ctx context.Context, s *stage, a house.Actor) error { return s.Pin(ctx, a, s.posts["pin"], true) }},
		{"LockThread", "moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return s.LockThread(ctx, a, s.posts["pin"], true)
		}},
		{"LetIn", "moderator owner", func(ctx context.Context, s *stage, a house.Actor) error { return s.LetIn(ctx, a, desk, unknown) }},
		{"Invite", "owner", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Invite(ctx, a, desk, unknown)) }},
		{"Applications", "owner", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Applications(ctx, a, desk)) }},
		{"Admit", "owner", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Admit(ctx, a, desk, unknown)) }},
		{"Remove", "owner", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Remove(ctx, a, desk, unknown)) }},
		{"Appoint", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Appoint(ctx, a, desk, unknown, true))
		}},
		{"EditRoom", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.EditRoom(ctx, a, desk, house.RoomEdit{Name: new(string)}))
		}},
		{"HandOver", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.HandOver(ctx, a, desk, unknown))
		}},
		{"NewTicket", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.NewTicket(ctx, a, desk, house.TicketSpec{Valid: time.Millisecond}))
		}},
		{"Tickets", "owner", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Tickets(ctx, a, desk)) }},
		{"RevokeTicket", "owner", func(ctx context.Context, s *stage, a house.Actor) error { return s.RevokeTicket(ctx, a, s.ticket) }},
		// What changes the stage comes last; owners do it after everybody else.
		{"CloseRoom", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.CloseRoom(ctx, a, "work/closing"))
		}},
		{"DeleteRoom", "owner", func(ctx context.Context, s *stage, a house.Actor) error { return s.DeleteRoom(ctx, a, "work/going") }},
		{"Apply", "onfloor flooradmin " + "member moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Apply(ctx, a, desk, "please"))
		}},
		{"Join", "member moderator owner", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Join(ctx, a, desk)) }},
		{"Delete", "moderator", func(ctx context.Context, s *stage, a house.Actor) error {
			err := only(s.Delete(ctx, a, s.posts["delete"]))
			if house.IsKey(err, "error.deleted") { // by the moderator a moment ago
				return house.Errorf(house.Forbidden, "error.forbidden")
			}
			return err
		}},
		{"EndVisit", "visitor", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.EndVisit(ctx, a, false)) }},
		{"Leave", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return s.Leave(ctx, a, desk) }},
	}
}

// denied tells whether a refusal is about who somebody is, not about what they
// asked for.
func denied(err error) bool {
	return slices.ContainsFunc([]string{
		"error.forbidden", "error.tool_off", "error.tool_none", "error.tool_read_only", "error.not_guest", "error.not_found", "error.apply_first",
		"error.no_such_room", "error.no_such_floor", "error.no_such_ticket", "error.no_such_card", "error.slot_none",
		"error.no_such_note", "error.no_such_entry", "error.no_such_report",
		"error.invite_admins",
	}, func(key string) bool { return house.IsKey(err, key) })
}

// breaches lets every role try a deed and says who was let in or kept out
// against the table.
func breaches(ctx context.Context, s *stage, d deed) []string {
	var found []string
	may := strings.Fields(d.may)
	for _, role := range roles {
		err := d.do(ctx, s, s.who[role])
		if want, got := slices.Contains(may, role), !denied(err); got != want {
			found = append(found, strings.Join([]string{d.method, role}, " "))
		}
	}
	return found
}

func TestWhoMayDoWhat(t *testing.T) {
	s := newStage(t)
	for _, d := range slices.Concat(deedsInTheHouse(), deedsWithTools(), deedsInARoom()) {
		for _, b := range breaches(t.Context(), s, d) {
			t.Errorf("%s: got the opposite of the table, which lets in %q", b, d.may)
		}
	}
}

// TestTheMatrixFindsWrongRights lets the check look for what is not so.
func TestTheMatrixFindsWrongRights(t *testing.T) {
	s := newStage(t)
	deeds := deedsInARoom()
	i := slices.IndexFunc(deeds, func(d deed) bool { return d.method == "Say" })
	tooWide, tooNarrow := deeds[i], deeds[i]
	tooWide.may += " houseadmin"
	tooNarrow.may = "owner"
	if got := breaches(t.Context(), s, tooWide); !slices.Equal(got, []string{"Say houseadmin"}) {
		t.Errorf("got %q, want Say houseadmin", got)
	}
	if got := breaches(t.Context(), s, tooNarrow); len(got) != 3 {
		t.Errorf("got %q, want three who may although the table says no", got)
	}
}

// TestTheMatrixNamesEveryMethod keeps a new method from being left out.
func TestTheMatrixNamesEveryMethod(t *testing.T) {
	// Those that refuse nothing: they give up what the actor has, or tell of its end.
	known := map[string]bool{"Lock": true, "Exit": true, "WhenRevoked": true, "Connected": true, "Disconnected": true}
	for _, d := range slices.Concat(deedsInTheHouse(), deedsWithTools(), deedsInARoom()) {
		known[d.method] = true
	}
	service := reflect.TypeFor[*house.Service]()
	for i := range service.NumMethod() {
		m := service.Method(i)
		for n := 1; n < m.Type.NumIn(); n++ {
			if m.Type.In(n) == reflect.TypeFor[house.Actor]() && !known[m.Name] {
				t.Errorf("%s is in no line of the matrix", m.Name)
			}
		}
	}
}
