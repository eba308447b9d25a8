// Package conversation is the private messages with one person: what the two
// wrote, and at the bottom always the field. Nobody sees whether the other has
// read it or is here.
package conversation

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/talk"
)

// Keys are those of the talk, and blocking.
func (s *Screen) Keys() []kit.Key {
	keys := s.Talk.Keys()
	switch {
	case s.Editing():
		return keys
	case s.blocked:
		return append(keys, kit.Bind("B", "conversation.key.unblock", s.unblock))
	}
	return append(keys, kit.Bind("B", "conversation.key.block", s.askBlock))
}

// Screen is one conversation.
type Screen struct {
	*talk.Talk
	env     *kit.Env
	name    string
	blocked bool
	away    bool // the other said so
}

// New makes the conversation with a member.
func New(env *kit.Env, name string) *Screen {
	name = house.CleanName(name)
	me, place := env.Who().Name, "@"+name
	return &Screen{env: env, name: name, Talk: talk.New(env, talk.Stream{
		Place: place, Draft: place, Kind: house.KindDirect, Max: house.MaxText, Empty: "conversation.empty",
		Room: func(ctx context.Context, h kit.House, a house.Actor) (house.RoomDetail, error) {
			d, err := h.Room(ctx, a, place)
			if house.IsKey(err, "error.no_such_talk") { // the first message makes it
				d, err = firstTime(me, name), nil
			}
			d.Name = name
			if own, ok := strings.CutPrefix(d.Place, "@"); ok {
				d.Name = own // as its owner writes it
			}
			return d, err
		},
		Send: func(ctx context.Context, h kit.House, a house.Actor, text, key string) (house.Sent, error) {
			return h.Send(ctx, a, name, text, key)
		},
	})}
}

// firstTime is the room that two people will have.
func firstTime(me, name string) house.RoomDetail {
	return house.RoomDetail{
		Me: me, CanRead: []string{me, name}, Transcript: -1,
		May: []house.RoomAction{house.DoRead, house.DoSay, house.DoEditOwn},
	}
}

// known is the answer to look, and to blocking.
type known struct {
	by      *Screen
	blocked bool
	away    bool
	say     string // sentence, "" = none
}

// Init reads the words, and whether the other is blocked.
func (s *Screen) Init() tea.Cmd { return tea.Batch(s.Talk.Init(), s.look()) }

// Title is the header's last part.
func (s *Screen) Title() string {
	switch name := s.Room().Name; {
	case name != "":
		return name
	case s.name == "":
		return s.env.T("home.way.inbox")
	}
	return s.name
}

// Place is the conversation.
func (s *Screen) Place() kit.Place {
	p := kit.Place{Path: []string{s.env.T("inbox.title")}, Address: "@" + s.name}
	if room := s.Room(); room.Me != "" {
		p.Readers, p.Keeps = s.env.Readers(room), s.env.Keeps(room, false)
	}
	return p
}

// Update gives everything but its own to the talk.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case known:
		if msg.by != s {
			return s, nil
		}
		s.blocked, s.away = msg.blocked, msg.away
		s.aside()
		if msg.say != "" {
			return s, kit.Say(msg.say, "Name", kit.Clean(s.Title()))
		}
		return s, nil
	case house.Event:
		if msg.Kind == house.EventPerson || msg.Kind == house.EventResync {
			return s, tea.Batch(s.Talk.Update(msg), s.look())
		}
	case kit.Changed:
		s.aside()
	}
	return s, s.Talk.Update(msg)
}

func (s *Screen) aside() {
	s.Aside = ""
	switch name := kit.Clean(s.Title()); {
	case s.blocked:
		s.Aside = s.env.T("conversation.blocked", "Name", name)
	case s.away:
		s.Aside = s.env.T("conversation.away", "Name", name)
	}
}

func (s *Screen) askBlock() tea.Cmd {
	name := kit.Clean(s.Title())
	return s.env.Confirm(s.env.T("conversation.block", "Name", name), s.env.T("conversation.block.text", "Name", name),
		s.env.T("conversation.block.yes"), s.block)
}

// look asks whether the other is blocked or away.
func (s *Screen) look() tea.Cmd {
	name := s.name
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		names, err := h.Blocked(ctx, a)
		if err != nil {
			return nil // the house refuses what it must in any case
		}
		there := slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
		away, err := h.Away(ctx, a, name)
		return known{by: s, blocked: there, away: away && err == nil}
	})
}

func (s *Screen) block() tea.Cmd {
	name := s.name
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.Block(ctx, a, name); err != nil {
			return kit.Fail(err)
		}
		return known{by: s, blocked: true, say: "conversation.is_blocked"}
	})
}

func (s *Screen) unblock() tea.Cmd {
	name := s.name
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.Unblock(ctx, a, name); err != nil {
			return kit.Fail(err)
		}
		away, err := h.Away(ctx, a, name)
		return known{by: s, away: away && err == nil, say: "conversation.is_unblocked"}
	})
}
