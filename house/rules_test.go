package house_test

import (
	"testing"
	"time"

	"stockwerk/house"
)

func TestHouseSaysItsOwnTextInEveryLanguage(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	ctx := t.Context()
	if got := l.HouseText(house.TextEmergency, "de"); got != "" {
		t.Errorf("got %q, want the catalogue's", got)
	}
	l.must(l.SetHouseText(ctx, admin, house.TextEmergency, "de", "144  Rettung"))
	for lang, want := range map[string]string{"de": "144  Rettung", "de-du": "144  Rettung", "en": ""} {
		if got := l.HouseText(house.TextEmergency, lang); got != want {
			t.Errorf("%s: got %q, want %q", lang, got, want)
		}
	}
	if err := l.SetHouseText(ctx, admin, house.TextEmergency, "de", " \n "); !house.IsKey(err, "error.empty") {
		t.Errorf("got %v, want that nothing is no text", err)
	}
	l.reopen(true)
	if got := l.HouseText(house.TextEmergency, "de"); got != "144  Rettung" {
		t.Errorf("after a restart: got %q", got)
	}
	admin = l.in("admin")
	l.must(l.ResetHouseText(ctx, admin, house.TextEmergency, "de"))
	if got := l.HouseText(house.TextEmergency, "de-du"); got != "" {
		t.Errorf("got %q, want the catalogue's again", got)
	}
}

func TestLockdownKeepsOutByItsLevel(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	ctx := t.Context()
	mara := l.member("mara")
	l.floor(admin, "work", house.FloorOpen)
	l.room(admin, "work/desk", house.RoomConference)
	issued, err := l.NewTicket(ctx, admin, "work/desk", house.TicketSpec{})
	l.must(err)
	register := func() error {
		_, _, err := l.Register(ctx, l.Newcomer(), house.Registration{Name: "jona", Password: phrase, AcceptTerms: true})
		return err
	}
	ticket := func() error { return only(l.NewTicket(ctx, admin, "work/desk", house.TicketSpec{})) }
	guest := func() error { return only(l.Cards(ctx, l.Guest(), house.CardQuery{})) }
	contact := func() error {
		_, _, err := l.Contact(ctx, l.Guest(), house.ContactSpec{})
		return err
	}
	door := func() error { return only(l.TicketDoor(ctx, issued.Code)) }
	login := func() error { return only(l.Login(ctx, "mara", phrase)) }
	deeds := []struct {
		name string
		do   func() error
		from int
		key  string
	}{
		{"register", register, 1, "error.lockdown_accounts"},
		{"contact", contact, 1, "error.lockdown_contact"},
		{"guest", guest, 2, "error.lockdown_guests"},
		{"ticket", ticket, 2, "error.lockdown_tickets"},
		{"ticket door", door, 3, "error.lockdown_closed"},
		{"login", login, 3, "error.lockdown_closed"},
	}
	for level := 1; level <= 3; level++ {
		l.must(l.SetLockdown(ctx, admin, level, "Angriff"))
		for _, d := range deeds {
			err := d.do()
			if level == 2 && d.name == "contact" || level == 3 && (d.name == "contact" || d.name == "guest") {
				if err == nil {
					t.Errorf("level %d: %s went on", level, d.name)
				}
				continue // whichever refusal comes first
			}
			if shut := house.IsKey(err, d.key); shut != (level >= d.from) {
				t.Errorf("level %d, %s: got %v, want %s from level %d", level, d.name, err, d.key, d.from)
			}
		}
	}
	if _, err := l.Login(ctx, "mara", "wrong horse battery"); !house.IsKey(err, "error.login") {
		t.Errorf("got %v, want what a wrong password always gets", err)
	}
	l.in("admin")
	if _, err := l.WhoAmI(ctx, mara); err != nil {
		t.Errorf("before the minute is over: got %v", err)
	}
	l.pass(2 * time.Minute)
	l.pass(time.Second)
	if _, err := l.WhoAmI(ctx, mara); err == nil {
		t.Error("a member is still in after the minute")
	}
	if _, err := l.WhoAmI(ctx, admin); err != nil {
		t.Errorf("the house admin was put out: %v", err)
	}
	l.must(l.SetLockdown(ctx, admin, 0, ""))
	l.in("mara")
	l.must(register())
}

