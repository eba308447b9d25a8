package floor_test

import (
	"context"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/floor"
)

// stand is a house with one floor that is looked at.
type stand struct {
	kittest.House
	floor   house.Floor
	rooms   []house.Room
	notices []house.Notice
	calls   []string
	reads   int
	err     error
}

func (s *stand) Floor(context.Context, house.Actor, string) (house.Floor, error) {
	s.reads++
	return s.floor, s.err
}

func (s *stand) Rooms(context.Context, house.Actor, string) ([]house.Room, error) {
	return slices.Clone(s.rooms), nil
}

func (s *stand) Notices(context.Context, house.Actor, string, bool) ([]house.Notice, error) {
	return s.notices, nil
}

func (s *stand) Floors(context.Context, house.Actor) ([]house.Floor, error) {
	return []house.Floor{{Code: "eg"}, {Code: "hagen"}, {Code: "netz"}}, nil
}

func (s *stand) JoinFloor(_ context.Context, _ house.Actor, code string) (house.Floor, error) {
	s.calls = append(s.calls, "join "+code)
	s.floor.Member, s.floor.Applied = s.floor.State == house.FloorOpen, s.floor.State == house.FloorApplication
	return s.floor, nil
}

func (s *stand) LeaveFloor(_ context.Context, _ house.Actor, code string) (house.Floor, error) {
	s.calls = append(s.calls, "leave "+code)
	s.floor.Member = false
	return s.floor, nil
}

const banner = `
  _   _
 | |_| | __ _  __ _  ___ _ __
 |  _  |/ _' |/ _' |/ _ \ '_ \
 |_| |_|\__,_|\__, |\___|_| |_|
              |___/
`

func busy() *stand {
	return &stand{
		floor: house.Floor{
			Code: "hagen", Number: 3, Name: "Stadt Hagen 東京", Kind: house.FloorOrganisation, State: house.FloorOpen, Accent: "green",
			Banner: banner, Member: true, Admin: true, Creator: true, Members: 12, Waiting: 2,
			Description: "Die Räume der Stadt Hagen: Steuerkreis, Fallbesprechungen und Lernräume. Wer neu ist, beginnt am besten im Café dieser Etage und stellt sich dort kurz vor.",
		},
		rooms: []house.Room{
			{ID: "r1", Place: "hagen/steuerkreis", Name: "Steuerkreis 会議", Kind: house.RoomConference, Access: house.AccessInvite, Member: true, Role: house.RoleOwner, Unread: 12},
			{ID: "r2", Place: "hagen/neue", Name: "Neue Räume", Kind: house.RoomLearning, Access: house.AccessInvite, Invited: true},
			{ID: "r3", Place: "hagen/fall", Name: "Fallbesprechung", Kind: house.RoomConsultation, Access: house.AccessInvite, Applied: true},
			{ID: "r4", Place: "hagen/alt", Name: "Altes Archiv mit einem recht langen Namen", Kind: house.RoomConference, Access: house.AccessInvite, Member: true, Closed: true},
			{ID: "r5", Place: "hagen/cafe", Name: "Café Größenwahn 👩‍👩‍👧", Kind: house.RoomCafe, Access: house.AccessFloor},
		},
	}
}

func ground() *stand {
	return &stand{
		floor: house.Floor{Code: "eg", Name: "Erdgeschoss", Kind: house.FloorGround, State: house.FloorOpen, Member: true, Members: 4},
		rooms: []house.Room{
			{ID: "n", Place: "eg/notices", Name: "Schwarzes Brett", Kind: house.RoomNotices, Access: house.AccessPublic, Unread: 1},
			{ID: "c", Place: "eg/cafe", Name: "Café", Kind: house.RoomCafe, Access: house.AccessPublic},
		},
	}
}

func outside(state house.FloorState) *stand {
	return &stand{floor: house.Floor{Code: "netz", Number: 4, Name: "Netz", Kind: house.FloorNetwork, State: state, Description: "Ein Netz."}}
}

