package kit

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
)

// Send makes a command of a message, so that a screen can return a request.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Go is a request for another place. tui/pages.go says which screen shows it.
type Go interface{ goes() }

type (
	// GoHome asks for the first screen of this person.
	GoHome struct{}
	// GoLift asks for the list of floors.
	GoLift struct{}
	// GoFloor asks for a floor.
	GoFloor struct{ Code string }
	// GoFloorMembers asks for the people of a floor.
	GoFloorMembers struct{ Code string }
	// GoRoom asks for a room's entrance.
	GoRoom struct{ Place string }
	// GoTool asks for a tool of a room: "board", "chat", "wiki", "members" …; Entry is
	// what to open in it, "" for the tool itself.
	GoTool struct {
		Place, Tool string
		Entry       house.MessageID
	}
	// GoThread asks for a thread of a board; At is the first post to show, 0 = first unread.
	GoThread struct {
		Place  string
		Thread house.MessageID
		At     int64
	}
	// GoInbox asks for the private messages.
	GoInbox struct{}
	// GoUpcoming asks for all that comes up for this person.
	GoUpcoming struct{}
	// GoSlots asks for all appointments of this person.
	GoSlots struct{}
	// GoConversation asks for the private messages with one person.
	GoConversation struct{ Name string }
	// GoSettings asks for the settings.
	GoSettings struct{}
	// GoSuccessor asks for whom one named to take one's place in rooms.
	GoSuccessor struct{}
	// GoHandovers asks for the counsellings that colleagues offer.
	GoHandovers struct{}
	// GoSearch asks for the search, in a place or ("") everywhere.
	GoSearch struct{ In string }
	// GoEmergency asks for the emergency page.
	GoEmergency struct{}
	// GoWelcome asks for the ground floor's public part.
	GoWelcome struct{}
	// GoPage asks for one of the house's own texts: "rules", "terms", "privacy", "how".
	GoPage struct{ Name string }
	// GoRegister asks for the registration.
	GoRegister struct{}
	// GoRecover asks for the way back with a recovery code.
	GoRecover struct{}
	// GoRedeem asks for the redemption of the ticket that came with the session.
	GoRedeem struct{}
	// GoConsent asks somebody to agree to new terms, GoArrival has them wait to be let in.
	GoConsent struct{}
	GoArrival struct{}
	// GoLock asks for the password that opens the sealed rooms.
	GoLock struct{}
	// GoCards asks for the counsellors of a floor, of the house with ""; Own begins
	// with the form of one's own card.
	GoCards struct {
		Floor string
		Own   bool
	}
	// GoContact asks for a first contact: To is a card, @NAME, or the code of a floor.
	GoContact struct{ To string }
	// GoTeam asks for the form of who reads the enquiries to a floor.
	GoTeam struct{ Floor string }
	// GoCases asks for one's counsellings.
	GoCases      struct{}
	GoNotes      struct{}
	GoFloorTexts struct{ Floor string }
	// GoOffice asks for a page of the house desk (Of is ""), or of a floor's desk (Of is
	// its code), or of one's own account; tui/offices.go knows the names.
	GoOffice struct{ Name, Of string }
	// GoDesk asks for a desk: "house", or the code of a floor.
	GoDesk struct{ Of string }
	// GoNewRoom asks for the form of a new room on a floor; Template is what it is to
	// be made of, "" = nothing.
	GoNewRoom struct{ Floor, Template string }
	// GoCourses asks for the courses of peer consultations on a floor.
	GoCourses struct{ Floor string }
	// GoTemplates asks for the templates of a floor.
	GoTemplates struct{ Floor string }
	// GoClone asks for the form of a clone of a room, or of a template made of it.
	GoClone struct {
		Place    string
		Template bool
	}
	// GoText shows a text in a pager: slips, answers of commands.
	GoText struct {
		Title string
		Text  string
	}
)

