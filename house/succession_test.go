package house_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// newRelay is a house with a room of that kind: anna owns it, and wrote before
// berta and carla came; dora is in no room.
func newRelay(t *testing.T, target string, kind house.RoomKind) *circle {
	t.Helper()
	c := &circle{lodge: lodgeAt(t, target)}
	admin := c.admin()
	c.floor(admin, "stadt", house.FloorOpen)
	c.anna, c.berta, c.carla = c.member("anna"), c.member("berta"), c.member("carla")
	c.member("dora")
	for _, name := range []string{"anna", "berta", "carla", "dora"} {
		_, err := c.JoinFloor(t.Context(), c.in(name), "stadt")
		c.must(err)
	}
	_, err := c.SetFloorCreator(t.Context(), admin, "stadt", "anna", true)
	c.must(err)
	c.room(c.anna, kreis, kind)
	c.say(c.anna, "before them all")
	for _, a := range []house.Actor{c.berta, c.carla} {
		_, err = c.Invite(t.Context(), c.anna, kreis, a.Name())
		c.must(err)
		_, err = c.Join(t.Context(), a, kreis)
		c.must(err)
		c.say(a, "words of "+a.Name())
	}
	return c
}

func (c *circle) say(a house.Actor, text string) {
	c.t.Helper()
	_, err := c.Say(c.t.Context(), a, kreis, text, "")
	c.must(err)
}

func (c *circle) names(a house.Actor, heir string) {
	c.t.Helper()
	_, err := c.NameSuccessor(c.t.Context(), a, heir, []string{kreis})
	c.must(err)
}

func (c *circle) role(a house.Actor, name string) house.MemberRights {
	c.t.Helper()
	list, err := c.Rights(c.t.Context(), a, kreis)
	c.must(err)
	i := slices.IndexFunc(list, func(r house.MemberRights) bool { return r.Name == name })
	if i < 0 {
		return house.MemberRights{}
	}
	return list[i]
}

// unread is how many words of the room somebody has not read.
func (c *circle) unread(a house.Actor) int {
	c.t.Helper()
	rooms, err := c.Rooms(c.t.Context(), a, "stadt")
	c.must(err)
	i := slices.IndexFunc(rooms, func(r house.Room) bool { return r.Place == kreis })
	if i < 0 {
		c.t.Fatalf("got %+v without the room", rooms)
	}
	return rooms[i].Unread
}

func newsKinds(t *testing.T, c *circle, a house.Actor) (kinds []string) {
	t.Helper()
	news, err := c.News(t.Context(), a)
	c.must(err)
	for _, n := range news {
		kinds = append(kinds, n.Kind)
	}
	return kinds
}

// TestASuccessorFindsAllThatWasCollected: the same that the leaver could read, no
// more, and none of it as news.
func TestASuccessorFindsAllThatWasCollected(t *testing.T) {
	t.Parallel()
	for kind, want := range map[house.RoomKind][]string{
		house.RoomConference:   {"before them all", "words of berta", "words of carla"},
		house.RoomConsultation: {"words of berta", "words of carla"},
	} {
		storetest.EachTarget(t, func(t *testing.T, target string) {
			t.Parallel()
			c := newRelay(t, target, kind)
			if kinds := newsKinds(t, c, c.anna); slices.Contains(kinds, "succession") {
				t.Errorf("control: anna has the news %q before anybody was named", kinds)
			}
			c.names(c.berta, "dora")
			if got := newsKinds(t, c, c.anna); !slices.Contains(got, "succession") {
				t.Errorf("anna has the news %q, want that somebody goes", got)
			}
			dora := c.in("dora")
			if _, err := c.said(dora, kreis); house.KindOf(err) != house.NotFound {
				t.Errorf("control: dora reads before it is confirmed: %v", err)
			}
			_, err := c.Succeed(t.Context(), c.anna, kreis, "berta")
			c.must(err)
			got, err := c.said(dora, kreis)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: dora reads %q, %v, want %q", kind, got, err, want)
			}
			if got := c.unread(dora); got != 0 {
				t.Errorf("dora has %d unread, want nothing of before", got)
			}
			c.say(c.anna, "afterwards")
			if got := c.unread(dora); got != 1 {
				t.Errorf("got %d unread, want the new words", got)
			}
			c.say(dora, "thank you")
			if _, err := c.said(c.berta, kreis); house.KindOf(err) != house.NotFound {
				t.Errorf("berta reads afterwards: %v", err)
			}
			if got := newsKinds(t, c, c.anna); slices.Contains(got, "succession") {
				t.Errorf("anna has the news %q, want it done", got)
			}
			if got, err := c.said(c.carla, kreis); err != nil || !slices.Contains(got, "thank you") {
				t.Errorf("carla reads %q, %v", got, err)
			}
			// Control: whoever is invited in the usual way reads from then on only,
			// where reading begins at joining.
			c.member("emil")
			_, err = c.Invite(t.Context(), c.anna, kreis, "emil")
			c.must(err)
			_, err = c.Join(t.Context(), c.in("emil"), kreis)
			c.must(err)
			if got, _ := c.said(c.in("emil"), kreis); kind == house.RoomConsultation && len(got) != 0 {
				t.Errorf("emil reads %q, want nothing yet", got)
			}
		})
	}
}

