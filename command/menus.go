package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

// enter brings somebody to the menu of who they are.
func (l *linear) enter(ctx context.Context) error {
	a := l.e.Actor
	switch {
	case a.Role() == house.RoleBearer:
		return l.bearer(ctx)
	case a.Newcomer():
		return l.newcomer(ctx)
	case a.Role() == house.RoleGuestOf:
		return l.visitor(ctx)
	case a.Role() == house.RoleShutOut:
		return l.shutOut(ctx)
	case a.Role() == house.RoleInside, a.Role() == house.RoleHouseAdmin:
		return l.member(ctx)
	}
	return l.guest(ctx)
}

func (l *linear) emergency() choice {
	return l.pageChoice("emergency.title", "emergency.numbers", "emergency.no_crisis_service")
}

func (l *linear) rules() choice { return l.pageChoice("ground.rules.title", "ground.rules.text") }

// run is a choice that is a command of the table.
func (l *linear) run(label, line string) choice {
	return choice{l.e.say().T(label), func(ctx context.Context) error { return l.command(ctx, line) }}
}

// open shows a menu that has no more than a title of its own.
func (l *linear) open(ctx context.Context, title string, offer func() []choice) error {
	return l.menu(ctx, l.e.say().T("command.linear.quit"), func(context.Context) (string, []choice, error) {
		return l.e.say().T(title), offer(), nil
	})
}

func (l *linear) guest(ctx context.Context) error {
	l.printPage("ground.welcome.title", "ground.welcome.text")
	return l.open(ctx, "command.linear.guest", func() []choice {
		notices := house.GroundFloor + "/" + house.NoticesSlug
		return []choice{ // what somebody in need looks for stands first
			{l.e.say().T("welcome.counsellors"), l.cards("")},
			l.emergency(),
			l.pageChoice("ground.how.title", "ground.how.text"),
			l.rules(), l.terms(), l.privacy(),
			l.run("command.linear.notices", "read "+notices+" --newest --limit 20"),
			l.pageChoice("ground.welcome.title", "ground.welcome.text"),
			l.run("floordesk.ground", "floor show "+house.GroundFloor),
		}
	})
}

func (l *linear) newcomer(ctx context.Context) error {
	l.printPage("ground.welcome.title", "ground.welcome.text")
	_, may, err := l.holds(ctx)
	if err != nil {
		return l.keepOn(err)
	}
	return l.open(ctx, "command.linear.newcomer", func() []choice {
		var first []choice
		if may {
			first = append(first, choice{l.e.say().T("command.linear.register"), l.register})
		}
		return append(
			first,
			l.rules(), l.terms(), l.privacy(), l.emergency(),
			choice{l.e.say().T("command.linear.recover"), l.recover},
		)
	})
}

func (l *linear) bearer(ctx context.Context) error {
	door, err := l.e.House.Doorway(ctx, l.e.Actor)
	if err != nil {
		l.print(l.e.refusal(err))
		return nil
	}
	if door.Kind != house.TicketVisitor && door.Kind != house.TicketReturn {
		return l.newcomer(ctx)
	}
	say := l.e.say()
	l.print(say.T("command.linear.ticket", "Room", oneLine(door.RoomName), "Time", say.DateTime(door.Expires.Local())))
	if door.Wait {
		l.print(say.T("command.linear.ticket_wait"))
	}
	return l.open(ctx, "command.linear.bearer", func() []choice {
		return []choice{
			{l.e.say().T("command.linear.come_in"), l.redeem},
			l.run("ground.privacy.title", "privacy"), l.rules(), l.emergency(),
		}
	})
}

// member greets, opens the rooms where they are locked, and leads through the
// house.
func (l *linear) member(ctx context.Context) error {
	if err := l.greet(ctx); err != nil {
		return err
	}
	return l.open(ctx, "command.linear.home", func() []choice {
		say := l.e.say()
		choices := []choice{
			{say.T("command.linear.news"), l.news},
			{say.T("command.linear.places"), l.floors},
			{say.T("command.linear.messages"), l.inbox},
			l.emergency(),
			{say.T("card.title"), l.cards("")},
			{say.T("contact.desk"), l.cases},
			l.run("command.linear.drafts", "draft list"),
			{say.T("notebook.my_notes"), func(ctx context.Context) error { return l.notes(ctx, house.NoRoom) }},
			{say.T("command.linear.account"), l.ownAccount},
			l.run("command.linear.upcoming", "upcoming"),
			{say.T("slots.mine"), func(ctx context.Context) error { return l.slots(ctx, "") }},
			{say.T("command.linear.search"), l.search},
			l.run("command.linear.help", "help"),
		}
		if l.runsHouse() {
			choices = append(choices, choice{say.T("desk.house"), l.houseDesk})
		}
		return choices
	})
}

// search asks for words and looks for them everywhere.
func (l *linear) search(ctx context.Context) error {
	words, err := l.e.answer(ctx, l.e.say().T("command.linear.search.words")+" ", true)
	if err != nil || strings.TrimSpace(words) == "" {
		return err
	}
	return l.command(ctx, line("search --", strings.Fields(words)))
}

func (l *linear) greet(ctx context.Context) error {
	e := l.e
	self, err := e.House.WhoAmI(ctx, e.Actor)
	if err != nil {
		return l.keepOn(err)
	}
	l.print(e.whoLine(whoOf(self)), e.say().T("command.linear.hello"))
	if self.Sealed {
		if err := l.unlock(ctx); err != nil {
			return err
		}
	}
	if err := l.stands(ctx); err != nil {
		return err
	}
	items, err := e.House.News(ctx, e.Actor)
	if err != nil {
		return l.keepOn(err)
	}
	unread := 0
	for _, n := range items {
		unread += n.Unread
	}
	l.print(e.say().N("command.linear.unread", unread))
	return nil
}

