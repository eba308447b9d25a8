package house_test

// The attack: somebody in a room, from whom a tool is kept or to whom it is only
// shown, looks for a way round: another method that reads, a message they know
// the id of, a mark, a search, going out and coming in again, being quicker.

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// circle is a room with anna (owner), berta (moderator) and carla (member), and a
// thread of each and a line of each in it.
type circle struct {
	*lodge
	anna, berta, carla house.Actor
	root               house.MessageID            // anna's thread
	posts, lines       map[string]house.MessageID // by who wrote them
}

const kreis = "stadt/kreis"

func newCircle(t *testing.T, target string) *circle {
	t.Helper()
	c := &circle{lodge: lodgeAt(t, target), posts: map[string]house.MessageID{}, lines: map[string]house.MessageID{}}
	admin := c.admin()
	c.floor(admin, "stadt", house.FloorOpen)
	c.anna, c.berta, c.carla = c.member("anna"), c.member("berta"), c.member("carla")
	for _, a := range []house.Actor{c.anna, c.berta, c.carla} {
		_, err := c.JoinFloor(t.Context(), a, "stadt")
		c.must(err)
	}
	_, err := c.SetFloorCreator(t.Context(), admin, "stadt", "anna", true)
	c.must(err)
	c.room(c.anna, kreis, house.RoomConference, c.berta, c.carla)
	_, err = c.Appoint(t.Context(), c.anna, kreis, "berta", true)
	c.must(err)
	for _, a := range []house.Actor{c.anna, c.berta, c.carla} {
		sent, err := c.Post(t.Context(), a, kreis, house.PostSpec{Title: "kernel of " + a.Name(), Text: "kernel @carla"})
		c.must(err)
		c.posts[a.Name()] = sent.ID
		sent, err = c.Say(t.Context(), a, kreis, "kernel said by "+a.Name(), "")
		c.must(err)
		c.lines[a.Name()] = sent.ID
	}
	c.root = c.posts["anna"]
	return c
}

func (c *circle) set(name, tool string, level house.Level) {
	c.t.Helper()
	c.must(c.SetRights(c.t.Context(), c.anna, kreis, name, tool, level))
}

// seen counts, way by way, how much of a kind of message somebody gets to see.
func (c *circle) seen(a house.Actor, kind house.MessageKind) map[string]int {
	c.t.Helper()
	ctx, tool := c.t.Context(), house.ToolOf(kind)
	out := map[string]int{}
	count := func(way string, posts []house.Post, err error) {
		if err != nil && !house.IsKey(err, "error.tool_none") && !house.IsKey(err, "error.tool_off") {
			c.t.Errorf("%s: %v", way, err)
		}
		for _, p := range posts {
			if p.Kind == kind {
				out[way]++
			}
		}
	}
	posts, err := c.Read(ctx, a, kreis, house.ReadQuery{})
	count("Read", posts, err)
	posts, err = c.Read(ctx, a, kreis+"/"+tool, house.ReadQuery{})
	count("Read the tool", posts, err)
	posts, err = c.Read(ctx, a, kreis, house.ReadQuery{Kind: kind, Events: true, Newest: true})
	count("Read the kind", posts, err)
	posts, err = c.Changes(ctx, a, kreis, 0, 100)
	count("Changes", posts, err)
	for way, q := range map[string]house.SearchQuery{
		"Search": {Words: "kernel"}, "Search the room": {Words: "kernel", In: kreis}, "Search the tool": {Words: "kernel", In: kreis + "/" + tool},
	} {
		var found []house.Post
		err := c.Search(ctx, a, q, func(p house.Post) bool { found = append(found, p); return true })
		count(way, found, err)
	}
	if kind == house.KindBoard {
		posts, err = c.Read(ctx, a, kreis, house.ReadQuery{Kind: kind, Thread: c.root})
		count("Read the thread", posts, err)
		threads, err := c.Threads(ctx, a, kreis, 10, 0)
		posts = nil
		for _, th := range threads {
			posts = append(posts, th.Root)
		}
		count("Threads", posts, err)
	}
	news, err := c.News(ctx, a)
	c.must(err)
	for _, n := range news {
		if n.Kind == string(kind) {
			out["News"] += n.Unread
		}
	}
	out["Rooms"] = c.unread(a)
	return out
}