// TestASuccessorReadsNoMoreThanWhoConfirms: an owner who came later than the
// leaver has no key to what was before, and gives none.
func TestASuccessorReadsNoMoreThanWhoConfirms(t *testing.T) {
	t.Parallel()
	c := newRelay(t, storetest.SQLitePath(t), house.RoomConsultation)
	_, err := c.HandOver(t.Context(), c.anna, kreis, "carla")
	c.must(err)
	c.names(c.berta, "dora")
	if got, _ := c.said(c.berta, kreis); !slices.Contains(got, "words of berta") {
		t.Fatalf("control: berta reads %q", got)
	}
	_, err = c.Succeed(t.Context(), c.carla, kreis, "berta")
	c.must(err)
	got, err := c.said(c.in("dora"), kreis)
	if err != nil || !slices.Equal(got, []string{"words of carla"}) {
		t.Errorf("dora reads %q, %v, want what carla can open", got, err)
	}
}

func TestASuccessorGetsRoleAndRights(t *testing.T) {
	t.Parallel()
	c := newRelay(t, storetest.SQLitePath(t), house.RoomConference)
	_, err := c.Appoint(t.Context(), c.anna, kreis, "berta", true)
	c.must(err)
	c.set("berta", house.ToolChat, house.LevelRead)
	c.set("carla", house.ToolBoard, house.LevelNone)
	c.names(c.berta, "dora")
	_, err = c.Succeed(t.Context(), c.anna, kreis, "berta")
	c.must(err)
	if got := c.role(c.anna, "dora"); got.Role != house.RoleModerator || got.Levels[house.ToolChat] != house.LevelRead ||
		got.Levels[house.ToolBoard] != house.LevelManage || !slices.Equal(got.Own, []string{house.ToolChat}) {
		t.Errorf("dora in the place of a moderator: got %+v", got)
	}
	if got := c.role(c.anna, "berta"); got.Name != "" {
		t.Errorf("berta is there still: %+v", got)
	}
	// Whoever is in already gets the higher of both.
	c.names(c.in("dora"), "carla")
	_, err = c.Succeed(t.Context(), c.anna, kreis, "dora")
	c.must(err)
	if got := c.role(c.anna, "carla"); got.Role != house.RoleModerator || got.Levels[house.ToolChat] != house.LevelWrite ||
		got.Levels[house.ToolBoard] != house.LevelManage {
		t.Errorf("carla in both places: got %+v", got)
	}
}

