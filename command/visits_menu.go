package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

// visitor is the menu of who has one room: the room, then the own stay.
func (l *linear) visitor(ctx context.Context) error {
	e := l.e
	s, err := e.House.Stay(ctx, e.Actor)
	if err != nil {
		l.print(e.refusal(err))
		return nil
	}
	l.print(e.say().T("command.whoami.visitor", "Name", oneLine(s.Name), "Place", oneLine(s.Place)))
	if e.Actor.ReturnTicket() == "" { // else redeeming has just said so
		l.print(e.ends(s.Until, s.Gone, s.Ended)...)
	}
	return l.menu(ctx, e.say().T("command.linear.end_visit"), func(ctx context.Context) (string, []choice, error) {
		s, err := e.House.Stay(ctx, e.Actor)
		if err != nil {
			return "", []choice{l.privacy(), l.rules(), l.emergency()}, l.keepOn(err)
		}
		if s.Lobby.Waiting {
			return strings.Join(e.lobbyLines(stayOf(s)), "\n"), l.lobbyChoices(s), nil
		}
		d, err := e.House.Room(ctx, e.Actor, s.Place)
		if err != nil {
			return "", []choice{l.privacy(), l.rules(), l.emergency()}, l.keepOn(err)
		}
		choices := append(l.roomChoices(d, s.Place), choice{e.say().T("visit.title"), l.stay}, l.privacy(), l.rules(), l.emergency())
		return strings.Join(e.detailLines(detailOf(d)), "\n"), choices, nil
	})
}

// lobbyChoices are what somebody can do who waits.
func (l *linear) lobbyChoices(s house.Stay) []choice {
	say := l.e.say()
	choices := []choice{{say.T("waiting.look"), func(context.Context) error { return nil }}}
	if s.Lobby.May && s.Lobby.Word == "" {
		choices = append(choices, choice{say.T("visit.word.write"), func(ctx context.Context) error {
			words, err := l.e.askText(ctx)
			if err != nil || strings.TrimSpace(words) == "" {
				return err
			}
			if _, err := l.e.House.LeaveWord(ctx, l.e.Actor, words); err != nil {
				return err
			}
			l.print(say.T("visit.word.done"))
			return nil
		}})
	}
	if s.Returns {
		choices = append(choices, l.run("visit.ticket", "visit ticket"))
	}
	return append(choices, l.privacy(), l.rules(), l.emergency())
}

// stay is the menu of a visitor's own stay.
func (l *linear) stay(ctx context.Context) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		s, err := l.e.House.Stay(ctx, l.e.Actor)
		if err != nil {
			return "", nil, err
		}
		say := l.e.say()
		var choices []choice
		if s.Returns {
			choices = append(choices, l.run("visit.ticket", "visit ticket"))
		}
		switch {
		case s.Key != nil:
			choices = append(choices, l.run("visit.key.remove", "visit key --remove"))
		case s.Returns && !s.Ended:
			choices = append(choices, choice{say.T("visit.key.bind"), l.bindKey})
		}
		if s.Join != house.JoinAsk && s.Join != house.JoinClosed {
			choices = append(choices, choice{say.T("visit.join"), l.join})
		}
		if !s.Ended {
			choices = append(choices, choice{say.T("visit.end"), l.endForGood})
		}
		lines := l.e.stayLines(stayOf(s))
		if s.Join == house.JoinAsk {
			lines = append(lines, say.T("visit.join.ask"))
		}
		if s.Join == house.JoinClosed {
			lines = append(lines, say.T("entry.new.closed"))
		}
		return strings.Join(lines, "\n"), choices, nil
	})
}

// bindKey says first what it means.
func (l *linear) bindKey(ctx context.Context) error {
	say := l.e.say()
	if len(l.e.Key) == 0 {
		return house.Errorf(house.Invalid, "visit.error.no_key")
	}
	l.print(say.T("visit.key.weaker"))
	yes, err := l.yes(ctx, say.T("visit.key.ask"))
	if err != nil || !yes {
		return err
	}
	return l.command(ctx, "visit key --this")
}

// join leads a visitor to an account, as register does a newcomer.
func (l *linear) join(ctx context.Context) error {
	e := l.e
	version, err := l.ground(ctx, house.TextTerms)
	if err != nil {
		return err
	}
	if _, err := l.ground(ctx, house.TextPrivacy); err != nil {
		return err
	}
	l.print(e.say().T("visit.join.what"))
	yes, err := l.yes(ctx, e.say().T("command.linear.accept_terms"))
	if err != nil || !yes {
		return err
	}
	lang, err := l.language(ctx)
	if err != nil {
		return err
	}
	r := house.Registration{Lang: lang, AcceptTerms: true, Version: version}
	if len(e.Key) > 0 {
		keep, err := l.yes(ctx, e.say().T("command.linear.keep_key"))
		if err != nil {
			return err
		}
		if keep {
			r.Key, r.KeyName = e.Key, e.KeyName
		}
	}
	done, ok, err := l.account(ctx, r, e.joinHouse)
	if err != nil || !ok {
		return err
	}
	return l.welcome(ctx, done)
}

func (l *linear) endForGood(ctx context.Context) error {
	say := l.e.say()
	sure, err := l.yes(ctx, say.T("visit.end.title"))
	if err != nil || !sure {
		return err
	}
	return l.command(ctx, "leave --for-good")
}
