package chat_test

import (
	"context"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/chat"
)

// sitting is a chat with a session over it.
type sitting struct {
	*fakeroom.House
	now house.Session
}

func (s *sitting) Session(context.Context, house.Actor, string) (house.Session, error) {
	return s.now, nil
}

func (s *sitting) HereSession(_ context.Context, _ house.Actor, _, text string) (house.Session, error) {
	s.Calls = append(s.Calls, "here "+text)
	return s.now, nil
}

func (s *sitting) CheckSession(_ context.Context, _ house.Actor, _, text string) (house.Session, error) {
	s.Calls = append(s.Calls, "check "+text)
	return s.now, nil
}

func sit() *sitting {
	f := talk()
	f.Detail.Kind = house.RoomPractice
	return &sitting{f, house.Session{
		State: house.SessionRunning, Minutes: 50, Holds: true, Silence: 5, Accepted: true,
		Began: kittest.Clock.Add(-30 * time.Minute), Until: kittest.Clock.Add(20 * time.Minute),
	}}
}

func TestTheSessionStandsOverTheChat(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			f := sit()
			f.now.Silent = 6
			env := kittest.Env(f)
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], chat.New(env, fakeroom.Place))
			d.WantNoEscape()
			d.Golden("session-" + string(lang))
		}
	}
}

func TestTheTimeOfTheSessionGoesOnOverTheChat(t *testing.T) {
	f := sit()
	d := kittest.New(t, 80, 24, chat.New(kittest.Env(f), fakeroom.Place))
	d.Wants("20 minutes left, until 14:25 UTC.")
	f.now.Until = kittest.Clock.Add(4 * time.Minute)
	d.Pass(61 * time.Second)
	d.Wants("4 minutes left", "Time to come to an end")
	f.now = house.Session{State: house.SessionEnded}
	d.Send(fakeroom.Changed())
	d.Lacks("minutes left")
}

func TestTheQuestionAndTheAnswerAreOneKey(t *testing.T) {
	f := sit()
	d := kittest.New(t, 80, 24, chat.New(kittest.Env(f), fakeroom.Place))
	d.Type("angefangen")
	d.Press("ctrl+t")
	f.WantCalls(t, "check Are you still there?")
	f.now.Holds, f.now.Attends, f.now.Here = false, true, true
	d.Send(fakeroom.Changed())
	d.Wants("Are you still there? Ctrl-T answers", "angefangen")
	d.Press("ctrl+t")
	f.WantCalls(t, "check Are you still there?", "here I am here.")
}

func TestAClosedChatSaysWhyAndKeepsWhatWasTyped(t *testing.T) {
	f := sit()
	d := kittest.New(t, 80, 24, chat.New(kittest.Env(f), fakeroom.Place))
	d.Type("angefangen")
	why := &house.Error{Kind: house.Forbidden, Key: "error.session_shut_until", Args: []any{"At", "2026-03-04 18:00 CET"}}
	f.Detail.ChatShut = why
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Wants("angefangen")
	f.Detail.ChatShut = nil
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Press("enter")
	f.WantCalls(t, "Say  angefangen")

	g := sit()
	g.Detail.ChatShut = why
	d = kittest.New(t, 80, 24, chat.New(kittest.Env(g), fakeroom.Place))
	d.Wants("The next one is planned", "2026-03-04 18:00 CET")
}

func TestWhoMayNotReadSeesNothingOfTheChatAndComesBack(t *testing.T) {
	f := sit()
	d := kittest.New(t, 80, 24, chat.New(kittest.Env(f), fakeroom.Place))
	d.Wants("Ja, bitte.")
	f.Detail.ChatBarred = true
	f.Detail.ChatShut = &house.Error{Kind: house.Forbidden, Key: "error.session_banned_why", Args: []any{"Until", "2026-03-04 00:00 CET", "Why", "zu laut"}}
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Wants("You are asked to pause here until 2026-03-04 00:00 CET", "zu laut")
	d.Lacks("Ja, bitte.")
	f.Detail.ChatBarred, f.Detail.ChatShut = false, nil
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Wants("Ja, bitte.")
}
