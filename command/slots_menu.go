package command

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"stockwerk/house"
)

// slots are the appointments of a room in linear mode, of all one's rooms with "":
// those that there are, then what can be done.
func (l *linear) slots(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		list := "slot mine"
		if place != "" {
			list += " " + quote(place)
		}
		entries, err := l.entries(ctx, list)
		if err != nil {
			return "", nil, err
		}
		title := l.e.say().T("slots.mine")
		if len(entries) == 0 {
			title = l.e.say().T("command.slot.none")
		}
		var choices []choice
		for _, entry := range entries {
			choices = append(choices, choice{entry.line, func(ctx context.Context) error { return l.entry(ctx, place, "slot", list, entry) }})
		}
		if place != "" {
			choices = append(choices, choice{l.e.say().T("slots.free"), func(ctx context.Context) error { return l.freeSlots(ctx, place) }})
		}
		of, known := []string{"slot hours", "slot open", "slot block", "slot unblock"}, []string(nil)
		if place != "" {
			of, known = []string{"slot book"}, []string{place}
		}
		for _, s := range l.deeds("slot") {
			if slices.Contains(of, s.Name) {
				choices = append(choices, l.deed(s, known))
			}
		}
		export := l.run("slots.export", "slot export --mine")
		if place != "" {
			export = l.run("slots.export", "slot export "+quote(place))
		}
		return title, append(choices, export), nil
	})
}

// freeSlots offers the free times by number; the chosen one is booked after a note
// was asked for.
func (l *linear) freeSlots(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		var raw, plain bytes.Buffer
		e := *l.e
		e.Out = &raw
		if err := runLine(ctx, &e, "slot list "+quote(place)+" --limit 40 --json"); err != nil {
			return "", nil, err
		}
		var found []struct{ At string }
		if err := json.Unmarshal(raw.Bytes(), &found); err != nil {
			return "", nil, house.Errorf(house.Internal, "error.internal", err)
		}
		if len(found) == 0 {
			return l.e.say().T("command.slot.none_free"), nil, nil
		}
		e.Out = &plain
		if err := runLine(ctx, &e, "slot list "+quote(place)+" --limit 40"); err != nil {
			return "", nil, err
		}
		var choices []choice
		for i, line := range strings.Split(strings.TrimSuffix(plain.String(), "\n"), "\n") {
			if i >= len(found) {
				break
			}
			at := found[i].At
			choices = append(choices, choice{line, func(ctx context.Context) error { return l.bookSlot(ctx, place, at) }})
		}
		return l.e.say().T("slots.free.choose"), choices, nil
	})
}

func (l *linear) bookSlot(ctx context.Context, place, at string) error {
	note, err := l.e.answer(ctx, l.e.say().T("slots.ask.note")+" ", true)
	if err != nil {
		return err
	}
	words := []string{place, at}
	if note = strings.TrimSpace(note); note != "" {
		words = append(words, "--", note)
	}
	return l.command(ctx, line("slot book", words))
}
