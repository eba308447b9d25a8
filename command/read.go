package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"stockwerk/house"
)

// pageSize is how many messages one question to the house asks for.
const pageSize = 200

func runRead(ctx context.Context, e *Env, c *Call) error {
	place, kind, err := c.stream(0)
	if err != nil {
		return err
	}
	limit, err := c.limit()
	if err != nil {
		return err
	}
	q := house.ReadQuery{Kind: kind, Thread: house.MessageID(c.flag("thread")), Newest: c.on("newest")}
	if q.After, err = c.number("after"); err != nil {
		return err
	}
	if c.on("json") {
		out := &stream{w: e.Out}
		err := e.eachPost(ctx, place, q, limit, func(p house.Post) error { return out.add(e.postOf(p)) })
		if err != nil && !out.wrote {
			return err
		}
		if end := out.end(); err == nil {
			err = end
		}
		return err
	}
	d := &diary{e: e, ids: c.on("ids")}
	if err := e.eachPost(ctx, place, q, limit, d.print); err != nil {
		return err
	}
	return d.end()
}

// eachPost gives all messages of a query, oldest first, at most limit (0 = all).
func (e *Env) eachPost(ctx context.Context, place string, q house.ReadQuery, limit int, do func(house.Post) error) error {
	if q.Newest {
		q.Limit = pageSize
		if limit > 0 {
			q.Limit = min(limit, pageSize)
		}
		posts, err := e.House.Read(ctx, e.Actor, place, q)
		return each(posts, err, do)
	}
	for left := limit; ; {
		q.Limit = pageSize
		if limit > 0 {
			q.Limit = min(left, pageSize)
		}
		posts, err := e.House.Read(ctx, e.Actor, place, q)
		if err := each(posts, err, do); err != nil || len(posts) == 0 {
			return err
		}
		q.After = posts[len(posts)-1].Seq
		if left -= len(posts); limit > 0 && left <= 0 {
			return nil
		}
	}
}

func each(posts []house.Post, err error, do func(house.Post) error) error {
	for _, p := range posts {
		if err != nil {
			break
		}
		err = do(p)
	}
	return err
}

// diary prints messages as lines, with a line for each new day.
type diary struct {
	e    *Env
	ids  bool // say each message's id
	day  string
	said bool
}

func (d *diary) print(p house.Post) error {
	at := p.At.Local()
	say := d.e.say()
	if day := say.Date(at); day != d.day {
		d.day = day
		if _, err := fmt.Fprintln(d.e.Out, say.T("command.read.day", "Date", day)); err != nil {
			return err
		}
	}
	d.said = true
	_, err := fmt.Fprintln(d.e.Out, d.e.postLine(p, at, d.ids))
	return err
}

func (d *diary) end() error {
	if d.said {
		return nil
	}
	_, err := fmt.Fprintln(d.e.Out, d.e.say().T("command.read.none"))
	return err
}

// postLine is a message in one entry; further lines are set in.
func (e *Env) postLine(p house.Post, when time.Time, ids bool) string {
	say := e.say()
	clock := say.Clock(when)
	if ids {
		clock = string(p.ID) + " " + clock
	}
	if p.Place != "" {
		clock = e.stands(p) + " " + clock
	}
	if p.Event.Key != "" {
		return say.T("command.read.event", "Clock", clock, "Sentence", e.eventLine(p.Event))
	}
	name := oneLine(p.Author)
	if house.IsNobody(p.Author) {
		name = say.T("account.former_member")
	}
	if mark := e.mark(p.Mark); mark != "" {
		name = say.T("command.read.marked", "Mark", mark, "Name", name)
	}
	switch {
	case p.Deleted:
		return say.T("command.read.deleted", "Clock", clock, "Name", name)
	case p.Action:
		return say.T("command.read.action", "Clock", clock, "Name", name, "Text", indent(p.Text))
	}
	key := "command.read.line"
	if p.Edited {
		key = "command.read.edited"
	}
	text := indent(p.Text)
	if p.Title != "" {
		text = strings.TrimSuffix(oneLine(p.Title)+"\n    "+text, "\n    ")
	}
	if p.Also != "" {
		text += "\n    " + indent(p.Also)
	}
	return say.T(key, "Clock", clock, "Name", name, "Text", text)
}

// stands says in which tool of which room a hit of a search is.
func (e *Env) stands(p house.Post) string {
	tool := house.ToolOf(p.Kind)
	if tool == "" {
		return oneLine(p.Place)
	}
	return e.say().T("search.where", "Place", oneLine(p.Place), "Tool", e.say().T("room.tool."+tool))
}

// mark says a standing that is shown beside a name; members have none.
func (e *Env) mark(role house.RoomRole) string {
	if role == "" || role == house.RoleMember {
		return ""
	}
	return e.say().T("command.role." + string(role))
}

// eventLine is the sentence of one of the house's own lines.
func (e *Env) eventLine(line house.EventLine) string {
	args := make([]any, 0, 2*len(line.Args))
	for name, value := range line.Args {
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			value = e.say().Date(day)
		}
		args = append(args, name, oneLine(value))
	}
	return oneLine(e.say().T(line.Key, args...))
}

// unread says how much is unread, nothing where nothing is.
func (e *Env) unread(n int) string {
	if n == 0 {
		return ""
	}
	return e.say().N("common.unread", n)
}

// role says a standing, members' too.
func (e *Env) role(role string) string {
	if role == "" {
		return ""
	}
	return e.say().T("command.role." + role)
}
