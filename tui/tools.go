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
	case "rights": // of everybody, with the tools; reached from the entrance
		return rights.New(env, at.Place)
	case house.ToolNotices:
		return notices.New(env, at.Place, at.Entry)
	case house.ToolWiki:
		return wiki.New(env, at.Place, at.Entry)
	case house.ToolPolls:
		return polls.New(env, at.Place, at.Entry)
	case house.ToolCalendar:
		return calendar.New(env, at.Place, at.Entry)
	case "colleagues": // who counsels; reached from the entrance
		return handover.New(env, at.Place)
	case "notebook": // what one writes beside a counselling; reached from the entrance
		return notebook.New(env, at.Place)
	case "checklist": // for crises; reached from the entrance and the notebook
		return notebook.NewChecklist(env, at.Place)
	case "steps": // the course of a peer consultation; reached from the entrance
		return steps.New(env, at.Place)
	case "session": // of a counselling room; reached from the entrance
		return session.New(env, at.Place)
	case "case": // where a counselling stands; reached from the entrance
		return counselling.New(env, at.Place)
	case "visit": // a visitor's own stay; reached from the entrance
		return visit.New(env)
	case "slots": // appointments; reached from the entrance of rooms for counselling
		return slots.New(env, at.Place, at.Entry)
	case "waiting": // where the room's entrance leads visitors who are not let in yet
		return waiting.New(env, at.Place)
	}
	return nil
}
