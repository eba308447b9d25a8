package kit

import "stockwerk/house"

// UpcomingTitle says what comes up.
func (e *Env) UpcomingTitle(u house.Upcoming) string {
	if u.Says == "" {
		return u.Title
	}
	return e.T(u.Says, "Title", u.Title, "Room", u.Room)
}

// UpcomingRow is what comes up as the row of a list, which opens it in its room.
func (e *Env) UpcomingRow(u house.Upcoming) Row {
	row := Row{
		ID: "upcoming " + u.Place + " " + string(u.Entry), Label: e.UpcomingTitle(u), Note: e.T("home.kind." + string(u.Kind)),
		Go: GoTool{Place: RoomOf(u.Place), Tool: house.ToolOf(u.Kind), Entry: u.Entry},
	}
	switch u.Kind {
	case house.KindStep:
		row.Go = GoTool{Place: RoomOf(u.Place), Tool: "steps"}
	case house.KindSession:
		row.Go = GoTool{Place: RoomOf(u.Place), Tool: "session"}
	case house.KindSlot:
		row.Go = GoTool{Place: RoomOf(u.Place), Tool: "slots", Entry: u.Entry}
	case house.KindDeletion, house.KindClosing:
		row.Go = GoRoom{Place: RoomOf(u.Place)}
	}
	when := ""
	switch {
	case u.At.IsZero():
		row.More = e.T("upcoming.more", "Room", u.Room, "Place", u.Place)
		return row
	case u.Day:
		when = e.Due(u.At, true)
	default:
		when = e.DueIn(u.At, u.Zone)
	}
	row.Note, row.More = when, e.T("upcoming.more.when", "When", when, "Room", u.Room, "Place", u.Place)
	switch {
	case u.Waits && u.Kind == house.KindSlot:
		row.ForMe, row.More = true, e.T("slots.upcoming.waits", "When", when, "Room", u.Room)
	case u.Overdue:
		row.Note = e.T("upcoming.overdue")
		row.More = e.T("upcoming.more.overdue", "When", when, "Room", u.Room, "Place", u.Place)
	case u.Reminder:
		row.ForMe, row.More = true, e.T("upcoming.more.reminder", "When", when, "Room", u.Room, "Place", u.Place)
	}
	return row
}