func TestAToolKeptFromSomebodyIsKeptOnEveryWay(t *testing.T) {
	t.Parallel()
	for _, kind := range []house.MessageKind{house.KindBoard, house.KindChat} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			c := newCircle(t, storetest.SQLitePath(t))
			before := c.seen(c.carla, kind)
			for way, n := range before {
				if n == 0 {
					t.Errorf("control: %s shows nothing before anything is set", way)
				}
			}
			c.set("carla", house.ToolOf(kind), house.LevelNone)
			for way, n := range c.seen(c.carla, kind) {
				if way == "Rooms" && n == before[way]-2 { // the other tool's are counted still
					continue
				}
				if n != 0 {
					t.Errorf("%s shows %d", way, n)
				}
			}
			if n := c.seen(c.berta, kind)["Read"]; n != 3 {
				t.Errorf("control: berta reads %d, want 3", n)
			}
		})
	}
}

// TestWhoIsKeptFromABoardTouchesNothingOfIt: the ids were seen before.
func TestWhoIsKeptFromABoardTouchesNothingOfIt(t *testing.T) {
	t.Parallel()
	c := newCircle(t, storetest.SQLitePath(t))
	deeds := map[string]func(a house.Actor, own, others house.MessageID) error{
		"Edit":   func(a house.Actor, own, _ house.MessageID) error { return only(c.Edit(t.Context(), a, own, "changed")) },
		"Delete": func(a house.Actor, _, others house.MessageID) error { return only(c.Delete(t.Context(), a, others)) },
		"Pin":    func(a house.Actor, _, others house.MessageID) error { return c.Pin(t.Context(), a, others, true) },
		"LockThread": func(a house.Actor, _, others house.MessageID) error {
			return c.LockThread(t.Context(), a, others, true)
		},
		"Post": func(a house.Actor, _, _ house.MessageID) error {
			return only(c.Post(t.Context(), a, kreis, house.PostSpec{Title: "x", Text: "x"}))
		},
		"reply": func(a house.Actor, _, others house.MessageID) error {
			return only(c.Post(t.Context(), a, kreis, house.PostSpec{Reply: others, Text: "x"}))
		},
		"MarkRead": func(a house.Actor, _, others house.MessageID) error {
			return c.MarkRead(t.Context(), a, kreis, house.KindBoard, others, 1)
		},
		"ReadMark": func(a house.Actor, _, others house.MessageID) error {
			return only(c.ReadMark(t.Context(), a, kreis, house.KindBoard, others))
		},
	}
	order := []string{"MarkRead", "ReadMark", "Post", "reply", "Edit", "Pin", "LockThread", "Delete"}
	tries := func(level house.Level) map[string]error {
		c.set("berta", house.ToolBoard, level)
		out := map[string]error{}
		for _, name := range order {
			out[name] = deeds[name](c.berta, c.posts["berta"], c.posts["anna"])
		}
		return out
	}
	for name, err := range tries(house.LevelNone) {
		if err == nil {
			t.Errorf("%s: done without any right to the board", name)
		}
	}
	for name, err := range tries(house.LevelRead) {
		if reading := strings.HasSuffix(name, "Mark") || name == "MarkRead"; (err == nil) != reading {
			t.Errorf("%s with the right to read: got %v", name, err)
		}
	}
	for name, err := range tries(house.LevelWrite) {
		if manages := name == "Pin" || name == "LockThread" || name == "Delete"; (err == nil) == manages {
			t.Errorf("%s with the right to write: got %v", name, err)
		}
	}
	for name, err := range tries(house.LevelManage) {
		if err != nil {
			t.Errorf("control: %s with the right to manage: %v", name, err)
		}
	}
}