// unlock asks for the password until it fits or nothing is typed.
func (l *linear) unlock(ctx context.Context) error {
	e := l.e
	for {
		password, err := e.secret(e.say().T("command.linear.unlock"))
		if err != nil {
			return err
		}
		if password == "" {
			return nil
		}
		err = e.House.Unlock(ctx, e.Actor, password)
		if err == nil {
			return nil
		}
		if err := l.keepOn(err); err != nil {
			return err
		}
	}
}

// news offers what is unread, in walking order.
func (l *linear) news(ctx context.Context) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		items, err := l.e.House.News(ctx, l.e.Actor)
		if err != nil {
			return "", nil, err
		}
		title := "command.linear.news"
		if len(items) == 0 {
			title = "command.news.none"
		}
		choices := make([]choice, len(items))
		for i, n := range items {
			line := l.e.newsLine(newsJSON{
				Place: oneLine(n.Place), Kind: n.Kind, Unread: n.Unread, ForMe: n.ForMe, Name: oneLine(n.Name), Title: oneLine(n.Title),
			})
			line = strings.TrimPrefix(line, oneLine(n.Place)+" ") // the address is for typing
			choices[i] = choice{line, func(ctx context.Context) error { return l.readNews(ctx, n) }}
		}
		return l.e.say().T(title), choices, nil
	})
}

func (l *linear) back() string { return l.e.say().T("common.back") }

// readNews reads what one line of the news is about.
func (l *linear) readNews(ctx context.Context, n house.NewsItem) error {
	place := n.Place
	if strings.HasPrefix(place, "@") {
		return l.conversation(ctx, strings.TrimPrefix(place, "@"))
	}
	if tool := house.ToolOf(house.MessageKind(n.Kind)); tool != "" {
		place = strings.TrimSuffix(place, "/"+tool)
		if err := l.readItem(ctx, place, n); err != nil {
			return err
		}
		return l.room(ctx, place)
	}
	switch n.Kind {
	case house.NewsAnnouncement:
		return l.command(ctx, "announcements")
	case "handover":
		if room, inside := strings.CutSuffix(place, "/colleagues"); inside {
			return l.colleaguesMenu(ctx, room)
		}
		return l.asked(ctx)
	case "invitation":
		yes, err := l.yes(ctx, l.e.say().T("command.linear.invited", "Name", oneLine(n.Name)))
		if err != nil || !yes {
			return err
		}
		if _, err := l.e.House.Join(ctx, l.e.Actor, place); err != nil {
			return err
		}
	case "enquiry":
		return l.caseMenu(ctx, strings.TrimSuffix(place, "/case"))
	case string(house.KindSession):
		return l.session(ctx, strings.TrimSuffix(place, "/session"))
	case house.NewsReport:
		return l.reports(place)(ctx)
	case house.NewsReportMine:
		return l.command(ctx, "report mine")
	case "application":
		return l.command(ctx, "room applications "+place)
	case "succession":
		return l.command(ctx, "room successions "+place)
	}
	return l.room(ctx, place)
}

func (l *linear) floors(ctx context.Context) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		floors, err := l.e.House.Floors(ctx, l.e.Actor)
		if err != nil {
			return "", nil, err
		}
		choices := make([]choice, len(floors))
		for i, f := range floors {
			choices[i] = choice{l.e.floorLine(floorOf(f)), func(ctx context.Context) error { return l.rooms(ctx, f.Code) }}
		}
		return l.e.say().T("common.floors"), choices, nil
	})
}

func (l *linear) rooms(ctx context.Context, floor string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		f, err := l.e.House.Floor(ctx, l.e.Actor, floor)
		if err != nil {
			return "", nil, err
		}
		rooms, err := l.e.House.Rooms(ctx, l.e.Actor, floor)
		if err != nil {
			return "", nil, err
		}
		var choices []choice
		for _, r := range rooms {
			choices = append(choices, choice{l.e.roomLine(roomOf(r)), func(ctx context.Context) error { return l.room(ctx, r.Place) }})
		}
		choices = append(choices, choice{l.e.say().T("card.title"), l.cards(floor)})
		if f.Description+f.Contact+f.Imprint+f.Privacy != "" {
			choices = append(choices, l.run("floor.way.about", "floor show "+quote(floor)))
		}
		if f.Admin {
			choices = append(choices, choice{l.e.say().T("desk.floor"), l.floorDesk(floor)})
		}
		if !f.Member && !f.Applied && f.Kind != house.FloorGround {
			choices = append(choices, l.run("command.linear.join_floor", "floor join "+floor))
		}
		return oneLine(f.Name), choices, nil
	})
}

func (l *linear) inbox(ctx context.Context) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		entries, err := l.e.House.Inbox(ctx, l.e.Actor)
		if err != nil {
			return "", nil, err
		}
		var choices []choice
		for _, entry := range entries {
			line := l.e.inboxLine(inboxJSON{Name: oneLine(entry.Name), Unread: entry.Unread, LastAt: at(entry.LastAt), Blocked: entry.Blocked})
			choices = append(choices, choice{line, func(ctx context.Context) error { return l.conversation(ctx, entry.Name) }})
		}
		choices = append(choices, choice{l.e.say().T("command.linear.write_to"), l.writeTo})
		return l.e.say().T("command.linear.messages"), choices, nil
	})
}