func open(t *testing.T, s *stand) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, floor.New(kittest.Env(s), s.floor.Code))
}

func run(cmd tea.Cmd) tea.Msg { return cmd() }

func TestFloorAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range append(kittest.Sizes(), [2]int{60, 20}) {
			for name, s := range map[string]*stand{"busy": busy(), "ground": ground(), "outside": outside(house.FloorApplication)} {
				env := kittest.Env(s)
				env.Text = text.For(lang)
				d := kittest.New(t, size[0], size[1], floor.New(env, s.floor.Code))
				d.WantNoEscape()
				d.Golden(name + "-" + string(lang))
			}
		}
	}
}

func TestWhoeverMayKnowAFloorReadsItsTexts(t *testing.T) {
	s := outside(house.FloorApplication)
	s.floor.Description, s.floor.Contact, s.floor.Imprint, s.floor.Privacy = "", "Tel. 12", "Verein\x1b Netz", "Wir speichern wenig."
	d := open(t, s)
	d.Press("1")
	got, ok := d.Asked[len(d.Asked)-1].(kit.GoText)
	if !ok || got.Text != "Contact\nTel. 12\n\nImprint\nVerein Netz\n\nPrivacy\nWir speichern wenig." {
		t.Errorf("got %#v, want all texts without what a terminal obeys", d.Asked)
	}
}

func TestRoomsOpenByEnterAndDigit(t *testing.T) {
	d := open(t, busy())
	d.Press("enter")
	d.WantAsked(kit.GoRoom{Place: "hagen/steuerkreis"})
	d.Press("5")
	d.WantAsked(kit.GoRoom{Place: "hagen/cafe"})
}

func TestEverythingIsReachableByTheList(t *testing.T) {
	d := open(t, busy())
	d.Press("7")
	d.WantAsked(kit.GoFloorMembers{Code: "hagen"})
	d.Press("8")
	d.WantAsked(kit.GoNewRoom{Floor: "hagen"})
	d.Press("9")
	d.WantAsked(kit.GoDesk{Of: "hagen"})
	d.Press("6")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.GoText); !ok {
		t.Errorf("got %#v, want the whole description", d.Asked)
	}
}

func TestKeysGoWhereTheListGoes(t *testing.T) {
	d := open(t, busy())
	d.Press("c")
	d.WantAsked(kit.GoNewRoom{Floor: "hagen"})
	d.Press("M")
	d.WantAsked(kit.GoFloorMembers{Code: "hagen"})
	d.Press("D")
	d.WantAsked(kit.GoDesk{Of: "hagen"})
	d.Press("<")
	d.WantAsked(kit.Instead{Go: kit.GoFloor{Code: "eg"}})
	d.Press(">")
	d.WantAsked(kit.Instead{Go: kit.GoFloor{Code: "netz"}})
}

func TestGroundFloorHasItsRoomsAndTexts(t *testing.T) {
	d := open(t, ground())
	d.Wants("Notice board", "Café", "House rules", "Emergency")
	d.Press("x")
	d.WantAsked(kit.Toast{Key: "lift.off.leave"})
	d.Press("<")
	d.WantAsked(kit.Toast{Key: "floor.key.none"})
}

// hung is a floor with notices on its board.
func hung() *stand {
	s := busy()
	s.rooms = append(s.rooms, house.Room{
		ID: "b", Place: "hagen/notices", Name: "Schwarzes Brett", Kind: house.RoomNotices, Access: house.AccessFloor, Member: true, Unread: 2,
	})
	s.notices = []house.Notice{{ID: "n1", Title: "Sommerfest am 12. Juli 会議", Pinned: true}, {ID: "n2", Title: "Heizung fällt aus"}}
	return s
}