func TestRefusalsSayWhy(t *testing.T) {
	t.Parallel()
	c := newCircle(t, storetest.SQLitePath(t))
	say := func() error { return only(c.Say(t.Context(), c.carla, kreis, "x", "")) }
	why := func() string {
		d, err := c.Room(t.Context(), c.carla, kreis)
		c.must(err)
		return d.WhyNot(house.ToolChat)
	}
	check := func(what, key string) {
		t.Helper()
		wantKey(t, what, say(), key)
		if got := why(); got != key {
			t.Errorf("%s: the key is off because of %q, want %q", what, got, key)
		}
	}
	c.must(say())
	if got := why(); got != "" {
		t.Errorf("control: off because of %q", got)
	}
	c.set("carla", house.ToolChat, house.LevelRead)
	check("only read", "error.tool_read_only")
	c.set("carla", house.ToolChat, house.LevelNone)
	check("nothing", "error.tool_none")
	board := []string{house.ToolBoard}
	_, err := c.EditRoom(t.Context(), c.anna, kreis, house.RoomEdit{Tools: &board})
	c.must(err)
	check("switched off", "error.tool_off")
	if _, err := c.Say(t.Context(), c.anna, kreis, "x", ""); !house.IsKey(err, "error.tool_off") {
		t.Errorf("the owner in a tool that is off: got %v", err)
	}
	on := []string{house.ToolBoard, house.ToolChat}
	_, err = c.EditRoom(t.Context(), c.anna, kreis, house.RoomEdit{Tools: &on})
	c.must(err)
	c.must(c.ResetRights(t.Context(), c.anna, kreis, "carla"))
	c.must(say())
	if got, err := c.said(c.carla, kreis); err != nil || !slices.Contains(got, "kernel said by anna") {
		t.Errorf("got %q, %v, want what was kept while the tool was off", got, err)
	}
	_, err = c.CloseRoom(t.Context(), c.anna, kreis)
	c.must(err)
	check("closed", "error.room_closed")
}

// TestWhoManagesTheBoardManagesNothingElse: pins of other tools are theirs.
func TestWhoManagesTheBoardManagesNothingElse(t *testing.T) {
	t.Parallel()
	c := newCircle(t, storetest.SQLitePath(t))
	wantKey(t, "pin a chat line", c.Pin(t.Context(), c.anna, c.lines["anna"], true), "error.not_thread")
	c.set("carla", house.ToolBoard, house.LevelManage)
	if err := c.Pin(t.Context(), c.carla, c.lines["anna"], true); house.KindOf(err) != house.Forbidden {
		t.Errorf("a chat line by who manages the board: got %v, want forbidden", err)
	}
	if err := c.Pin(t.Context(), c.carla, c.posts["anna"], true); err != nil {
		t.Errorf("control: a thread: %v", err)
	}
	if _, err := c.Delete(t.Context(), c.carla, c.lines["anna"]); house.KindOf(err) != house.Forbidden {
		t.Errorf("delete another's chat line: got %v, want forbidden", err)
	}
}

// TestAPageIsFullThoughMuchOfItIsKeptFromTheReader: otherwise an empty page looks
// like the end.
func TestAPageIsFullThoughMuchOfItIsKeptFromTheReader(t *testing.T) {
	t.Parallel()
	c := newCircle(t, storetest.SQLitePath(t))
	c.set("carla", house.ToolChat, house.LevelNone)
	for i := range 30 {
		_, err := c.Say(t.Context(), c.anna, kreis, "line "+strconv.Itoa(i), "")
		c.must(err)
	}
	_, err := c.Post(t.Context(), c.anna, kreis, house.PostSpec{Title: "after", Text: "after"})
	c.must(err)
	posts, err := c.Read(t.Context(), c.carla, kreis, house.ReadQuery{Limit: 2, Newest: true})
	c.must(err)
	if len(posts) != 2 || posts[1].Title != "after" {
		t.Errorf("got %d posts, want the last two that carla may read", len(posts))
	}
}

