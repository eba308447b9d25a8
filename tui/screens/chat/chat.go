// Package chat is the live talk of a room: what was said, who is here and who
// writes, and at the bottom always the field for one's own words. In a room for
// counselling its session stands above: session.go.
package chat

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/talk"
)

// Screen is the chat of one room; its keys are those of the talk.
type Screen struct {
	*talk.Talk
	env   *kit.Env
	place string
	where kit.Place // as of made
	made  made
	time  talkTime
}

// made is what the place was made of.
type made struct {
	rooms int
	words *text.Printer
}

// New makes the chat of a room.
func New(env *kit.Env, place string) *Screen {
	return &Screen{env: env, place: place, made: made{rooms: -1}, Talk: talk.New(env, talk.Stream{
		Place: place, Draft: place + "/chat", Kind: house.KindChat, Max: house.MaxChat, Empty: "chat.empty", Live: true,
		Room: func(ctx context.Context, h kit.House, a house.Actor) (house.RoomDetail, error) {
			return h.Room(ctx, a, place)
		},
		Send: func(ctx context.Context, h kit.House, a house.Actor, text, key string) (house.Sent, error) {
			return h.Say(ctx, a, place, text, key)
		},
	})}
}

// Title is the header's last part.
func (s *Screen) Title() string {
	if s.Room().HasSteps() {
		return s.env.T("steps.side")
	}
	return s.env.T("chat.title")
}

// Place is the chat of the room. A frame asks for it several times.
func (s *Screen) Place() kit.Place {
	if of := (made{s.RoomsRead(), s.env.Text}); of != s.made {
		s.made = of
		s.where = kit.Place{Address: s.place + "/chat"}
		if room := s.Room(); room.Place != "" {
			s.where = s.env.RoomPlace(room, "chat")
		}
	}
	return s.where
}

// Update gives everything to the talk, and to the session what concerns it.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	cmd := s.Talk.Update(msg)
	return s, tea.Batch(cmd, s.session(msg))
}