func (GoHome) goes()         {}
func (GoLift) goes()         {}
func (GoFloor) goes()        {}
func (GoFloorMembers) goes() {}
func (GoRoom) goes()         {}
func (GoTool) goes()         {}
func (GoThread) goes()       {}
func (GoSlots) goes()        {}
func (GoInbox) goes()        {}
func (GoUpcoming) goes()     {}
func (GoConversation) goes() {}
func (GoSettings) goes()     {}
func (GoHandovers) goes()    {}
func (GoSuccessor) goes()    {}
func (GoSearch) goes()       {}
func (GoEmergency) goes()    {}
func (GoWelcome) goes()      {}
func (GoPage) goes()         {}
func (GoRegister) goes()     {}
func (GoRecover) goes()      {}
func (GoRedeem) goes()       {}
func (GoLock) goes()         {}
func (GoConsent) goes()      {}
func (GoArrival) goes()      {}
func (GoDesk) goes()         {}
func (GoNotes) goes()        {}
func (GoFloorTexts) goes()   {}
func (GoNewRoom) goes()      {}
func (GoClone) goes()        {}
func (GoTemplates) goes()    {}
func (GoCourses) goes()      {}
func (GoText) goes()         {}
func (GoCards) goes()        {}
func (GoContact) goes()      {}
func (GoCases) goes()        {}
func (GoOffice) goes()       {}
func (GoTeam) goes()         {}

type (
	// GoBack closes the screen on top.
	GoBack struct{}
	// Instead opens a place in the stead of the screen on top.
	Instead struct{ Go Go }
	// Restart begins anew with the first screen of the actor, after Env.SetActor:
	// registered, redeemed, unlocked at the door.
	Restart struct{}
	// NextUnread goes to the next unread place, as the key g does; a screen sends it
	// when paging is at its end.
	NextUnread struct{}
	// Recount reads the header's counts again, after something was read.
	Recount struct{}
	// Counted tells all screens what is unread, whenever the header has counted it.
	Counted struct{ News []house.NewsItem }
	// Toast shows a sentence until the next key.
	Toast struct {
		Key  string
		Args []any
	}
	// Failed shows an error's sentence until the next key.
	Failed struct{ Err error }
	// Run runs a line of the command line in the place of the top screen.
	Run struct{ Line string }
	// Leave asks whether to leave the house, and does.
	Leave struct{}
)

// Say is a Toast as a command.
func Say(key string, args ...any) tea.Cmd { return Send(Toast{Key: key, Args: args}) }

// Fail is the message of an error: return kit.Fail(err) from env.Do.
func Fail(err error) tea.Msg { return Failed{Err: err} }

// Ask opens a dialog. With Input it has one field, whose text Do gets.
type Ask struct {
	Title   string   // said already
	Text    string   // said already; "" = none
	Input   *Input   // nil = none
	Options []Option // the first is chosen at first; Esc takes none
}

// Option is an answer to an Ask.
type Option struct {
	Label string // said already
	Do    func(input string) tea.Cmd
}

// Input is the field of an Ask.
type Input struct {
	Label  string
	Value  string
	Secret bool
}

// Confirm asks before something is done that cannot be undone. What happens stands
// in text, the deed in yes; "no" is chosen at first.
func (e *Env) Confirm(title, text, yes string, do func() tea.Cmd) tea.Cmd {
	return Send(Ask{Title: title, Text: text, Options: []Option{
		{Label: e.T("kit.confirm.no")}, // "cancel" may be the very deed
		{Label: yes, Do: func(string) tea.Cmd { return do() }},
	}})
}

// Prompt asks for one line.
func (e *Env) Prompt(title, label, value string, do func(string) tea.Cmd) tea.Cmd {
	return Send(Ask{Title: title, Input: &Input{Label: label, Value: value}, Options: []Option{
		{Label: e.T("common.ok"), Do: do},
		{Label: e.T("common.cancel")},
	}})
}

// These change the session itself.
type (
	// Passed says that the house lets the person pass now: they agreed, or were let in.
	Passed struct{}
	// Prefer applies settings that were just stored.
	Prefer struct{ Settings house.Settings }
	// Speak changes the language of this session, for people without settings.
	Speak struct{ Lang text.Lang }
	// Unlocked says that the right password was given: the lock screen goes, and
	// what was open before it is there again.
	Unlocked struct{}
	// StaySealed goes on with the rooms that need no key; what was open is closed.
	StaySealed struct{}
	// Quit ends the session without a question, after drafts were saved.
	Quit struct{}
)