func TestWhoTypesInAChatIsKeptWithIt(t *testing.T) {
	t.Parallel()
	c := newCircle(t, storetest.SQLitePath(t))
	for _, a := range []house.Actor{c.anna, c.carla} {
		sub, err := c.Subscribe(t.Context(), a)
		c.must(err)
		defer sub.Close()
		c.must(c.Enter(t.Context(), a, sub, kreis))
	}
	typing := func() bool {
		c.must(c.Typing(t.Context(), c.anna, kreis))
		list, err := c.Present(t.Context(), c.carla, kreis)
		c.must(err)
		return slices.ContainsFunc(list, func(p house.Presence) bool { return p.Typing })
	}
	if !typing() {
		t.Error("control: carla does not see that anna types")
	}
	c.set("carla", house.ToolChat, house.LevelNone)
	if typing() {
		t.Error("carla sees who types in a chat that is kept from her")
	}
	if err := c.Typing(t.Context(), c.carla, kreis); !house.IsKey(err, "error.tool_none") {
		t.Errorf("carla types: got %v", err)
	}
}

// TestGuestsLearnNoNamesByAskingForRights: the board of the ground floor is
// public, who has been there is not.
func TestGuestsLearnNoNamesByAskingForRights(t *testing.T) {
	t.Parallel()
	l := newLodge(t)
	admin := l.admin()
	l.member("mara")
	_, err := l.Read(t.Context(), admin, "eg/notices", house.ReadQuery{})
	l.must(err)
	if _, err := l.Read(t.Context(), l.Guest(), "eg/notices", house.ReadQuery{}); err != nil {
		t.Fatalf("control: a guest reads the notices: %v", err)
	}
	if got, err := l.Rights(t.Context(), l.Guest(), "eg/notices"); house.KindOf(err) != house.Forbidden {
		t.Errorf("got %+v, %v, want forbidden", got, err)
	}
}

// TestGoingOutAndComingInUndoesNothing: the café is open to the floor.
func TestGoingOutAndComingInUndoesNothing(t *testing.T) {
	t.Parallel()
	storetest.EachTarget(t, func(t *testing.T, target string) {
		t.Parallel()
		c := newCircle(t, target)
		const cafe = "stadt/cafe"
		c.room(c.anna, cafe, house.RoomCafe)
		_, err := c.Say(t.Context(), c.carla, cafe, "before", "")
		c.must(err)
		c.must(c.SetRights(t.Context(), c.anna, cafe, "carla", house.ToolChat, house.LevelRead))
		tries := func(what string) {
			t.Helper()
			_, err := c.Say(t.Context(), c.carla, cafe, "again", "")
			wantKey(t, what, err, "error.tool_read_only")
		}
		tries("at once")
		for range 2 {
			c.must(c.Leave(t.Context(), c.carla, cafe))
			_, err = c.Join(t.Context(), c.carla, cafe)
			c.must(err)
			tries("after leaving the room")
		}
		_, err = c.LeaveFloor(t.Context(), c.carla, "stadt")
		c.must(err)
		_, err = c.JoinFloor(t.Context(), c.carla, "stadt")
		c.must(err)
		tries("after leaving the floor")
		c.must(c.ResetRights(t.Context(), c.anna, cafe, "carla"))
		if _, err := c.Say(t.Context(), c.carla, cafe, "again", ""); err != nil {
			t.Errorf("control: after the reset: %v", err)
		}
	})
}

func TestRightsOfBeforeDoNotComeBackToAFormerOwner(t *testing.T) {
	t.Parallel()
	c := newCircle(t, storetest.SQLitePath(t))
	c.set("carla", house.ToolChat, house.LevelNone)
	_, err := c.HandOver(t.Context(), c.anna, kreis, "carla")
	c.must(err)
	_, err = c.Say(t.Context(), c.carla, kreis, "as the owner", "")
	c.must(err)
	list, err := c.Rights(t.Context(), c.anna, kreis)
	c.must(err)
	if list[0].Name != "carla" || len(list[0].Own) != 0 {
		t.Errorf("got %+v, want carla first and nothing set for her", list[0])
	}
	if err := c.SetRights(t.Context(), c.anna, kreis, "berta", house.ToolChat, house.LevelNone); house.KindOf(err) != house.Forbidden {
		t.Errorf("the former owner sets rights: got %v", err)
	}
	wantKey(t, "the owner's own", c.SetRights(t.Context(), c.carla, kreis, "carla", house.ToolChat, house.LevelNone), "error.owner_rights")
	_, err = c.HandOver(t.Context(), c.carla, kreis, "anna")
	c.must(err)
	if _, err := c.Say(t.Context(), c.carla, kreis, "as a member", ""); err != nil {
		t.Errorf("carla after handing over: %v", err)
	}
}

