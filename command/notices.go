package command

import (
	"context"
	"time"

	"stockwerk/house"
)

// NoticeTable is what can be done with notices of a room or of a floor's board.
func NoticeTable() []Spec {
	id := []Arg{argID}
	return []Spec{
		{
			Name: "notice list", Args: []Arg{argPlace}, Flags: []Flag{{Name: "expired"}}, List: true,
			Help: "command.help.notice_list", run: runNoticeList,
		},
		{Name: "notice show", Args: id, Help: "command.help.notice_show", run: runNoticeShow},
		{
			Name: "notice new", Args: []Arg{argPlace, {Name: "TITLE"}, argText}, For: ForInside,
			Flags: []Flag{{"until", "DATE"}, {Name: "pin"}, {Name: "no-text"}, {"key", "K"}}, Help: "command.help.notice_new", run: runNoticeNew,
		},
		{
			Name: "notice edit", Args: []Arg{argID, argText}, Flags: []Flag{{"title", "T"}, {"until", "DATE|none"}, {Name: "no-text"}}, For: ForInside,
			Help: "command.help.notice_edit", run: runNoticeEdit,
		},
		{Name: "notice pin", Args: id, Flags: []Flag{{Name: "off"}}, For: ForInside, Help: "command.help.notice_pin", run: runNoticePin},
		{Name: "notice delete", Args: id, For: ForInside, Help: "command.help.notice_delete", run: runNoticeDelete},
	}
}

type noticeJSON struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Text    string `json:"text"`
	Author  string `json:"author"`
	At      at     `json:"at"`
	Expires at     `json:"expires"`
	Expired bool   `json:"expired"`
	Pinned  bool   `json:"pinned"`
	Edited  bool   `json:"edited"`
	Mine    bool   `json:"mine"`
	Place   string `json:"place"`
	Seq     int64  `json:"seq"`
}

func noticeOf(n house.Notice) noticeJSON {
	return noticeJSON{
		ID: string(n.ID), Title: oneLine(n.Title), Text: clean(n.Text), Author: oneLine(n.Author), At: at(n.At), Expires: at(n.Expires),
		Expired: n.Expired, Pinned: n.Pinned, Edited: n.Edited, Mine: n.Mine, Place: oneLine(n.Place), Seq: n.Seq,
	}
}

// noticeBoard is a room's place, or a floor alone for its board.
func (c *Call) noticeBoard(i int) (string, error) {
	floor, room, tool, err := house.SplitPlace(c.arg(i))
	switch {
	case err != nil:
		return "", err
	case tool != "" && tool != house.ToolNotices:
		return "", c.spec.usageError()
	case room == "":
		return floor, nil
	}
	return floor + "/" + room, nil
}

func runNoticeList(ctx context.Context, e *Env, c *Call) error {
	place, err := c.noticeBoard(0)
	if err != nil {
		return err
	}
	notices, err := e.House.Notices(ctx, e.Actor, place, c.on("expired"))
	if err != nil {
		return err
	}
	shown := make([]noticeJSON, len(notices))
	for i, n := range notices {
		shown[i] = noticeOf(n)
	}
	return list(e, c, shown, func(n noticeJSON) string { return n.ID }, e.noticeLine, "command.notice.none")
}

func (e *Env) noticeLine(n noticeJSON) string {
	say := e.say()
	until := ""
	if t := time.Time(n.Expires); !t.IsZero() && !n.Expired {
		until = say.T("notices.until", "Time", say.DateTime(t.Local()))
	}
	about := facts(
		n.Author, say.Date(time.Time(n.At).Local()), e.when(n.Pinned, "command.word.pinned"), until,
		e.when(n.Expired, "notices.expired"), e.when(n.Edited, "notices.edited"),
	)
	return say.T("command.notice.line", "Id", n.ID, "Title", n.Title, "Facts", about)
}

func runNoticeShow(ctx context.Context, e *Env, c *Call) error {
	n, err := e.House.Notice(ctx, e.Actor, house.MessageID(c.arg(0)))
	if err != nil {
		return err
	}
	shown := noticeOf(n)
	lines := []string{e.noticeLine(shown)}
	if shown.Text != "" {
		lines = append(lines, "", shown.Text)
	}
	return e.show(c, shown, lines...)
}

func runNoticeNew(ctx context.Context, e *Env, c *Call) error {
	place, err := c.noticeBoard(0)
	if err != nil {
		return err
	}
	expires, err := house.ParseUntil(c.flag("until"), e.now())
	if err != nil {
		return err
	}
	text := ""
	if !c.on("no-text") {
		if text, err = e.text(ctx, c); err != nil {
			return err
		}
	}
	sent, err := e.House.PostNotice(ctx, e.Actor, place, house.NoticeSpec{
		Title: c.arg(1), Text: text, Expires: expires, Pin: c.on("pin"), Key: c.flag("key"),
	})
	return e.sent(c, sent, err)
}

func runNoticeEdit(ctx context.Context, e *Env, c *Call) error {
	edit := house.NoticeEdit{Title: c.text("title")}
	if until := c.text("until"); until != nil {
		expires := time.Time{}
		if *until != "none" {
			var err error
			if expires, err = house.ParseUntil(*until, e.now()); err != nil {
				return err
			}
		}
		edit.Expires = &expires
	}
	switch text := ""; {
	case c.on("no-text"):
		edit.Text = &text
	case c.given || edit == (house.NoticeEdit{}):
		text, err := e.text(ctx, c)
		if err != nil {
			return err
		}
		edit.Text = &text
	}
	sent, err := e.House.EditNotice(ctx, e.Actor, house.MessageID(c.arg(0)), edit)
	return e.sent(c, sent, err)
}

func runNoticePin(ctx context.Context, e *Env, c *Call) error {
	if _, err := e.House.Notice(ctx, e.Actor, house.MessageID(c.arg(0))); err != nil {
		return err
	}
	return runPin(ctx, e, c)
}

func runNoticeDelete(ctx context.Context, e *Env, c *Call) error {
	id := house.MessageID(c.arg(0))
	if _, err := e.House.Notice(ctx, e.Actor, id); err != nil {
		return err
	}
	sent, err := e.House.Delete(ctx, e.Actor, id)
	if err != nil {
		return err
	}
	return e.done(c, sentOf(sent))
}
