package tui

import (
	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/screens/cards"
	"stockwerk/tui/screens/cases"
	"stockwerk/tui/screens/clone"
	"stockwerk/tui/screens/consent"
	"stockwerk/tui/screens/contact"
	"stockwerk/tui/screens/conversation"
	"stockwerk/tui/screens/courses"
	"stockwerk/tui/screens/desk"
	"stockwerk/tui/screens/emergency"
	"stockwerk/tui/screens/floor"
	"stockwerk/tui/screens/handover"
	"stockwerk/tui/screens/home"
	"stockwerk/tui/screens/inbox"
	"stockwerk/tui/screens/lift"
	"stockwerk/tui/screens/lock"
	"stockwerk/tui/screens/newroom"
	"stockwerk/tui/screens/notebook"
	texts "stockwerk/tui/screens/page"
	"stockwerk/tui/screens/pager"
	"stockwerk/tui/screens/recovery"
	"stockwerk/tui/screens/redeem"
	"stockwerk/tui/screens/register"
	"stockwerk/tui/screens/room"
	"stockwerk/tui/screens/search"
	"stockwerk/tui/screens/settings"
	"stockwerk/tui/screens/slots"
	"stockwerk/tui/screens/successor"
	"stockwerk/tui/screens/team"
	"stockwerk/tui/screens/thread"
	"stockwerk/tui/screens/upcoming"
	"stockwerk/tui/screens/welcome"
)

// page is the one map from a place to the screen that shows it; nil where there is
// none. The tools of a room stand in tools.go.
func page(env *kit.Env, at kit.Go) kit.Screen {
	switch at := at.(type) {
	case kit.GoHome:
		return home.New(env)
	case kit.GoLift:
		return lift.New(env)
	case kit.GoText:
		return pager.New(env, at.Title, at.Text)
	case kit.GoWelcome:
		return welcome.New(env)
	case kit.GoPage:
		return texts.New(env, at.Name)
	case kit.GoEmergency:
		return emergency.New(env)
	case kit.GoRoom:
		return room.New(env, at.Place)
	case kit.GoSearch:
		return search.New(env, at.In)
	case kit.GoThread:
		return thread.New(env, at.Place, at.Thread, at.At)
	case kit.GoFloor:
		return floor.New(env, at.Code)
	case kit.GoFloorMembers:
		return desk.NewPeople(env, at.Code)
	case kit.GoDesk:
		return desk.New(env, at.Of)
	case kit.GoInbox:
		return inbox.New(env)
	case kit.GoUpcoming:
		return upcoming.New(env)
	case kit.GoConversation:
		return conversation.New(env, at.Name)
	case kit.GoSettings:
		return settings.New(env)
	case kit.GoSuccessor:
		return successor.New(env)
	case kit.GoTool:
		return tool(env, at)
	case kit.GoOffice:
		return office(env, at)
	}
	return entrance(env, at)
}

// entrance is page for the ways in, and for what stands before going on.
func entrance(env *kit.Env, at kit.Go) kit.Screen {
	switch at.(type) {
	case kit.GoRegister:
		return register.New(env)
	case kit.GoRecover:
		return recovery.New(env)
	case kit.GoRedeem:
		return redeem.New(env)
	case kit.GoConsent:
		return consent.New(env)
	case kit.GoArrival:
		return consent.NewArrival(env)
	case kit.GoLock:
		return lock.New(env)
	}
	return counsel(env, at)
}

// counsel is page for what belongs to counselling and consultation.
func counsel(env *kit.Env, at kit.Go) kit.Screen {
	switch at := at.(type) {
	case kit.GoContact:
		return contact.New(env, at.To)
	case kit.GoTeam:
		return team.New(env, at.Floor)
	case kit.GoCases:
		return cases.New(env)
	case kit.GoHandovers:
		return handover.NewAsked(env)
	case kit.GoNotes:
		return notebook.New(env, house.NoRoom)
	case kit.GoFloorTexts:
		return notebook.NewFloor(env, at.Floor)
	case kit.GoCourses:
		return courses.New(env, at.Floor)
	case kit.GoSlots:
		return slots.New(env, "", "")
	case kit.GoCards:
		return cards.New(env, at.Floor, at.Own)
	}
	return newRoom(env, at)
}

// newRoom is page for what makes rooms, of nothing or of others.
func newRoom(env *kit.Env, at kit.Go) kit.Screen {
	switch at := at.(type) {
	case kit.GoClone:
		return clone.New(env, at.Place, at.Template)
	case kit.GoTemplates:
		return clone.NewTemplates(env, at.Floor)
	case kit.GoNewRoom:
		return newroom.New(env, at.Floor, at.Template)
	}
	return nil
}
