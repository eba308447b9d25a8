// Package chat is the live talk of a room: what was said, who is here and who
// writes, and at the bottom always the field for one's own words.
package chat

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/talk"
)

// Screen is the chat of one room; its keys are those of the talk.
type Screen struct {
	*talk.Talk
	env   *kit.Env
	place string
	where *kit.Place // nil: to be made anew
}

// New makes the chat of a room.
func New(env *kit.Env, place string) *Screen {
	return &Screen{env: env, place: place, Talk: talk.New(env, talk.Stream{
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
func (s *Screen) Title() string { return s.env.T("chat.title") }

// Place is the chat of the room. A frame asks for it several times.
func (s *Screen) Place() kit.Place {
	if s.where != nil {
		return *s.where
	}
	room := s.Room()
	if room.Place == "" {
		return kit.Place{Address: s.place + "/chat"}
	}
	where := s.env.RoomPlace(room, "chat")
	s.where = &where
	return where
}

// Update gives everything to the talk; any of it may change the room.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	cmd := s.Talk.Update(msg)
	s.where = nil
	return s, cmd
}