func TestAnOwnerPassesTheRoomOn(t *testing.T) {
	t.Parallel()
	for _, kind := range []house.RoomKind{house.RoomConference, house.RoomConsultation} {
		storetest.EachTarget(t, func(t *testing.T, target string) {
			t.Parallel()
			c := newRelay(t, target, kind)
			before, err := c.said(c.anna, kreis)
			c.must(err)
			c.names(c.anna, "dora")
			if got := newsKinds(t, c, c.anna); slices.Contains(got, "succession") {
				t.Errorf("anna's own wish is news for her: %q", got)
			}
			wantKey(t, "a moderator confirms", only(c.Succeed(t.Context(), c.berta, kreis, "anna")), "error.forbidden")
			_, err = c.Succeed(t.Context(), c.anna, kreis, "anna")
			c.must(err)
			dora := c.in("dora")
			if got, err := c.said(dora, kreis); err != nil || !slices.Equal(got, before) {
				t.Errorf("dora reads %q, %v, want %q", got, err, before)
			}
			if got := c.role(dora, "dora"); got.Role != house.RoleOwner {
				t.Errorf("got %+v, want the owner", got)
			}
			posts, err := c.Read(t.Context(), dora, kreis, house.ReadQuery{})
			c.must(err)
			if last := posts[len(posts)-1]; last.Event.Key != "event.succeeded" || last.Event.Args["Name"] != "dora" || last.Event.Args["From"] != "anna" {
				t.Errorf("got the last line %+v, want what happened", last.Event)
			}
			if _, err := c.said(c.anna, kreis); house.KindOf(err) != house.NotFound {
				t.Errorf("anna reads afterwards: %v", err)
			}
			room := c.roomRow(dora)
			if !room.Rotate {
				t.Error("the room is not marked, so that its key would go on")
			}
			c.say(dora, "mine now")
			if now := c.roomRow(dora); now.Rotate || now.Epoch != room.Epoch+1 {
				t.Errorf("got epoch %d after %d, want a new one before the first words", now.Epoch, room.Epoch)
			}
			if got, err := c.said(c.carla, kreis); err != nil || !slices.Contains(got, "mine now") {
				t.Errorf("carla reads %q, %v", got, err)
			}
			_, err = c.Invite(t.Context(), dora, kreis, "admin")
			c.must(err)
		})
	}
}

func (c *circle) roomRow(a house.Actor) house.RoomRow {
	c.t.Helper()
	d, err := c.Room(c.t.Context(), a, kreis)
	c.must(err)
	row, err := c.store.Room(c.t.Context(), d.ID)
	c.must(err)
	return row
}

// TestTwoConfirmersOneHandover: the owner at two screens, many times.
func TestTwoConfirmersOneHandover(t *testing.T) {
	t.Parallel()
	storetest.EachTarget(t, func(t *testing.T, target string) {
		t.Parallel()
		c := newRelay(t, target, house.RoomConsultation)
		c.names(c.berta, "dora")
		errs := make([]error, 4)
		var all sync.WaitGroup
		for i := range errs {
			owner := c.in("anna")
			all.Go(func() { _, errs[i] = c.Succeed(t.Context(), owner, kreis, "berta") })
		}
		all.Wait()
		done := 0
		for _, err := range errs {
			switch {
			case err == nil:
				done++
			case house.KindOf(err) != house.NotFound:
				t.Errorf("a loser: got %v, want that there is nothing any more", err)
			}
		}
		if done != 1 {
			t.Errorf("%d confirmed, want 1", done)
		}
		list, err := c.Members(t.Context(), c.anna, kreis)
		c.must(err)
		if len(list) != 3 {
			t.Errorf("got %d in the room, want anna, carla and dora", len(list))
		}
	})
}

// TestWhoWithdrawsStays races the leaver against the owner: both or neither.
func TestWhoWithdrawsStays(t *testing.T) {
	t.Parallel()
	storetest.EachTarget(t, func(t *testing.T, target string) {
		t.Parallel()
		c := newRelay(t, target, house.RoomConference)
		c.names(c.berta, "dora")
		var withdrew, confirmed error
		var all sync.WaitGroup
		all.Go(func() { withdrew = c.WithdrawSuccessor(t.Context(), c.berta, nil) })
		all.Go(func() { _, confirmed = c.Succeed(t.Context(), c.anna, kreis, "berta") })
		all.Wait()
		in, heir := c.role(c.anna, "berta").Name != "", c.role(c.anna, "dora").Name != ""
		if in == heir || (confirmed == nil) != heir {
			t.Errorf("berta in: %v, dora in: %v; withdrew %v, confirmed %v", in, heir, withdrew, confirmed)
		}
		if confirmed != nil && !house.IsKey(confirmed, "error.no_succession") {
			t.Errorf("confirmed: got %v", confirmed)
		}
	})
}