func TestVisitorsGetNoFurtherThanTheirTicket(t *testing.T) {
	t.Parallel()
	c := newCircle(t, storetest.SQLitePath(t))
	visit := func(spec house.TicketSpec) house.Actor {
		issued, err := c.NewTicket(t.Context(), c.anna, kreis, spec)
		c.must(err)
		bearer, err := c.TicketDoor(t.Context(), issued.Code)
		c.must(err)
		_, v, err := c.Redeem(t.Context(), bearer, house.Redemption{Accept: true})
		c.must(err)
		return v
	}
	reader, writer := visit(house.TicketSpec{Pseudonym: "Igel", ReadOnly: true}), visit(house.TicketSpec{Pseudonym: "Amsel"})
	for _, v := range []house.Actor{reader, writer} {
		c.must(c.SetRights(t.Context(), c.anna, kreis, string(v.Person()), house.ToolChat, house.LevelManage))
	}
	_, err := c.Say(t.Context(), reader, kreis, "x", "")
	wantKey(t, "read-only", err, "error.read_only")
	if _, err := c.Say(t.Context(), writer, kreis, "x", ""); err != nil {
		t.Errorf("control: %v", err)
	}
	if err := c.SetRights(t.Context(), writer, kreis, "carla", house.ToolChat, house.LevelNone); house.KindOf(err) != house.Forbidden {
		t.Errorf("a visitor sets rights: got %v", err)
	}
}

// TestTheirOwnWordsStayTheirsToTakeAlong: also out of a tool that is off.
func TestTheirOwnWordsStayTheirsToTakeAlong(t *testing.T) {
	t.Parallel()
	c := newCircle(t, storetest.SQLitePath(t))
	c.set("carla", house.ToolChat, house.LevelNone)
	x, err := c.takeAlong(c.carla)
	c.must(err)
	var texts []string
	for _, p := range x.Posts {
		texts = append(texts, p.Text)
	}
	if !slices.Contains(texts, "kernel said by carla") {
		t.Errorf("got %q without her own line", texts)
	}
	if slices.Contains(texts, "kernel said by anna") {
		t.Errorf("got %q with others' words", texts)
	}
}

func TestPrivateConversationsKnowNoRights(t *testing.T) {
	t.Parallel()
	c := newCircle(t, storetest.SQLitePath(t))
	c.set("carla", house.ToolChat, house.LevelNone)
	_, err := c.Send(t.Context(), c.anna, "carla", "between us", "")
	c.must(err)
	posts, err := c.Read(t.Context(), c.carla, "@anna", house.ReadQuery{})
	if err != nil || len(posts) != 1 {
		t.Errorf("got %d, %v, want the message", len(posts), err)
	}
	if err := c.SetRights(t.Context(), c.anna, "@carla", "carla", house.ToolChat, house.LevelNone); err == nil {
		t.Error("rights were set in a private conversation")
	}
}

