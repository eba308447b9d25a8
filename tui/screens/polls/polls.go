// Package polls is the polls of a room: those that can be voted in first, each
// with what it asks and whether one has voted; the chosen one with its options to
// vote by digits, Space or Enter, the result as bars with numbers beside them
// while others vote; and the form for a new poll.
package polls

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the list, of the open poll, or of the form.
func (s *Screen) Keys() []kit.Key {
	switch {
	case s.form != nil:
		return []kit.Key{kit.Bind("esc", "polls.key.cancel", s.askCancel).InFooter()}
	case s.open != "":
		return s.pollKeys()
	}
	return []kit.Key{
		kit.Bind("c", "polls.key.new", s.begin).Unless(!s.room.Writes(house.ToolPolls), s.whyNot()).InFooter(),
		kit.Bind("d", "polls.key.delete", s.askDelete).Unless(!s.keeps(s.chosen()), "polls.key.mine"),
	}
}

func (s *Screen) pollKeys() []kit.Key {
	p := s.poll()
	keeps := s.keeps(p)
	ranking := p.Kind == house.PollRanking
	return []kit.Key{
		kit.Bind("v ctrl+s", pick(p.Voted, "polls.key.again", "polls.key.vote"), s.askVote).Unless(s.offVote() != "", s.offVote()).InFooter(),
		kit.Bind("space", pick(ranking, "polls.key.rank", "polls.key.pick"), s.pickChosen).Unless(s.offPick() != "", s.offPick()).InFooter(),
		kit.Bind("+", "polls.key.up", s.move(-1)).Unless(!ranking, "polls.key.ranking").Unless(s.offPick() != "", s.offPick()),
		kit.Bind("-", "polls.key.down", s.move(1)).Unless(!ranking, "polls.key.ranking").Unless(s.offPick() != "", s.offPick()),
		kit.Bind("w", "polls.key.who", s.who).Unless(!p.Shown, "polls.key.who.hidden").Unless(p.Secret, "polls.key.who.secret"),
		kit.Bind("a", "polls.key.about", s.about),
		kit.Bind("e", "polls.key.edit", s.edit).Unless(!keeps, "polls.key.mine"),
		kit.Bind("C", "polls.key.close", s.askClose).Unless(!keeps, "polls.key.mine").Unless(p.Ended, "error.poll_ended"),
		kit.Bind("d", "polls.key.delete", s.askDelete).Unless(!keeps, "polls.key.mine"),
		kit.Bind("esc", "polls.key.back", s.close).InFooter(),
	}
}

func pick(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}

func (s *Screen) whyNot() string {
	if !s.known {
		return "common.loading"
	}
	return s.room.WhyNot(house.ToolPolls)
}

// keeps tells whether one may change, close and delete a poll.
func (s *Screen) keeps(p house.Poll) bool {
	return p.ID != "" && (p.Mine && s.room.Writes(house.ToolPolls) || s.room.Manages(house.ToolPolls))
}

// offPick says why options cannot be chosen, "" when they can.
func (s *Screen) offPick() string {
	switch p := s.poll(); {
	case p.Ended:
		return "error.poll_ended"
	case p.Secret && p.Voted:
		return "error.poll_voted"
	case !s.room.Writes(house.ToolPolls):
		return s.whyNot()
	}
	return ""
}

// offVote says why there is no vote to cast.
func (s *Screen) offVote() string {
	if off := s.offPick(); off != "" {
		return off
	}
	if len(s.picked) == 0 {
		return "error.poll_nothing"
	}
	return ""
}

// Screen is the polls of one room.
type Screen struct {
	env   *kit.Env
	place string
	list  *kit.List
	form  *kit.Form // nil unless a poll is made or changed

	open    house.MessageID // the poll that is shown; "" = the list
	options *kit.List       // of that poll
	picked  []string        // ids of options, in a ranking the best first
	touched bool            // by hand: not to be replaced by what is stored
	editing house.MessageID // what the form changes, "" = a new one

	known   bool
	wrong   string
	busy    bool
	room    house.RoomDetail
	polls   []house.Poll
	marked  int64
	width   int
	reading posts.Once
	watch   posts.Watch
}

// New makes the polls of a room; entry is the poll to open, "" for none.
func New(env *kit.Env, place string, entry house.MessageID) *Screen {
	s := &Screen{env: env, place: place, watch: posts.Watch{Place: place, Kind: house.KindPoll}, open: entry, list: kit.NewList(env), options: kit.NewList(env)}
	s.list.Open = func(row kit.Row) tea.Cmd { return s.show(house.MessageID(row.ID)) }
	s.options.Open = s.choose
	return s
}

type (
	loaded struct {
		by    *Screen
		room  house.RoomDetail
		polls []house.Poll
		err   error
	}
	voted struct {
		by   *Screen
		poll house.Poll
		err  error
	}
	did struct {
		by  *Screen
		key string
		err error
	}
)

// Init reads the polls.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("room.tool.polls") }

// Place is the polls of the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/" + house.ToolPolls}
	}
	return s.env.RoomPlace(s.room, house.ToolPolls)
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	if s.form != nil {
		return s.form.Typing()
	}
	return s.current().Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.form == nil && s.current().Wants(k) }

// current is the list that is on screen.
func (s *Screen) current() *kit.List {
	if s.open != "" {
		return s.options
	}
	return s.list
}

// Dirty tells whether something would be lost: a form, or a vote that was chosen
// and not cast.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.form != nil {
			return s, s.form.Update(msg)
		}
		return s, s.current().Update(msg)
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case posts.Seen:
		return s, s.watch.Take(s.env, msg, s.load)
	case voted:
		if msg.by == s {
			return s, s.voted(msg)
		}
	case did:
		if msg.by == s {
			return s, s.did(msg)
		}
	case house.Event:
		return s, s.event(msg)
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.rows()
	}
	return s, nil
}

func (s *Screen) event(e house.Event) tea.Cmd {
	switch {
	case e.Kind == house.EventResync, e.Kind == house.EventRoster && e.Room == s.room.ID:
		return s.load()
	case e.Kind == house.EventRoom && e.Room == s.room.ID && s.known:
		return s.watch.Look(s.env)
	}
	return nil
}

// chosen is the poll under the list's cursor.
func (s *Screen) chosen() house.Poll { return s.find(house.MessageID(s.list.Selected().ID)) }

// poll is the open one.
func (s *Screen) poll() house.Poll { return s.find(s.open) }

// at is the open poll, or the chosen one.
func (s *Screen) at() house.Poll {
	if s.open != "" {
		return s.poll()
	}
	return s.chosen()
}

func (s *Screen) find(id house.MessageID) house.Poll {
	for _, p := range s.polls {
		if p.ID == id {
			return p
		}
	}
	return house.Poll{}
}