func TestASuccessionThatIsNotToBe(t *testing.T) {
	t.Parallel()
	c := newRelay(t, storetest.SQLitePath(t), house.RoomConsultation)
	dora := c.in("dora")
	confirm := func() error { return only(c.Succeed(t.Context(), c.anna, kreis, "berta")) }
	wantKey(t, "nobody was named", confirm(), "error.no_succession")
	_, err := c.NameSuccessor(t.Context(), c.berta, "berta", nil)
	wantKey(t, "oneself", err, "error.heir_self")
	_, err = c.NameSuccessor(t.Context(), c.berta, "nobody-at-all", nil)
	wantKey(t, "nobody", err, "error.no_such_person")
	_, err = c.NameSuccessor(t.Context(), c.in("dora"), "berta", []string{kreis})
	if house.KindOf(err) != house.NotFound {
		t.Errorf("a room one is not in: got %v", err)
	}
	locked := c.in("berta")
	c.Lock(locked)
	_, err = c.NameSuccessor(t.Context(), locked, "dora", nil)
	wantKey(t, "without the keys", err, "error.locked")

	c.names(c.berta, "dora")
	c.must(c.DeclineSuccession(t.Context(), c.anna, kreis, "berta"))
	wantKey(t, "declined", confirm(), "error.no_succession")
	if list, err := c.MySuccessions(t.Context(), c.berta); err != nil || len(list) != 0 {
		t.Errorf("got %+v, %v, want nothing left", list, err)
	}

	c.names(c.berta, "dora")
	c.must(c.Block(t.Context(), dora, "berta"))
	wantKey(t, "blocked", confirm(), "error.heir_refuses")
	if list, err := c.Successions(t.Context(), c.anna, kreis); err != nil || len(list) != 1 || list[0].Off != "error.heir_refuses" || list[0].Confirm {
		t.Errorf("got %+v, %v, want it listed with the reason", list, err)
	}
	c.must(c.Unblock(t.Context(), dora, "berta"))

	_, err = c.Remove(t.Context(), c.anna, kreis, "berta")
	c.must(err)
	_, err = c.Invite(t.Context(), c.anna, kreis, "berta")
	c.must(err)
	_, err = c.Join(t.Context(), c.berta, kreis)
	c.must(err)
	wantKey(t, "out and in again", confirm(), "error.no_succession")

	c.names(c.berta, "dora")
	_, err = c.CloseRoom(t.Context(), c.anna, kreis)
	c.must(err)
	wantKey(t, "a closed room", confirm(), "error.room_closed")
}

// TestWhoGetsTheSuccessorsAccountTakesOverNothing: an admin gives themselves the
// account of the successor, or of the leaver, by an activation ticket.
func TestWhoGetsTheSuccessorsAccountTakesOverNothing(t *testing.T) {
	t.Parallel()
	c := newRelay(t, storetest.SQLitePath(t), house.RoomConsultation)
	steal := func(name string) house.Actor {
		issued, err := c.ActivationTicket(t.Context(), c.in("admin"), name)
		c.must(err)
		_, thief := c.registerBy(issued.Code, name)
		return thief
	}
	c.names(c.berta, "dora")
	thief := steal("dora")
	wantKey(t, "the successor's account", only(c.Succeed(t.Context(), c.anna, kreis, "berta")), "error.heir_new_key")
	if _, err := c.said(thief, kreis); house.KindOf(err) != house.NotFound {
		t.Errorf("the thief reads: %v", err)
	}
	c.names(c.berta, "dora") // berta says so again
	if _, err := c.Succeed(t.Context(), c.anna, kreis, "berta"); err != nil {
		t.Errorf("control: named anew: %v", err)
	}
	thief = steal("carla")
	if _, err := c.NameSuccessor(t.Context(), thief, "admin", nil); !house.IsKey(err, "error.nothing_to_pass_on") {
		t.Errorf("in a leaver's account: got %v, want nothing to pass on", err)
	}
}