// TestNothingIsWrittenAfterTheRightWasTaken races a writer against the owner.
func TestNothingIsWrittenAfterTheRightWasTaken(t *testing.T) {
	t.Parallel()
	takes := map[string]func(c *circle) error{
		"for her": func(c *circle) error {
			return c.SetRights(t.Context(), c.anna, kreis, "carla", house.ToolChat, house.LevelRead)
		},
		"for all": func(c *circle) error {
			board := []string{house.ToolBoard}
			return only(c.EditRoom(t.Context(), c.anna, kreis, house.RoomEdit{Tools: &board}))
		},
	}
	storetest.EachTarget(t, func(t *testing.T, target string) {
		c := newCircle(t, target)
		for what, take := range takes {
			wrote, refused := make(chan int64, 10_000), make(chan error, 1)
			go func() {
				for {
					sent, err := c.Say(t.Context(), c.carla, kreis, "quick", "")
					if err != nil {
						refused <- err
						return
					}
					wrote <- sent.Seq
				}
			}()
			for range 5 {
				<-wrote
			}
			c.must(take(c))
			d, err := c.Room(t.Context(), c.anna, kreis)
			c.must(err)
			select {
			case err = <-refused:
			case <-time.After(20 * time.Second):
				t.Fatal("she writes on")
			}
			if house.KindOf(err) != house.Forbidden {
				t.Errorf("%s: got %v, want forbidden", what, err)
			}
			for len(wrote) > 0 {
				if seq := <-wrote; seq > d.Seq {
					t.Errorf("%s: %d was written after the right was taken at %d", what, seq, d.Seq)
				}
			}
			on := []string{house.ToolBoard, house.ToolChat}
			_, err = c.EditRoom(t.Context(), c.anna, kreis, house.RoomEdit{Tools: &on})
			c.must(err)
			c.must(c.ResetRights(t.Context(), c.anna, kreis, "carla"))
		}
	})
}

// toolDeeds are the deeds of each tool, as the matrix lists them, but for shaping
// the room and for those that go through all rooms and find nothing where a tool
// is kept.
func toolDeeds() map[string][]deed {
	anywhere := []string{"MyTasks", "Upcoming", "SetFileRules"}
	all := map[string][]deed{
		house.ToolNotices: deedsWithNotices(), house.ToolWiki: deedsWithWiki(), house.ToolFiles: deedsWithFiles(),
		house.ToolCalendar: deedsWithCalendar(), house.ToolPolls: deedsWithPolls(), house.ToolBookmarks: deedsWithBookmarks(),
		house.ToolBlog: deedsWithBlog(), house.ToolTasks: deedsWithTasks(), house.ToolLetters: deedsWithLetters(),
		house.ToolContract: deedsWithContracts(),
	}
	for tool, deeds := range all {
		all[tool] = slices.DeleteFunc(deeds, func(d deed) bool { return slices.Contains(anywhere, d.method) })
	}
	return all
}

// TestEveryDeedOfAToolAsksForItsRight: what the matrix allows a member is refused
// when the tool is kept from them, and to everybody when it is off.
func TestEveryDeedOfAToolAsksForItsRight(t *testing.T) {
	t.Parallel()
	for tool, deeds := range toolDeeds() {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			tries := func(s *stage, role, what string) (n int) {
				for _, d := range deeds {
					may := strings.Fields(d.may)
					outside := slices.ContainsFunc(may, func(r string) bool { return !slices.Contains(strings.Fields(inRoom), r) })
					if outside || !slices.Contains(may, role) { // of a floor's board, for one
						continue
					}
					n++
					err := d.do(t.Context(), s, s.who[role])
					kind := house.KindOf(err)
					if denied := err != nil && (kind == house.Forbidden || kind == house.NotFound); !denied {
						t.Errorf("%s by the %s, %s: got %v", d.method, role, what, err)
					}
				}
				return n
			}
			prepared := func() *stage {
				s := newStage(t)
				for _, d := range deeds { // what some of them look for is made by the first that needs it
					if d.method == "Date" || d.method == "FileByID" {
						s.must(d.do(t.Context(), s, s.who["owner"]))
					}
				}
				return s
			}
			s := prepared()
			s.must(s.SetRights(t.Context(), s.who["owner"], desk, "p-member", tool, house.LevelNone))
			if n := tries(s, "member", "kept from them"); n == 0 {
				t.Error("no deed was tried")
			}
			s = prepared()
			off := slices.DeleteFunc(house.Tools(), func(name string) bool { return name == tool })
			_, err := s.EditRoom(t.Context(), s.who["owner"], desk, house.RoomEdit{Tools: &off})
			s.must(err)
			tries(s, "owner", "switched off")
		})
	}
}
