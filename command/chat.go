package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

// chat is a room's live talk: what is typed is said, what others say appears,
// and "/q" leaves.
func (l *linear) chat(ctx context.Context, place string) error {
	e := l.e
	l.print(e.say().T("command.linear.chat_intro"))
	last := int64(0)
	show := func(p house.Post) error {
		last = max(last, p.Seq)
		e.console.note(e.postLine(p, p.At.Local(), false))
		return nil
	}
	f, err := e.follow(ctx, place, "", func(p house.Post) error {
		if p.Kind == house.KindBoard || (p.Mine && !p.Edited && !p.Deleted) {
			last = max(last, p.Seq)
			return nil
		}
		return show(p)
	})
	if err != nil {
		return err
	}
	defer f.close(ctx)
	q := house.ReadQuery{Kind: house.KindChat, Events: true, Newest: true}
	if err := e.eachPost(ctx, place, q, lookBack, show); err != nil {
		return err
	}
	t, err := l.sessionTime(ctx, place)
	if err != nil {
		return err
	}
	defer t.stop()
	if err := l.talkIn(ctx, f, t, place); err != nil {
		return err
	}
	if last == 0 {
		return nil
	}
	return e.House.MarkRead(ctx, e.Actor, place, house.KindChat, "", last)
}

func (l *linear) talkIn(ctx context.Context, f *feed, t *sessionTime, place string) error {
	for {
		line, ended, err := l.listen(ctx, f, t)
		if err != nil || ended {
			return err
		}
		switch strings.TrimSpace(line) {
		case "":
			continue
		case "/q":
			return nil
		case "!":
			l.e.emergency(line)
			continue
		}
		if _, err := l.e.House.Say(ctx, l.e.Actor, place, line, ""); err != nil {
			if err := l.keepOn(err); err != nil {
				return err
			}
		}
	}
}

// listen shows what others say, and how much time of a session is left, until a line
// is typed.
func (l *linear) listen(ctx context.Context, f *feed, t *sessionTime) (line string, ended bool, err error) {
	typing := l.e.console.ask("", true)
	for {
		select {
		case <-ctx.Done():
			return "", true, ctx.Err()
		case got := <-typing:
			return got.line, false, got.err
		case <-t.ticks:
			if err := t.say(ctx); err != nil {
				return "", true, err
			}
		case <-f.sub.C():
			if ended, err := f.take(ctx); err != nil || ended {
				return "", ended, err
			}
		}
	}
}
