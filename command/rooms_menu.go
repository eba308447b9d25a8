package command

import (
	"context"
	"slices"
	"strings"

	"stockwerk/house"
)

// lookBack is how many messages are shown where nothing is new.
const lookBack = 10

// room is the menu of one room: who can read there is said first.
func (l *linear) room(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		d, err := l.e.House.Room(ctx, l.e.Actor, place)
		if err != nil {
			return "", nil, err
		}
		return strings.Join(l.e.detailLines(detailOf(d)), "\n"), l.roomChoices(d, place), nil
	})
}

func (l *linear) roomChoices(d house.RoomDetail, place string) []choice {
	say := l.e.say()
	at := func(do func(context.Context, string) error) func(context.Context) error {
		return func(ctx context.Context) error { return do(ctx, place) }
	}
	if !d.Member && !d.Can(house.DoRead) {
		return l.doorChoices(d, place)
	}
	has := func(tool string) bool { return slices.Contains(d.Tools, tool) }
	var choices []choice
	if d.HasSteps() && l.e.Actor.Role() != house.RoleGuest {
		choices = append(choices, choice{say.T("steps.title"), at(l.steps)})
	}
	choices = append(choices, choice{say.T("command.linear.read_new"), at(l.readNew)})
	if has(house.ToolBoard) {
		choices = append(choices, choice{say.T("command.linear.threads"), at(l.threads)})
	}
	if has(house.ToolBoard) && d.Can(house.DoPost) {
		choices = append(choices, choice{say.T("command.linear.write_board"), at(l.writeBoard)})
	}
	if l.e.Actor.Role() != house.RoleGuest {
		if has(house.ToolChat) {
			choices = append(choices, choice{say.T(chatName(d)), at(l.chat)})
		}
		choices = append(
			choices,
			l.run("command.linear.members", "members "+place),
			l.run("room.rights", "rights show "+place),
		)
	}
	if d.Counselling {
		choices = append([]choice{{say.T("contact.case"), at(l.caseMenu)}}, choices...)
	}
	choices = append(choices, l.toolChoices(d, place)...)
	if d.HasColleagues() {
		choices = append(choices, choice{say.T("handover.title"), at(l.colleaguesMenu)})
	}
	choices = append(choices, l.notebook(d, place)...)
	if d.HasSteps() {
		choices = append(choices, choice{say.T("steps.title"), at(l.steps)})
	}
	if d.HasSessions() && l.e.Actor.Role() != house.RoleGuest {
		choices = append(choices, choice{say.T("session.title"), at(l.session)})
	}
	if d.HasSlots() && l.e.Actor.Role() != house.RoleGuest {
		choices = append(choices, choice{say.T("slots.title"), at(l.slots)})
	}
	if l.e.Actor.Role() != house.RoleGuest {
		choices = append(choices, choice{say.T("command.linear.do.report"), l.reportable(place)})
	}
	if d.Class == house.ClassClosed && l.e.Actor.Role() != house.RoleGuest {
		choices = append(choices, choice{say.T("keeping.title"), at(l.keepingMenu)})
	}
	if d.Can(house.DoTicket) {
		choices = append(choices, l.run("command.linear.ticket_new", "ticket new "+place))
	}
	if d.Can(house.DoCloneRoom) {
		for _, s := range l.deeds("room") {
			if s.Name == "room clone" || s.Name == "room template" {
				choices = append(choices, l.deed(s, []string{place}))
			}
		}
	}
	return choices
}

// session is the session of the room and what one's own side does with it.
func (l *linear) session(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		now, err := l.e.House.Session(ctx, l.e.Actor, place)
		if err != nil {
			return "", nil, err
		}
		var choices []choice
		for _, s := range l.deeds("session") {
			if sessionDeed(s.Name, now) {
				c := l.deed(s, []string{place})
				if s.Name == "session end" && now.Attends {
					c = l.run("command.linear.do.session_leave", line(s.Name, []string{place}))
				}
				choices = append(choices, c)
			}
		}
		return strings.Join(l.e.sessionLines(now), "\n"), choices, nil
	})
}

// sessionDeed tells whether a command is of use where the session stands.
func sessionDeed(name string, now house.Session) bool {
	running := now.State == house.SessionRunning
	switch name {
	case "session plan", "session begin":
		return now.Holds && !running
	case "session extend", "session check":
		return now.Holds && running
	case "session end":
		return now.Holds && running || now.Attends && now.Arrived
	case "session ban":
		return now.Holds && len(now.People) > 0
	case "session arrive":
		return now.Attends && !now.Arrived && now.Banned.IsZero()
	case "session here":
		return now.Attends && running
	case "session rules":
		return now.Version > 0
	}
	return false
}

// doorChoices are what somebody may do before a room they are not in.
func (l *linear) doorChoices(d house.RoomDetail, place string) []choice {
	switch {
	case d.Invited, d.Access != house.AccessInvite:
		return []choice{l.run("command.linear.join_room", "room join "+place)}
	case d.Applied:
		return nil
	}
	return []choice{l.run("command.linear.apply", "room apply "+place)}
}

