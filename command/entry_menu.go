package command

import (
	"context"
	"errors"
	"slices"
	"strings"

	"stockwerk/house"
)

// ground prints the terms or the privacy text as they are now, and gives the version.
func (l *linear) ground(ctx context.Context, doc string) (int, error) {
	t, err := l.e.House.Terms(ctx, l.e.Actor, 0)
	if err != nil {
		return 0, err
	}
	title, body := l.e.say().Ground(doc, t.Words)
	l.print("", title, "", body)
	return t.Version, nil
}

func (l *linear) groundChoice(key, doc string) choice {
	return choice{l.e.say().T(key), func(ctx context.Context) error {
		_, err := l.ground(ctx, doc)
		return err
	}}
}

func (l *linear) terms() choice   { return l.groundChoice("ground.terms.title", house.TextTerms) }
func (l *linear) privacy() choice { return l.groundChoice("ground.privacy.title", house.TextPrivacy) }

// holds says before anything is typed who gets in here, and whether there is anything to
// type.
func (l *linear) holds(ctx context.Context) (mode house.Registrations, mayRegister bool, err error) {
	rules, err := l.e.House.Rules(ctx, l.e.Actor)
	if err != nil {
		return "", false, err
	}
	if l.e.Actor.Role() == house.RoleBearer {
		door, err := l.e.House.Doorway(ctx, l.e.Actor)
		if err != nil {
			return "", false, err
		}
		if door.Kind != house.TicketMembership {
			return "", true, nil
		}
		if rules.Registration == house.RegistrationClosed {
			l.print(l.e.say().T("entry.new.closed"))
			return rules.Registration, false, nil
		}
		return "", true, nil
	}
	l.print(l.e.say().T("entry.new." + string(rules.Registration)))
	return rules.Registration, rules.Registration == house.RegistrationOpen || rules.Registration == house.ByApproval, nil
}

// language asks in which of the house's languages, where it has not all.
func (l *linear) language(ctx context.Context) (string, error) {
	rules, err := l.e.House.Rules(ctx, l.e.Actor)
	if err != nil || slices.Contains(rules.Languages, string(l.e.Lang)) {
		return string(l.e.Lang), err
	}
	if len(rules.Languages) == 1 {
		return rules.Languages[0], nil
	}
	return l.pick(ctx, rules.Languages)
}

// stands keeps those whom the house does not let pass to a menu of what is their own,
// until they may pass.
func (l *linear) stands(ctx context.Context) error {
	for {
		self, err := l.e.House.WhoAmI(ctx, l.e.Actor)
		if err != nil {
			return err
		}
		switch {
		case self.Waits:
			err = l.waits(ctx)
		case self.TermsDue:
			err = l.consent(ctx)
		default:
			return l.tellNotes(ctx, self.Notes)
		}
		if err != nil {
			return err
		}
	}
}

// tellNotes says once what was done to the account meanwhile.
func (l *linear) tellNotes(ctx context.Context, notes []house.AccountNote) error {
	if len(notes) == 0 {
		return nil
	}
	l.print(l.e.noteLines(notes)...)
	return l.keepOn(l.e.House.SeeNotes(ctx, l.e.Actor, notes[len(notes)-1].At))
}

// own are the choices of what is one's own.
func (l *linear) own() []choice {
	return []choice{
		l.terms(), l.privacy(),
		l.run("command.linear.do.account_export", "account export"),
		l.sure("command.linear.do.account_delete", "account delete"),
		l.run("command.linear.do.account_keep", "account keep"),
		l.emergency(),
	}
}

// sure asks once more before a command is run.
func (l *linear) sure(label, command string) choice {
	words := l.e.say().T(label)
	return choice{words, func(ctx context.Context) error {
		yes, err := l.yes(ctx, l.e.say().T("command.linear.sure", "Deed", words))
		if err != nil || !yes {
			return err
		}
		return l.command(ctx, command)
	}}
}

func (l *linear) waits(ctx context.Context) error {
	return l.aside(ctx, l.e.say().T("entry.waits"), func() []choice {
		say := l.e.say()
		return append([]choice{
			{say.T("entry.look_again"), func(context.Context) error { return errPassed }},
			l.pageChoice("ground.welcome.title", "ground.welcome.text"),
			l.pageChoice("ground.how.title", "ground.how.text"), l.rules(),
			l.run("command.linear.do.account_show", "account show"),
		}, l.own()...)
	})
}

func (l *linear) consent(ctx context.Context) error {
	_, to, lines, err := l.e.changes(ctx)
	if err != nil {
		return err
	}
	say := l.e.say()
	l.print("", say.T("terms.due.title"), say.T("terms.due.text"))
	l.print(cleanLines(lines)...)
	return l.aside(ctx, say.T("terms.due.title"), func() []choice {
		return append([]choice{{say.T("terms.agree"), func(ctx context.Context) error {
			if _, err := l.e.House.AcceptTerms(ctx, l.e.Actor, to.Version); err != nil {
				if house.IsKey(err, "error.terms_newer") {
					l.print(l.e.refusal(err))
					return errPassed
				}
				return err
			}
			l.print(say.T("terms.agreed", "Version", to.Version))
			return errPassed
		}}}, l.own()...)
	})
}

// aside is a menu that one leaves by quitting, or with errPassed.
func (l *linear) aside(ctx context.Context, title string, offer func() []choice) error {
	err := l.menu(ctx, l.e.say().T("command.linear.quit"), func(ctx context.Context) (string, []choice, error) {
		if l.e.House.Passes(ctx, l.e.Actor) == nil { // by a command that was typed, or by an admin
			return "", nil, errPassed
		}
		return title, offer(), nil
	})
	switch {
	case errors.Is(err, errPassed):
		return nil
	case err == nil:
		return errBye
	}
	return err
}

func cleanLines(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.TrimRight(house.Drawable(line), "\n")
	}
	return out
}