func TestMaintenancePutsOutAndKeepsDrafts(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	ctx := t.Context()
	mara := l.member("mara")
	l.member("karl")
	sub, err := l.Subscribe(ctx, mara)
	l.must(err)
	defer sub.Close()
	heard := func(kind house.EventKind) bool {
		for _, e := range sub.Take() {
			if e.Kind == kind {
				return true
			}
		}
		return false
	}
	_, err = l.StartMaintenance(ctx, admin, time.Hour, "")
	l.must(err)
	if !heard(house.EventHouse) {
		t.Error("nobody was told of the maintenance")
	}
	l.in("mara") // it is far off
	l.pass(51 * time.Minute)
	if _, err := l.Login(ctx, "mara", phrase); !house.IsKey(err, "error.maintenance") {
		t.Errorf("got %v, want that the doors are shut", err)
	}
	sent, err := l.Send(ctx, mara, "karl", "noch da", "")
	l.must(err)
	if l.Draining() {
		t.Error("drains before its time")
	}
	l.pass(9*time.Minute + 2*time.Second)
	if !heard(house.EventDrain) || !l.Draining() {
		t.Error("nobody was told that it begins")
	}
	if _, err := l.Send(ctx, mara, "karl", "zu spät", ""); !house.IsKey(err, "error.maintenance") {
		t.Errorf("got %v, want that nothing is written any more", err)
	}
	l.must(l.SaveDraft(ctx, mara, house.Draft{Place: "@karl", Text: "angefangen"}))
	l.pass(10 * time.Second)
	if !heard(house.EventRevoked) {
		t.Error("the session did not end")
	}
	if _, err := l.WhoAmI(ctx, mara); err == nil {
		t.Error("a member is still in")
	}
	if _, err := l.Send(ctx, admin, "karl", "Hinweis", ""); err != nil {
		t.Errorf("house admins write on: got %v", err)
	}
	l.must(l.EndMaintenance(ctx, admin))
	mara = l.in("mara")
	draft, err := l.Draft(ctx, mara, "@karl")
	if err != nil || draft.Text != "angefangen" {
		t.Errorf("got %q, %v, want the draft", draft.Text, err)
	}
	posts, err := l.Read(ctx, mara, "@karl", house.ReadQuery{})
	if err != nil || len(posts) != 1 || posts[0].ID != sent.ID {
		t.Errorf("got %d posts, %v, want the one that was acknowledged", len(posts), err)
	}
}

func TestAnnouncementIsNewsUntilItIsReadAndHoldsUntilItsTime(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	ctx := t.Context()
	mara := l.member("mara")
	sub, err := l.Subscribe(ctx, mara)
	l.must(err)
	defer sub.Close()
	_, err = l.Announce(ctx, admin, house.AnnouncementSpec{Words: map[string]string{"de": " ", "en": ""}})
	wantKey(t, "nothing", err, "error.empty")
	info, err := l.Announce(ctx, admin, house.AnnouncementSpec{Words: map[string]string{"de": "Fest", "en": "Party"}, Until: l.Now().Add(48 * time.Hour)})
	l.must(err)
	if events := sub.Take(); len(events) != 1 || events[0].Kind != house.EventHouse {
		t.Errorf("got %v, want that those who are on are told", events)
	}
	if info.In("en") != "Party" || info.In("de-du") != "Fest" {
		t.Errorf("got %q and %q", info.In("en"), info.In("de-du"))
	}
	warn, err := l.Announce(ctx, admin, house.AnnouncementSpec{Words: map[string]string{"": "Wartung"}, Warning: true})
	l.must(err)
	if all, err := l.Announcements(ctx, l.Guest()); err != nil || len(all) != 1 || all[0].ID != warn.ID {
		t.Errorf("a guest: got %v, %v, want the warning alone", all, err)
	}
	unread := func() (n int) {
		news, err := l.News(ctx, mara)
		l.must(err)
		for _, item := range news {
			if item.Kind == house.NewsAnnouncement {
				n++
			}
		}
		return n
	}
	if unread() != 2 {
		t.Errorf("got %d, want two items", unread())
	}
	l.must(l.ReadAnnouncements(ctx, mara))
	if unread() != 0 {
		t.Errorf("got %d after reading", unread())
	}
	l.pass(49 * time.Hour)
	if all, err := l.Announcements(ctx, mara); err != nil || len(all) != 1 {
		t.Errorf("got %d, %v, want what holds", len(all), err)
	}
	l.must(l.EndAnnouncement(ctx, admin, warn.ID))
	wantKey(t, "twice", l.EndAnnouncement(ctx, admin, warn.ID), "error.no_such_announcement")
}
