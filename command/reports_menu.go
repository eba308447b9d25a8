package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

// reportable offers the last posts of a place by number, to hand one over.
func (l *linear) reportable(place string) func(context.Context) error {
	return func(ctx context.Context) error {
		return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
			posts, err := l.e.House.Read(ctx, l.e.Actor, place, house.ReadQuery{Newest: true, Limit: 60})
			if err != nil {
				return "", nil, err
			}
			var choices []choice
			for i := len(posts) - 1; i >= 0 && len(choices) < 30; i-- {
				p := posts[i]
				if p.Mine || p.Deleted || p.Kind == house.KindEvent {
					continue
				}
				label := facts(oneLine(p.Author), l.e.say().DateTime(p.At.Local()), short(oneLine(p.Title)), short(oneLine(p.Text)))
				choices = append(choices, choice{label, func(ctx context.Context) error { return l.report(ctx, place, p.ID) }})
			}
			return l.e.say().T("command.linear.report.which"), choices, nil
		})
	}
}

// report asks why, shows exactly what would be handed over, and does it after a yes.
func (l *linear) report(ctx context.Context, place string, id house.MessageID) error {
	say := l.e.say()
	l.print(say.T("command.linear.report.why"))
	reason, err := l.pick(ctx, house.ReportReasons())
	if err != nil || reason == "" {
		return err
	}
	own, err := l.e.answer(ctx, say.T("command.linear.report.text")+" ", true)
	if err != nil {
		return err
	}
	words := append([]string{place, string(id)}, strings.Fields(own)...)
	deed := "report --reason " + reason
	if err := l.command(ctx, line(deed+" --"+dryRun.Name+" --", words)); err != nil {
		return err
	}
	sure, err := l.yes(ctx, say.T("command.linear.sure", "Deed", say.T("command.linear.do.report")))
	if err != nil || !sure {
		return err
	}
	return l.command(ctx, line(deed+" --", words))
}

// reports are those before a desk, each with what a moderator does with it.
func (l *linear) reports(of string) func(context.Context) error {
	return l.reportMenu("report list "+of, "report.title")
}

func (l *linear) reportMenu(list, title string) func(context.Context) error {
	return func(ctx context.Context) error {
		return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
			entries, err := l.entries(ctx, list)
			if err != nil {
				return "", nil, err
			}
			var choices []choice
			for _, entry := range entries {
				choices = append(choices, choice{entry.line, func(ctx context.Context) error { return l.reportDeeds(ctx, list, entry) }})
			}
			if len(choices) == 0 {
				title = "report.none"
			}
			return l.e.say().T(title), choices, nil
		})
	}
}

// reportDeeds shows a report and offers what can be done with it.
func (l *linear) reportDeeds(ctx context.Context, list string, of toolEntry) error {
	desk := strings.HasPrefix(list, "report list")
	if desk {
		if err := l.command(ctx, line("report show", []string{of.ID})); err != nil {
			return err
		}
	}
	return l.open(ctx, "report.title", func() []choice {
		var choices []choice
		for _, s := range l.deeds("report") {
			args, ok := of.deed(s, "")
			if ok && (s.Name == "report appeal") != desk {
				choices = append(choices, l.deed(s, args))
			}
		}
		return choices
	})
}

// shutOut is the menu of somebody who is banned or locked out: why, and what remains.
func (l *linear) shutOut(ctx context.Context) error {
	if err := l.command(ctx, "account sanctions"); err != nil {
		return err
	}
	return l.open(ctx, "sanction.door", func() []choice {
		choices := []choice{l.run("command.linear.do.account_sanctions", "account sanctions")}
		for _, s := range Table() {
			if s.Name == "account appeal" {
				choices = append(choices, l.deed(s, nil))
			}
		}
		return append(
			choices,
			l.run("sanction.unlock", "unlock"),
			l.run("sanction.export", "account export"),
			l.run("sanction.delete", "account delete"),
			l.run("sanction.keep", "account keep"),
			l.emergency(),
		)
	})
}
