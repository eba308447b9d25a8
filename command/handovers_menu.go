package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

// colleaguesMenu is who counsels in a room and what can be done about it; what the
// reader is asked stands first.
func (l *linear) colleaguesMenu(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		now, err := l.e.House.Colleagues(ctx, l.e.Actor, place)
		if err != nil {
			return "", nil, err
		}
		var choices []choice
		lines := l.e.colleagueLines(now)
		if now.Offer != nil && now.Offer.ForMe {
			choices = append(choices, l.answerHandover(place, *now.Offer)...)
			lines = append([]string{l.e.offerSays(now, *now.Offer), ""}, l.without(now)...)
		}
		return strings.Join(lines, "\n"), append(choices, l.handoverDeeds(now, place)...), nil
	})
}

// without are the lines beside the question, which is said already.
func (l *linear) without(now house.Colleagues) []string {
	message := now.Offer.Message
	by := now.Offer.By
	now.Offer = nil
	lines := l.e.colleagueLines(now)
	if message != "" {
		lines = append([]string{l.e.say().T("handover.message", "By", oneLine(by)), clean(message), ""}, lines...)
	}
	return lines
}

// answerHandover are a client's answers.
func (l *linear) answerHandover(place string, o house.HandoverOffer) []choice {
	choices := []choice{l.run("command.linear.do.handover_agree", "handover agree "+place)}
	if o.Kind == house.HandsOver {
		choices = append(choices, l.run("command.linear.do.handover_agree_all", "handover agree "+place+" --all"))
	}
	for _, s := range l.deeds("handover") {
		if s.Name == "handover refuse" {
			choices = append(choices, l.deed(s, []string{place}))
		}
	}
	return choices
}

// handoverDeeds are what may be done now.
func (l *linear) handoverDeeds(now house.Colleagues, place string) []choice {
	open := now.Offer != nil && (now.Offer.State == house.HandoverAsked || now.Offer.State == house.HandoverTaken)
	substitute, called := false, false
	for _, p := range now.People {
		substitute = substitute || p.Kind == house.Substitutes
		called = called || p.Kind != ""
	}
	may := map[string]bool{
		"handover offer":    now.MayOffer,
		"handover withdraw": open && (now.Me == "counsellor" || now.Alone && now.Me == "client"),
		"handover end":      now.MayCall && substitute,
		"handover call":     now.MayCall,
		"handover dismiss":  now.MayCall && called,
		"handover side":     now.MayCall && now.Review,
		"handover review":   now.MayCall && now.Review,
	}
	var choices []choice
	for _, s := range l.deeds("handover") {
		switch {
		case s.Name == "handover substitute" && now.MayCall && !open:
			choices = append(choices, choice{l.e.say().T("command.linear.do.handover_substitute"), func(ctx context.Context) error {
				return l.substitute(ctx, s, place)
			}})
		case s.Name == "handover reviews" && now.MayCall && len(now.Sides) > 0:
			choices = append(choices, choice{l.e.say().T("handover.reviews"), func(ctx context.Context) error { return l.reviews(ctx, place) }})
		case s.Name == "handover offer" && may[s.Name] && now.Me == "client":
			c := l.deed(s, []string{place})
			c.label = l.e.say().T("command.linear.do.handover_ask")
			choices = append(choices, c)
		case may[s.Name]:
			choices = append(choices, l.deed(s, []string{place}))
		}
	}
	return choices
}

// substitute asks for a name and a day, which it cannot do without.
func (l *linear) substitute(ctx context.Context, s Spec, place string) error {
	rest, ok, err := l.askArgs(ctx, s, 1)
	if err != nil || !ok {
		return err
	}
	until, err := l.e.answer(ctx, l.e.say().T("command.linear.handover.until")+" ", true)
	if err != nil || strings.TrimSpace(until) == "" {
		return err
	}
	return l.command(ctx, line(s.Name, []string{place, rest[0], "--until=" + strings.TrimSpace(until)}))
}

// reviews are the drafts that lie with colleagues.
func (l *linear) reviews(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		all, err := l.e.House.Reviews(ctx, l.e.Actor, place)
		if err != nil {
			return "", nil, err
		}
		say := l.e.say()
		title := "handover.reviews"
		if len(all) == 0 {
			title = "handover.reviews.none"
		}
		choices := make([]choice, len(all))
		for i, r := range all {
			label := l.e.reviewLine(reviewJSON{Names: cleanAll(r.Names), Subject: oneLine(r.Subject), Answers: r.Answers, Newest: l.e.postOf(r.Newest)})
			choices[i] = choice{label, func(ctx context.Context) error { return l.review(ctx, place, r) }}
		}
		return say.T(title), choices, nil
	})
}

// review reads a draft with what was said to it.
func (l *linear) review(ctx context.Context, place string, r house.Review) error {
	if err := l.readOn(ctx, r.Side, house.ReadQuery{Kind: house.KindBoard, Thread: r.ID}); err != nil {
		return err
	}
	return l.menu(ctx, l.back(), func(context.Context) (string, []choice, error) {
		return oneLine(r.Subject), []choice{
			l.run("command.linear.do.handover_use", "handover use "+place+" "+string(r.ID)),
			{l.e.say().T("common.reply"), func(ctx context.Context) error { return l.reply(ctx, r.Side, r.ID) }},
		}, nil
	})
}

// asked are the counsellings that colleagues offer to the member.
func (l *linear) asked(ctx context.Context) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		all, err := l.e.House.HandoversAsked(ctx, l.e.Actor)
		if err != nil {
			return "", nil, err
		}
		lines := []string{l.e.say().T("handover.asked.title")}
		var choices []choice
		for _, o := range all {
			j := handoverOf(o)
			lines = append(lines, l.e.askedLine(j))
			if !o.ForMe {
				continue
			}
			choices = append(choices,
				l.about("command.linear.do.handover_take", facts(j.By, j.Floor), "handover take "+j.ID),
				l.about("command.linear.do.handover_take_no", facts(j.By, j.Floor), "handover take "+j.ID+" --no"),
			)
		}
		if len(all) == 0 {
			lines = []string{l.e.say().T("handover.asked.none")}
		}
		return strings.Join(lines, "\n"), choices, nil
	})
}

// about is a choice that names whom it is about.
func (l *linear) about(label, who, line string) choice {
	words := l.e.say().T("command.linear.handover.about", "Label", l.e.say().T(label), "Who", who)
	return choice{words, func(ctx context.Context) error { return l.command(ctx, line) }}
}
