package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

// letters is the menu of a counselling's letters: the newest first, then what one
// may write, and what waits to be sent.
func (l *linear) letters(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		all, err := l.entries(ctx, "letter list "+quote(place))
		if err != nil {
			return "", nil, err
		}
		say := l.e.say()
		choices := []choice{{say.T("command.linear.do.letter_write"), func(ctx context.Context) error { return l.writeLetter(ctx, place, "") }}}
		for i := len(all) - 1; i >= 0; i-- {
			choices = append(choices, choice{all[i].line, func(ctx context.Context) error { return l.letter(ctx, place, all[i]) }})
		}
		choices = append(
			choices,
			choice{say.T("command.linear.do.letter_later"), func(ctx context.Context) error { return l.laterLetters(ctx, place) }},
			l.run("command.linear.do.letter_rules", "letter rules "+quote(place)),
		)
		return say.T("room.tool.letters"), choices, nil
	})
}

// letter reads one and offers an answer to it.
func (l *linear) letter(ctx context.Context, place string, of toolEntry) error {
	if err := l.command(ctx, "letter read "+quote(place)+" "+of.ID); err != nil {
		return err
	}
	return l.menu(ctx, l.back(), func(context.Context) (string, []choice, error) {
		choices := []choice{{l.e.say().T("command.linear.do.letter_reply"), func(ctx context.Context) error { return l.writeLetter(ctx, place, of.ID) }}}
		for _, s := range l.deeds("letter") {
			if s.Name == "letter delete" {
				choices = append(choices, l.deed(s, []string{of.ID}))
			}
		}
		return "", choices, nil
	})
}

// laterLetters offers what can be done with letters that are to be sent later.
func (l *linear) laterLetters(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		all, err := l.entries(ctx, "letter later "+quote(place))
		if err != nil {
			return "", nil, err
		}
		say := l.e.say()
		var choices []choice
		for _, of := range all {
			choices = append(choices, choice{of.line, func(ctx context.Context) error { return l.laterLetter(ctx, of) }})
		}
		if len(all) == 0 {
			return say.T("command.letter.none_later"), nil, nil
		}
		return say.T("command.linear.do.letter_later"), choices, nil
	})
}

func (l *linear) laterLetter(ctx context.Context, of toolEntry) error {
	return l.menu(ctx, l.back(), func(context.Context) (string, []choice, error) {
		var choices []choice
		for _, s := range l.deeds("letter") {
			if s.Name == "letter change" || s.Name == "letter withdraw" {
				choices = append(choices, l.deed(s, []string{of.ID}))
			}
		}
		return of.line, choices, nil
	})
}

// writeLetter asks for a subject, but of an answer, for when it is sent, and for the
// text; how many letters are left is said first.
func (l *linear) writeLetter(ctx context.Context, place, reply string) error {
	say := l.e.say()
	words := []string{place}
	if reply != "" {
		words = append(words, "--reply="+reply)
	} else {
		subject, err := l.e.answer(ctx, say.T("command.ask.title")+" ", true)
		if err != nil || strings.TrimSpace(subject) == "" {
			return err
		}
		words = append(words, "--subject="+strings.TrimSpace(subject))
	}
	when, err := l.e.answer(ctx, say.T("command.linear.letter.when")+" ", true)
	if err != nil {
		return err
	}
	if when = strings.TrimSpace(when); when != "" {
		words = append(words, "--later="+when)
	}
	return l.command(ctx, line("letter write", words))
}

// toolMenu is the menu of a tool that has one of its own, nil for all others.
func (l *linear) toolMenu(tool string) func(ctx context.Context, place string) error {
	switch tool {
	case house.ToolContract:
		return l.contract
	case house.ToolLetters:
		return l.letters
	}
	return nil
}