// readNew reads everything unread of a room and marks it read; where nothing
// is, the last messages.
func (l *linear) readNew(ctx context.Context, place string) error {
	items, err := l.e.House.News(ctx, l.e.Actor)
	if err != nil && house.KindOf(err) != house.Forbidden { // guests have no news
		return err
	}
	read := false
	for _, n := range items {
		if house.ToolOf(house.MessageKind(n.Kind)) != "" && strings.HasPrefix(n.Place, place+"/") {
			read = true
			if err := l.readItem(ctx, place, n); err != nil {
				return err
			}
		}
	}
	if read {
		return nil
	}
	l.print(l.e.say().T("command.linear.nothing_new"))
	d := &diary{e: l.e}
	q := house.ReadQuery{Newest: true}
	if err := l.e.eachPost(ctx, place, q, lookBack, d.print); err != nil {
		return err
	}
	return d.end()
}

// readItem reads one unread thread or the chat from where it is unread.
func (l *linear) readItem(ctx context.Context, place string, n house.NewsItem) error {
	kind := house.MessageKind(n.Kind)
	if n.Title != "" {
		l.print("", oneLine(n.Title))
	}
	q := house.ReadQuery{Kind: kind, Thread: n.Thread, After: max(n.FirstSeq-1, 0)}
	return l.readOn(ctx, place, q)
}

// readOn prints what a query finds and marks it read.
func (l *linear) readOn(ctx context.Context, place string, q house.ReadQuery) error {
	d := &diary{e: l.e}
	last := int64(0)
	err := l.e.eachPost(ctx, place, q, 0, func(p house.Post) error {
		last = max(last, p.Seq)
		return d.print(p)
	})
	if err != nil {
		return err
	}
	if last > 0 && l.e.Actor.Role() != house.RoleGuest {
		if err := l.e.House.MarkRead(ctx, l.e.Actor, place, q.Kind, q.Thread, last); err != nil {
			return err
		}
	}
	return d.end()
}

func (l *linear) threads(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		threads, err := l.e.House.Threads(ctx, l.e.Actor, place, 20, 0)
		if err != nil {
			return "", nil, err
		}
		say := l.e.say()
		choices := make([]choice, len(threads))
		for i, t := range threads {
			about := facts(say.N("command.threads.posts", t.Posts), l.e.unread(t.Unread))
			line := say.T("command.linear.thread", "Title", oneLine(t.Root.Title), "Name", oneLine(t.Root.Author), "Facts", about)
			choices[i] = choice{line, func(ctx context.Context) error { return l.thread(ctx, place, t.Root.ID) }}
		}
		title := "command.linear.threads"
		if len(threads) == 0 {
			title = "command.threads.none"
		}
		return say.T(title), choices, nil
	})
}

// thread reads a thread and offers an answer.
func (l *linear) thread(ctx context.Context, place string, root house.MessageID) error {
	if err := l.readOn(ctx, place, house.ReadQuery{Kind: house.KindBoard, Thread: root}); err != nil {
		return err
	}
	return l.menu(ctx, l.back(), func(context.Context) (string, []choice, error) {
		reply := func(ctx context.Context) error { return l.reply(ctx, place, root) }
		return "", []choice{{l.e.say().T("common.reply"), reply}}, nil
	})
}

func (l *linear) reply(ctx context.Context, place string, to house.MessageID) error {
	text, err := l.e.askText(ctx)
	if err != nil || strings.TrimSpace(text) == "" {
		return err
	}
	_, err = l.e.House.Post(ctx, l.e.Actor, place, house.PostSpec{Text: text, Reply: to})
	return l.sent(err)
}

func (l *linear) writeBoard(ctx context.Context, place string) error {
	title, err := l.e.answer(ctx, l.e.say().T("command.ask.title")+" ", true)
	if err != nil || strings.TrimSpace(title) == "" {
		return err
	}
	text, err := l.e.askText(ctx)
	if err != nil || strings.TrimSpace(text) == "" {
		return err
	}
	_, err = l.e.House.Post(ctx, l.e.Actor, place, house.PostSpec{Title: title, Text: text})
	return l.sent(err)
}

// sent says that words are stored.
func (l *linear) sent(err error) error {
	if err == nil {
		l.print(l.e.say().T("command.linear.sent"))
	}
	return err
}

// writeTo begins a conversation with somebody.
func (l *linear) writeTo(ctx context.Context) error {
	name, err := l.e.answer(ctx, l.e.say().T("command.ask.to")+" ", true)
	name = strings.TrimPrefix(strings.TrimSpace(name), "@")
	if err != nil || name == "" {
		return err
	}
	return l.write(ctx, name)
}

func (l *linear) write(ctx context.Context, name string) error {
	text, err := l.e.askText(ctx)
	if err != nil || strings.TrimSpace(text) == "" {
		return err
	}
	_, err = l.e.House.Send(ctx, l.e.Actor, name, text, "")
	return l.sent(err)
}

// conversation reads what is new of a private conversation and offers an answer.
func (l *linear) conversation(ctx context.Context, name string) error {
	place := "@" + name
	mark, err := l.e.House.ReadMark(ctx, l.e.Actor, place, house.KindDirect, "")
	if err != nil {
		return err
	}
	if err := l.readOn(ctx, place, house.ReadQuery{Kind: house.KindDirect, After: mark}); err != nil {
		return err
	}
	return l.menu(ctx, l.back(), func(context.Context) (string, []choice, error) {
		say := l.e.say()
		return say.T("command.linear.with", "Name", oneLine(name)), []choice{
			{say.T("common.reply"), func(ctx context.Context) error { return l.write(ctx, name) }},
			l.run("command.linear.whole", "read "+place),
		}, nil
	})
}
