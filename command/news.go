package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

func runNews(ctx context.Context, e *Env, c *Call) error {
	items, err := e.House.News(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]newsJSON, len(items))
	for i, n := range items {
		shown[i] = newsJSON{
			Place: oneLine(n.Place), Kind: n.Kind, Unread: n.Unread, ForMe: n.ForMe, Name: oneLine(n.Name),
			Title: oneLine(n.Title), Thread: string(n.Thread), FirstSeq: n.FirstSeq,
		}
	}
	due, err := e.reminders(ctx)
	if err != nil {
		return err
	}
	shown = append(shown, due...)
	cursor := func(n newsJSON) string { return strings.Trim(n.Place+"#"+n.Thread, "#") }
	return list(e, c, shown, cursor, e.newsLine, "command.news.none")
}

// reminders are those that have come, for dates and what else asks for one.
func (e *Env) reminders(ctx context.Context) ([]newsJSON, error) {
	coming, err := e.House.Upcoming(ctx, e.Actor)
	if err != nil {
		return nil, err
	}
	var out []newsJSON
	for _, u := range coming {
		if u.Reminder {
			out = append(out, newsJSON{
				Place: oneLine(u.Place), Kind: "reminder", ForMe: true, Name: oneLine(u.Room), Title: e.comingUp(u),
				Thread: string(u.Entry), At: at(u.At), day: u.Day,
			})
		}
	}
	return out, nil
}

func (e *Env) newsLine(n newsJSON) string {
	say := e.say()
	when := ""
	if t := time.Time(n.At).Local(); n.day {
		when = say.Date(t)
	} else if !t.IsZero() {
		when = say.DateTime(t)
	}
	about := facts(n.Title, say.T("command.news_kind."+n.Kind), when, e.unread(n.Unread), e.when(n.ForMe, "command.news.for_you"))
	return say.T("command.rooms.line", "Place", n.Place, "Name", n.Name, "Facts", about)
}

func runInbox(ctx context.Context, e *Env, c *Call) error {
	entries, err := e.House.Inbox(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]inboxJSON, len(entries))
	for i, entry := range entries {
		shown[i] = inboxJSON{Name: oneLine(entry.Name), Unread: entry.Unread, LastAt: at(entry.LastAt), Blocked: entry.Blocked}
	}
	return list(e, c, shown, func(i inboxJSON) string { return i.Name }, e.inboxLine, "command.inbox.none")
}

func (e *Env) inboxLine(i inboxJSON) string {
	say := e.say()
	last := ""
	if t := time.Time(i.LastAt); !t.IsZero() {
		last = say.DateTime(t.Local())
	}
	about := facts(e.unread(i.Unread), last, e.when(i.Blocked, "command.word.blocked"))
	return say.T("command.members.line", "Name", "@"+i.Name, "Facts", about)
}

// runMark moves what counts as read in one or both streams of a place: to the
// last message, to the message --to, or back to the beginning.
func runMark(ctx context.Context, e *Env, c *Call) error {
	place, kind, err := c.stream(0)
	if err != nil {
		return err
	}
	to, err := c.number("to")
	if err != nil {
		return err
	}
	if c.on("read") == c.on("unread") || (c.on("unread") && c.on("to")) {
		return c.spec.usageError()
	}
	if c.on("read") && !c.on("to") {
		d, err := e.House.Room(ctx, e.Actor, place)
		if err != nil {
			return err
		}
		to = d.Seq
	}
	if err := e.moveMark(ctx, place, kind, to); err != nil {
		return err
	}
	return e.done(c, map[string]any{"place": place, "seq": to})
}

// moveMark sets the mark of the stream, of board and chat where none was named.
// Of a wiki or blog that is to be unread again, only what is unread already is.
func (e *Env) moveMark(ctx context.Context, place string, kind house.MessageKind, seq int64) error {
	if strings.HasPrefix(place, "@") {
		return e.House.MarkRead(ctx, e.Actor, place, house.KindDirect, "", seq)
	}
	if kind != "" && kind != house.KindBoard {
		return e.House.MarkRead(ctx, e.Actor, place, kind, "", seq)
	}
	if kind == "" {
		if err := e.House.MarkRead(ctx, e.Actor, place, house.KindChat, "", seq); err != nil {
			return err
		}
	}
	if seq > 0 {
		return e.House.MarkRead(ctx, e.Actor, place, house.KindBoard, "", seq)
	}
	return e.markThreads(ctx, place, seq)
}

// markThreads marks every thread of a board, also those without news; each has
// a mark of its own.
func (e *Env) markThreads(ctx context.Context, place string, seq int64) error {
	for before := int64(0); ; {
		threads, err := e.House.Threads(ctx, e.Actor, place, pageSize, before)
		if err != nil {
			return err
		}
		last := before
		for _, t := range threads {
			if err := e.House.MarkRead(ctx, e.Actor, place, house.KindBoard, t.Root.ID, seq); err != nil {
				return err
			}
			if !t.Root.Pinned {
				last = t.LastSeq
			}
		}
		if len(threads) < pageSize || last == before {
			return nil
		}
		before = last
	}
}
