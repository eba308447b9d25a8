package tui

import (
	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/screens/board"
	"stockwerk/tui/screens/bookmarks"
	"stockwerk/tui/screens/calendar"
	"stockwerk/tui/screens/chat"
	"stockwerk/tui/screens/contract"
	"stockwerk/tui/screens/counselling"
	"stockwerk/tui/screens/files"
	"stockwerk/tui/screens/handover"
	"stockwerk/tui/screens/keeping"
	"stockwerk/tui/screens/letters"
	"stockwerk/tui/screens/members"
	"stockwerk/tui/screens/notebook"
	"stockwerk/tui/screens/notices"
	"stockwerk/tui/screens/polls"
	"stockwerk/tui/screens/rights"
	"stockwerk/tui/screens/session"
	"stockwerk/tui/screens/slots"
	"stockwerk/tui/screens/steps"
	"stockwerk/tui/screens/tasks"
	"stockwerk/tui/screens/thread"
	"stockwerk/tui/screens/tickets"
	"stockwerk/tui/screens/visit"
	"stockwerk/tui/screens/waiting"
	"stockwerk/tui/screens/wiki"
)

// tool is the one map from a tool of a room to its screen, nil where there is none.
func tool(env *kit.Env, at kit.GoTool) kit.Screen {
	switch at.Tool {
	case house.ToolBoard:
		return board.New(env, at.Place)
	case house.ToolBlog:
		if at.Entry != "" {
			return thread.NewArticle(env, at.Place, at.Entry)
		}
		return board.NewBlog(env, at.Place)
	case house.ToolBookmarks:
		return bookmarks.New(env, at.Place, at.Entry)
	case house.ToolLetters:
		return letters.New(env, at.Place, at.Entry)
	case house.ToolContract:
		return contract.New(env, at.Place, at.Entry)
	case house.ToolTasks:
		return tasks.New(env, at.Place, at.Entry)
	case house.ToolFiles:
		return files.New(env, at.Place, at.Entry)
	case house.ToolChat:
		return chat.New(env, at.Place)
	case house.ToolMembers:
		return members.New(env, at.Place)
	case house.ToolTickets:
		return tickets.New(env, at.Place)
	case house.ToolNotices:
		return notices.New(env, at.Place, at.Entry)
	case house.ToolWiki:
		return wiki.New(env, at.Place, at.Entry)
	case house.ToolPolls:
		return polls.New(env, at.Place, at.Entry)
	case house.ToolCalendar:
		return calendar.New(env, at.Place, at.Entry)
	}
	return aside(env, at)
}

// aside is tool for the pages of a room that are no tools; the entrance leads to them.
func aside(env *kit.Env, at kit.GoTool) kit.Screen {
	switch at.Tool {
	case "rights": // of everybody, with the tools
		return rights.New(env, at.Place)
	case "colleagues": // who counsels
		return handover.New(env, at.Place)
	case "notebook": // what one writes beside a counselling
		return notebook.New(env, at.Place)
	case "checklist": // for crises
		return notebook.NewChecklist(env, at.Place)
	case "steps": // the course of a peer consultation
		return steps.New(env, at.Place)
	case "session": // of a counselling room
		return session.New(env, at.Place)
	case "case": // where a counselling stands
		return counselling.New(env, at.Place)
	case "keeping": // how long things are kept, and holds
		return keeping.NewRoom(env, at.Place)
	case "visit": // a visitor's own stay
		return visit.New(env)
	case "slots": // appointments
		return slots.New(env, at.Place, at.Entry)
	case "waiting": // where the room's entrance leads visitors who are not let in yet
		return waiting.New(env, at.Place)
	}
	return nil
}
