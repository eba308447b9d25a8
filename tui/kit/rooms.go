package kit

import (
	"slices"
	"strings"

	"stockwerk/house"
)

// namesShown is how many readers the header names before it counts.
const namesShown = 3

// Readers says who can read in a room.
func (e *Env) Readers(d house.RoomDetail) string {
	if d.Everyone {
		return e.T("kit.readers.everybody")
	}
	if len(d.CanRead) == 0 {
		return "" // who is not in the room is not told
	}
	names := make([]string, 0, namesShown+1)
	if slices.Contains(d.CanRead, d.Me) {
		names = append(names, e.T("common.you"))
	}
	for _, name := range d.CanRead {
		if len(names) == namesShown {
			break
		}
		if name != d.Me {
			names = append(names, Clean(name))
		}
	}
	rest := len(d.CanRead) - len(names)
	if rest > 0 {
		return e.N("kit.readers.more", rest, "Names", strings.Join(names, ", "))
	}
	return e.T("kit.readers.few", "Names", strings.Join(names, ", "))
}

// Closes says to those in a room that the floor closes it, and what for.
func (e *Env) Closes(c house.RoomClosing) string {
	line := e.T("floordesk.closing", "Date", e.Text.Date(c.CloseAt.In(e.Location)), "Until", e.Text.Date(c.DeleteAt.In(e.Location)))
	if c.Notice != "" {
		line += " " + e.T("floordesk.closing_why", "Text", Clean(c.Notice))
	}
	return line
}

// Keeps says how long words live in a room, or in its chat.
func (e *Env) Keeps(d house.RoomDetail, chat bool) string {
	switch days := d.KeptDays(""); {
	case !d.HoldUntil.IsZero():
		return e.T("kit.keeps.hold", "Date", e.Text.Date(d.HoldUntil.In(e.Location)))
	case d.Closing != nil && !d.Closing.Closed:
		return e.T("floordesk.closes", "Date", e.Text.Date(d.Closing.CloseAt.In(e.Location)))
	case !d.DeleteAt.IsZero():
		return e.T("kit.keeps.until", "Date", e.Text.Date(d.DeleteAt.In(e.Location)))
	case chat && d.Transcript == 0:
		return e.T("kit.keeps.not")
	case chat && d.Transcript > 0 && (days == 0 || d.Transcript < days):
		return e.N("kit.keeps.days", d.Transcript)
	case days > 0:
		return e.N("kit.keeps.days", days)
	}
	return e.T("kit.keeps.ever")
}

// RoomPlace is the Place of a room's screen; tool is "" for its entrance.
func (e *Env) RoomPlace(d house.RoomDetail, tool string) Place {
	p := Place{
		Path: []string{d.FloorName}, Address: d.Place,
		Readers: e.Readers(d), Keeps: e.Keeps(d, tool == "chat"),
	}
	if _, own := d.KeptTools[tool]; own && d.HoldUntil.IsZero() && d.DeleteAt.IsZero() { // otherwise than the room
		if p.Keeps = e.T("kit.keeps.ever"); d.KeptDays(tool) > 0 {
			p.Keeps = e.N("kit.keeps.days", d.KeptDays(tool))
		}
	}
	if tool != "" {
		p.Path = append(p.Path, d.Name)
		p.Address += "/" + tool
	}
	return p
}
