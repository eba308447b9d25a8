package command

import (
	"context"
	"strconv"
	"strings"

	"stockwerk/house"
)

// notebook offers what one keeps for oneself beside a room, and on the counsellor's
// side the record, the sheet and the checklist.
func (l *linear) notebook(d house.RoomDetail, place string) []choice {
	if l.e.Actor.Role() == house.RoleGuest || !d.HasNotebook() {
		return nil
	}
	say := l.e.say()
	choices := []choice{{say.T("notebook.notes"), func(ctx context.Context) error { return l.notes(ctx, place) }}}
	if !d.HasRecord() {
		return choices
	}
	choices = append(choices, choice{say.T("notebook.record"), func(ctx context.Context) error { return l.records(ctx, place) }})
	if d.Role == house.RoleOwner {
		choices = append(choices, choice{say.T("notebook.sheet"), func(ctx context.Context) error { return l.sheet(ctx, place) }})
	}
	return append(choices, choice{say.T("notebook.checklist"), func(ctx context.Context) error { return l.checklist(ctx, place) }})
}

// notes are the private notes of a room, or of none.
func (l *linear) notes(ctx context.Context, place string) error {
	who := "notebook.who.notes"
	if place == house.NoRoom {
		who = "notebook.who.general"
	}
	return l.shelf(ctx, place, "note", func(context.Context) (string, error) { return l.e.say().T(who), nil })
}

func (l *linear) records(ctx context.Context, place string) error {
	return l.shelf(ctx, place, "record", func(ctx context.Context) (string, error) {
		book, err := l.e.House.Record(ctx, l.e.Actor, place)
		if err != nil {
			return "", err
		}
		title := l.e.keeperLine(book)
		if book.Shut > 0 {
			title += "\n" + l.e.say().N("record.shut", book.Shut)
		}
		return title, nil
	})
}

// shelf is a menu of entries and of what can be done with them as a whole, under who
// reads them.
func (l *linear) shelf(ctx context.Context, place, group string, who func(context.Context) (string, error)) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		title, err := who(ctx)
		if err != nil {
			return "", nil, err
		}
		list := group + " list " + quote(place)
		entries, err := l.entries(ctx, list)
		if err != nil {
			return "", nil, err
		}
		var choices []choice
		for _, entry := range entries {
			choices = append(choices, choice{entry.line, func(ctx context.Context) error { return l.entry(ctx, place, group, list, entry) }})
		}
		for _, s := range l.deeds(group) {
			if args, ok := wholeDeed(s, place); ok {
				choices = append(choices, l.deed(s, args))
			}
		}
		return title, choices, nil
	})
}

// sheet asks the questions of the statistics sheet one after the other.
func (l *linear) sheet(ctx context.Context, place string) error {
	e, say := l.e, l.e.say()
	sheet, err := e.House.Sheet(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	l.print("", say.T("notebook.who.sheet"))
	if sheet.Filled {
		l.print(say.T("sheet.filled"))
		return nil
	}
	answers := map[string]string{}
	for _, q := range sheet.Form.Questions {
		choice, left, err := l.askChoice(ctx, q)
		if err != nil || left {
			return err
		}
		if choice != "" {
			answers[q.ID] = choice
		}
	}
	if sure, err := l.yes(ctx, say.T("command.linear.sheet.send")); err != nil || !sure {
		return err
	}
	if err := e.House.FillSheet(ctx, e.Actor, place, answers); err != nil {
		return err
	}
	l.print(say.T("sheet.done"))
	return nil
}

// askChoice asks one question; left tells that the person goes back.
func (l *linear) askChoice(ctx context.Context, q house.SheetQuestion) (choice string, left bool, err error) {
	say, lang := l.e.say(), string(l.e.Lang)
	l.print("", oneLine(q.Name.In(lang)))
	for i, c := range q.Choices {
		l.print(say.T("command.linear.choice", "N", i+1, "Label", oneLine(c.Label.In(lang))))
	}
	skip := len(q.Choices) + 1
	l.print(
		say.T("command.linear.choice", "N", skip, "Label", say.T("command.linear.sheet.skip")),
		say.T("command.linear.choice", "N", 0, "Label", l.back()),
	)
	for {
		line, err := l.e.answer(ctx, "> ", true)
		if err != nil {
			return "", false, err
		}
		n, err := strconv.Atoi(strings.TrimSpace(line))
		switch {
		case err != nil || n < 0 || n > skip:
			l.print(say.T("command.linear.no_choice"))
		case n == 0:
			return "", true, nil
		case n == skip:
			return "", false, nil
		default:
			return q.Choices[n-1].ID, false, nil
		}
	}
}

// checklist goes through the steps of a crisis and offers the event note.
func (l *linear) checklist(ctx context.Context, place string) error {
	e, say := l.e, l.e.say()
	list, err := e.House.Checklist(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	book, err := e.House.Record(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	l.print("", e.crisisLine(book))
	note := house.CrisisNote{Lang: string(e.Lang)}
	_, lines := e.checklistOf(list)
	for i, line := range lines {
		l.print("", line)
		done, err := l.yes(ctx, say.T("command.linear.checklist.done"))
		if err != nil {
			return err
		}
		if done {
			note.Done = append(note.Done, i+1)
		}
	}
	if wanted, err := l.yes(ctx, say.T("command.linear.checklist.note")); err != nil || !wanted {
		return err
	}
	if note.Text, err = e.askText(ctx); err != nil {
		return err
	}
	x, err := e.House.NoteCrisis(ctx, e.Actor, place, note)
	if err != nil {
		return err
	}
	l.print(e.entryLines(entryOf(x))...)
	return nil
}

// crisisLine says what of a checklist is kept, and who reads it.
func (e *Env) crisisLine(b house.RecordBook) string {
	switch {
	case b.Mine:
		return e.say().T("notebook.who.crisis_mine")
	case b.Keeper == "":
		return e.say().T("notebook.who.nobody")
	}
	return e.say().T("notebook.who.crisis", "Name", oneLine(b.Keeper))
}