func TestAdminsHaveNoPartInIt(t *testing.T) {
	t.Parallel()
	c := newRelay(t, storetest.SQLitePath(t), house.RoomConference)
	c.names(c.berta, "dora")
	admin := c.in("admin")
	if _, err := c.Succeed(t.Context(), admin, kreis, "berta"); house.KindOf(err) != house.NotFound {
		t.Errorf("confirm: got %v", err)
	}
	if _, err := c.Successions(t.Context(), admin, kreis); house.KindOf(err) != house.NotFound {
		t.Errorf("list: got %v", err)
	}
	if err := c.DeclineSuccession(t.Context(), admin, kreis, "berta"); house.KindOf(err) != house.NotFound {
		t.Errorf("decline: got %v", err)
	}
	if list, err := c.MySuccessions(t.Context(), c.in("dora")); err != nil || len(list) != 0 {
		t.Errorf("the successor learns of the room before it is theirs: %+v, %v", list, err)
	}
	_, err := c.Succeed(t.Context(), c.anna, kreis, "berta")
	c.must(err)
}

// TestASuccessionCannotBeWrittenIntoTheDatabase by somebody without house.key.
func TestASuccessionCannotBeWrittenIntoTheDatabase(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	name := func() {
		_, err := s.NameSuccessor(t.Context(), s.in("berta"), "admin", []string{"stadt/kreis"})
		s.must(err)
	}
	confirm := func() error { return only(s.Succeed(t.Context(), s.in("anna"), "stadt/kreis", "berta")) }
	name()
	s.edit(`UPDATE successions SET heir = ` + rowOf + `mallory')`)
	wantKey(t, "another successor", confirm(), "error.tampered")
	name()
	s.edit(`UPDATE successions SET room = (SELECT room FROM messages WHERE room <> ` + theRow + ` AND kind = 'chat' LIMIT 1)`)
	wantKey(t, "another room", only(s.Succeed(t.Context(), s.in("anna"), "stadt/zwei", "berta")), "error.tampered")
	s.edit(`DELETE FROM successions`)
	name()
	if err := confirm(); err != nil {
		t.Errorf("control: %v", err)
	}
}

// TestALeaversKeysOpenNothingLater: berta kept every file, and takes them again.
func TestALeaversKeysOpenNothingLater(t *testing.T) {
	t.Parallel()
	s := busy(t)
	before := copyOf(t, s)
	berta := before.identityOf("berta", phrase)
	kept, _ := before.unwrap(berta)
	kept = before.follow(kept)
	if opened, all := before.words(kept, 0); opened < 5 {
		t.Fatalf("control: berta opens %d of %d messages while she is in", opened, all)
	}
	if _, err := s.NameSuccessor(t.Context(), s.in("berta"), "mallory", nil); err != nil {
		t.Fatal(err)
	}
	list, err := s.MySuccessions(t.Context(), s.in("berta"))
	s.must(err)
	for _, w := range list {
		_, err := s.Succeed(t.Context(), s.in("anna"), w.Place, "berta")
		s.must(err)
	}
	if len(list) < 3 {
		t.Fatalf("got %d rooms, want all of berta's", len(list))
	}
	for _, w := range list {
		for range 40 { // beyond every number of before
			_, err := s.Say(t.Context(), s.in("anna"), w.Place, "without berta", "")
			s.must(err)
		}
	}
	after := copyOf(t, s)
	again, _ := after.unwrap(berta)
	opened, tried := after.words(after.follow(append(kept, again...)), 40)
	if opened != 0 || tried < 10 {
		t.Errorf("berta opens %d of %d messages written after her, want 0 of many", opened, tried)
	}
	heir, _ := after.unwrap(after.identityOf("mallory", phrase))
	if opened, _ := after.words(after.follow(heir), 40); opened != tried {
		t.Errorf("control: the successor opens %d of %d", opened, tried)
	}
}

