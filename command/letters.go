package command

import (
	"context"
	"time"

	"stockwerk/house"
)

// LetterTable is the letters of a counselling.
func LetterTable() []Spec {
	id, later := []Arg{argID}, Flag{"later", "WHEN"}
	return []Spec{
		{Name: "letter list", Args: []Arg{argPlace}, List: true, For: ForInside, Help: "command.help.letter_list", run: runLetterList},
		{Name: "letter show", Args: id, For: ForInside, Help: "command.help.letter_show", run: runLetterShow},
		{
			Name: "letter read", Args: []Arg{argPlace, {Name: "ID", Optional: true}}, For: ForInside,
			Help: "command.help.letter_read", run: runLetterRead,
		},
		{
			Name: "letter write", Args: []Arg{argPlace, argText}, For: ForInside,
			Flags: []Flag{{"subject", "S"}, {"reply", "ID"}, later, {"key", "K"}}, Help: "command.help.letter_write", run: runLetterWrite,
		},
		{Name: "letter later", Args: []Arg{argPlace}, List: true, For: ForInside, Help: "command.help.letter_later", run: runLetterLater},
		{
			Name: "letter change", Args: []Arg{argID, argText}, Flags: []Flag{{"subject", "S"}, later}, For: ForInside,
			Help: "command.help.letter_change", run: runLetterChange,
		},
		{Name: "letter withdraw", Args: id, For: ForInside, Help: "command.help.letter_withdraw", run: runLetterWithdraw},
		{Name: "letter delete", Args: id, For: ForInside, Help: "command.help.letter_delete", run: runLetterDelete},
		{Name: "letter rules", Args: []Arg{argPlace}, For: ForInside, Help: "command.help.letter_rules", run: runLetterRules},
	}
}

type (
	letterJSON struct {
		ID      string `json:"id"`
		Place   string `json:"place"`
		Seq     int64  `json:"seq"`
		Author  string `json:"author"`
		Own     bool   `json:"own"`
		Client  bool   `json:"client"`
		At      at     `json:"at"`
		Subject string `json:"subject"`
		Text    string `json:"text"`
		ReplyTo string `json:"reply_to"`
	}
	laterLetterJSON struct {
		ID      string `json:"id"`
		Place   string `json:"place"`
		Subject string `json:"subject"`
		Text    string `json:"text"`
		ReplyTo string `json:"reply_to"`
		Due     at     `json:"due"`
		Held    bool   `json:"held"` // it cannot be sent as things stand

		why string
	}
	letterRulesJSON struct {
		Version int  `json:"contract_version"`
		Limited bool `json:"limited"`
		Most    int  `json:"letters"`
		Left    int  `json:"left"`
		Length  int  `json:"length"`
	}
)

func letterOf(l house.Letter) letterJSON {
	return letterJSON{
		ID: string(l.ID), Place: oneLine(l.Place), Seq: l.Seq, Author: oneLine(l.Author), Own: l.Own, Client: l.Client, At: at(l.At),
		Subject: oneLine(l.Subject), Text: clean(l.Text), ReplyTo: string(l.ReplyTo),
	}
}

func laterLetterOf(l house.LaterLetter) laterLetterJSON {
	return laterLetterJSON{
		ID: string(l.ID), Place: oneLine(l.Place), Subject: oneLine(l.Subject), Text: clean(l.Text), ReplyTo: string(l.ReplyTo),
		Due: at(l.Due), Held: l.Held != "", why: l.Held,
	}
}

// letterLine is a letter in one line.
func (e *Env) letterLine(l letterJSON) string {
	say := e.say()
	return say.T("command.letter.line", "Id", l.ID, "Subject", l.Subject, "Name", l.Author, "When", say.DateTime(time.Time(l.At).Local()))
}

func (e *Env) laterLine(l laterLetterJSON) string {
	say := e.say()
	line := say.T("command.letter.later", "Id", l.ID, "Subject", l.Subject, "When", say.DateTime(time.Time(l.Due).Local()))
	if l.why != "" {
		line = facts(line, say.T(l.why))
	}
	return line
}

func runLetterList(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolLetters)
	if err != nil {
		return err
	}
	all, err := e.House.Letters(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := make([]letterJSON, len(all))
	for i, l := range all {
		shown[i] = letterOf(l)
	}
	return list(e, c, shown, func(l letterJSON) string { return l.ID }, e.letterLine, "command.letter.none")
}

func runLetterShow(ctx context.Context, e *Env, c *Call) error {
	l, err := e.House.Letter(ctx, e.Actor, house.MessageID(c.arg(0)))
	if err != nil {
		return err
	}
	return e.letter(c, letterOf(l))
}

func (e *Env) letter(c *Call, l letterJSON) error {
	return e.show(c, l, e.letterLine(l), "", "    "+indent(l.Text))
}