func TestTheFloorsBoardStandsOnTop(t *testing.T) {
	for _, size := range kittest.Sizes() {
		env := kittest.Env(hung())
		env.Text = text.For(text.German)
		d := kittest.New(t, size[0], size[1], floor.New(env, "hagen"))
		d.Golden("board-de")
	}
	d := open(t, hung())
	d.Press("enter")
	d.WantAsked(kit.GoTool{Place: "hagen/notices", Tool: house.ToolNotices})
	d.Press("2")
	d.WantAsked(kit.GoRoom{Place: "hagen/steuerkreis"})
	d.Press("home")
	d.Wants("• Sommerfest", "• Heizung")
}

func TestAFloorWithItsBoardAloneSaysThatThereIsNoRoom(t *testing.T) {
	s := hung()
	s.rooms = s.rooms[len(s.rooms)-1:]
	d := open(t, s)
	d.Wants("Notices", "No rooms here so far")
	d.Lacks("Steuerkreis 会議")
}

func TestJoiningShowsTheRooms(t *testing.T) {
	s := outside(house.FloorOpen)
	d := open(t, s)
	d.Wants("You are not on this floor", "Come onto this floor")
	s.rooms = busy().rooms
	d.Press("2")
	if !slices.Equal(s.calls, []string{"join netz"}) {
		t.Fatalf("got %q, want the floor joined", s.calls)
	}
	d.Wants("Steuerkreis")
	d.Lacks("Come onto this floor")
}

func TestApplyingIsSaid(t *testing.T) {
	d := open(t, outside(house.FloorApplication))
	d.Press("a")
	d.Wants("You have applied for this floor.")
	d.Press("a")
	d.WantAsked(kit.Toast{Key: "lift.off.applied"})
}

func TestLeavingAsks(t *testing.T) {
	s := busy()
	d := open(t, s)
	d.Press("x")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(s.calls) != 0 {
		t.Fatalf("got %#v and %q, want to be asked first", d.Asked, s.calls)
	}
	d.Send(run(ask.Options[1].Do("")))
	if !slices.Equal(s.calls, []string{"leave hagen"}) {
		t.Errorf("got %q, want the floor left", s.calls)
	}
}

func TestSuspendedFloorTakesNoRooms(t *testing.T) {
	s := busy()
	s.floor.State = house.FloorSuspended
	d := open(t, s)
	d.Wants("This floor is suspended.")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "lift.off.suspended"})
	d.Lacks("Open a new room")
}

func TestABurstOfWordsIsReadOnce(t *testing.T) {
	s := busy()
	d := open(t, s)
	before := s.reads
	s.rooms[0].Unread = 99
	for range 10 {
		d.Send(house.Event{Kind: house.EventRoom, Room: "r1"})
		d.Send(house.Event{Kind: house.EventRoom, Room: "elsewhere"})
	}
	d.Lacks("99")
	d.Pass(3 * time.Second)
	d.Wants("99")
	if s.reads != before+1 {
		t.Errorf("got %d readings, want one", s.reads-before)
	}
}

func TestUnknownFloorIsSaid(t *testing.T) {
	s := busy()
	s.err = house.Errorf(house.NotFound, "error.no_such_floor")
	d := open(t, s)
	d.Wants("There is no such floor.")
	s.err = nil
	d.Send(kit.Resumed{})
	d.Wants("Steuerkreis")
}

func TestHostileTextShowsNoEscape(t *testing.T) {
	evil := "a\x1b]0;owned\x07\x1b[2J\u202eb\x9b31m\r"
	s := busy()
	s.floor.Name, s.floor.Banner, s.floor.Description, s.floor.Accent = evil, evil+"\n"+evil, evil, evil
	for i := range s.rooms {
		s.rooms[i].Name = evil
	}
	for _, w := range []int{40, 120} {
		d := kittest.New(t, w, 24, floor.New(kittest.Env(s), "hagen"))
		for range 9 {
			d.WantNoEscape()
			d.Press("down")
		}
	}
}