func TestTasksGoToTheSuccessor(t *testing.T) {
	t.Parallel()
	for _, leaver := range []string{"berta", "anna"} {
		c := newRelay(t, storetest.SQLitePath(t), house.RoomConference)
		open, err := c.NewTask(t.Context(), c.anna, kreis, house.TaskSpec{Title: "open", For: leaver})
		c.must(err)
		done, err := c.NewTask(t.Context(), c.anna, kreis, house.TaskSpec{Title: "done", For: leaver})
		c.must(err)
		_, err = c.FinishTask(t.Context(), c.in(leaver), done.ID, true)
		c.must(err)
		other, err := c.NewTask(t.Context(), c.anna, kreis, house.TaskSpec{Title: "carla's", For: "carla"})
		c.must(err)
		c.names(c.in(leaver), "dora")
		_, err = c.Succeed(t.Context(), c.anna, kreis, leaver)
		c.must(err)
		for id, want := range map[house.MessageID]string{open.ID: "dora", other.ID: "carla"} {
			task, err := c.Task(t.Context(), c.carla, id)
			c.must(err)
			if task.Assignee != want || task.Gone {
				t.Errorf("%s goes: %q is %+v, want it to be %s's", leaver, task.Title, task, want)
			}
		}
		if task, err := c.Task(t.Context(), c.carla, done.ID); err != nil || task.Assignee == "dora" {
			t.Errorf("what was done became the successor's: %+v, %v", task, err)
		}
	}
}

func TestARoomOpenToTheFloorPassesOnARole(t *testing.T) {
	t.Parallel()
	c := newRelay(t, storetest.SQLitePath(t), house.RoomConference)
	const cafe = "stadt/cafe"
	c.room(c.anna, cafe, house.RoomCafe)
	_, err := c.Say(t.Context(), c.carla, cafe, "hello", "")
	c.must(err)
	_, err = c.NameSuccessor(t.Context(), c.carla, "dora", []string{cafe})
	wantKey(t, "a mere member", err, "error.nothing_to_pass_on")
	_, err = c.LeaveFloor(t.Context(), c.in("dora"), "stadt")
	c.must(err)
	_, err = c.NameSuccessor(t.Context(), c.anna, "dora", []string{cafe})
	wantKey(t, "somebody of elsewhere", err, "error.heir_not_on_floor")
	_, err = c.NameSuccessor(t.Context(), c.anna, "carla", []string{cafe})
	c.must(err)
	_, err = c.Succeed(t.Context(), c.anna, cafe, "anna")
	c.must(err)
	d, err := c.Room(t.Context(), c.carla, cafe)
	if err != nil || d.Role != house.RoleOwner {
		t.Errorf("carla is %q, %v, want the owner", d.Role, err)
	}
}

// TestAnAccountMayGoAfterItsRoomsWere handed on.
func TestAnAccountMayGoAfterItsRoomsWere(t *testing.T) {
	t.Parallel()
	c := newRelay(t, storetest.SQLitePath(t), house.RoomConference)
	_, err := c.DeleteAccount(t.Context(), c.anna, phrase)
	wantKey(t, "while the room is theirs", err, "error.owner_goes")
	c.names(c.anna, "dora")
	_, err = c.DeleteAccount(t.Context(), c.anna, phrase)
	wantKey(t, "while it is a wish only", err, "error.owner_goes")
	_, err = c.Succeed(t.Context(), c.anna, kreis, "anna")
	c.must(err)
	_, err = c.DeleteAccount(t.Context(), c.anna, phrase)
	c.must(err)
	c.names(c.berta, "carla")
	_, err = c.DeleteAccount(t.Context(), c.carla, phrase)
	c.must(err)
	wantKey(t, "a successor about to go", only(c.Succeed(t.Context(), c.in("dora"), kreis, "berta")), "error.heir_gone")
	c.pass(49 * time.Hour)
	wantKey(t, "a successor who is gone", only(c.Succeed(t.Context(), c.in("dora"), kreis, "berta")), "error.no_succession")
}