// runLetterRead reads one letter, the newest where none is named, and has all up to
// it count as read.
func runLetterRead(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolLetters)
	if err != nil {
		return err
	}
	all, err := e.House.Letters(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	for i := len(all) - 1; i >= 0; i-- {
		if c.arg(1) != "" && c.arg(1) != string(all[i].ID) {
			continue
		}
		if err := e.House.MarkRead(ctx, e.Actor, place, house.KindLetter, "", all[i].Seq); err != nil && house.KindOf(err) != house.Forbidden {
			return err
		}
		return e.letter(c, letterOf(all[i]))
	}
	if c.arg(1) != "" {
		return house.Errorf(house.NotFound, "error.not_found")
	}
	return house.Errorf(house.NotFound, "error.letter_none")
}

func runLetterWrite(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolLetters)
	if err != nil {
		return err
	}
	l := house.LetterSpec{Subject: c.flag("subject"), Reply: house.MessageID(c.flag("reply")), Key: c.flag("key")}
	if l.Later, err = house.ParseLater(c.flag("later"), e.now()); err != nil {
		return err
	}
	if e.console != nil {
		if err := e.letterRules(ctx, place); err != nil {
			return err
		}
	}
	if l.Text, err = e.text(ctx, c); err != nil {
		return err
	}
	if l.Subject == "" && l.Reply != "" {
		to, err := e.House.Letter(ctx, e.Actor, l.Reply)
		if err != nil {
			return err
		}
		l.Subject = house.ReplySubject(to.Subject)
	}
	sent, err := e.House.WriteLetter(ctx, e.Actor, place, l)
	if err != nil || l.Later.IsZero() {
		return e.sent(c, sent, err)
	}
	return e.show(c, sentOf(sent), e.say().T("command.letter.kept", "When", e.say().DateTime(l.Later)))
}

// letterRules says before somebody writes what is agreed.
func (e *Env) letterRules(ctx context.Context, place string) error {
	rules, err := e.House.LetterRules(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	for _, line := range e.rulesLines(rules) {
		if err := e.show(&Call{}, nil, line); err != nil {
			return err
		}
	}
	return nil
}

func (e *Env) rulesLines(r house.LetterRules) []string {
	say := e.say()
	var lines []string
	if r.Limited {
		lines = append(lines, say.N("letters.left", r.Left, "Most", r.Most))
	}
	if r.Length < house.MaxLetter {
		lines = append(lines, say.T("letters.length", "Max", r.Length))
	}
	return lines
}

func runLetterRules(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolLetters)
	if err != nil {
		return err
	}
	r, err := e.House.LetterRules(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	lines := e.rulesLines(r)
	if len(lines) == 0 {
		lines = []string{e.say().T("letters.unlimited")}
	}
	return e.show(c, letterRulesJSON{r.Version, r.Limited, r.Most, r.Left, r.Length}, lines...)
}

func runLetterLater(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolLetters)
	if err != nil {
		return err
	}
	all, err := e.House.LaterLetters(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := make([]laterLetterJSON, len(all))
	for i, l := range all {
		shown[i] = laterLetterOf(l)
	}
	return list(e, c, shown, func(l laterLetterJSON) string { return l.ID }, e.laterLine, "command.letter.none_later")
}

func runLetterChange(ctx context.Context, e *Env, c *Call) error {
	edit := house.LaterEdit{Subject: c.text("subject")}
	if c.on("later") {
		due, err := house.ParseLater(c.flag("later"), e.now())
		if err != nil {
			return err
		}
		if due.IsZero() {
			return c.spec.usageError()
		}
		edit.Due = &due
	}
	var err error
	if edit.Text, err = e.newText(ctx, c); err != nil {
		return err
	}
	l, err := e.House.ChangeLaterLetter(ctx, e.Actor, house.MessageID(c.arg(0)), edit)
	if err != nil {
		return err
	}
	return e.show(c, laterLetterOf(l), e.laterLine(laterLetterOf(l)))
}

func runLetterWithdraw(ctx context.Context, e *Env, c *Call) error {
	l, err := e.House.WithdrawLetter(ctx, e.Actor, house.MessageID(c.arg(0)))
	if err != nil {
		return err
	}
	shown := laterLetterOf(l)
	return e.show(c, shown, e.say().T("command.letter.withdrawn", "Subject", shown.Subject), "", "    "+indent(shown.Text))
}

func runLetterDelete(ctx context.Context, e *Env, c *Call) error {
	l, err := e.House.Letter(ctx, e.Actor, house.MessageID(c.arg(0)))
	if err != nil {
		return err
	}
	sent, err := e.House.Delete(ctx, e.Actor, l.ID)
	if err != nil {
		return err
	}
	return e.done(c, sentOf(sent))
}
