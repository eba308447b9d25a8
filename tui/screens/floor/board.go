package floor

import (
	"strings"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// boardIn is the floor's own notice board among its rooms.
func boardIn(rooms []house.Room) (house.Room, bool) {
	for _, r := range rooms {
		if r.Kind == house.RoomNotices && r.Access == house.AccessFloor {
			return r, true
		}
	}
	return house.Room{}, false
}

// madeRooms counts the rooms that people made.
func (s *Screen) madeRooms() int {
	if _, ok := boardIn(s.rooms); ok {
		return len(s.rooms) - 1
	}
	return len(s.rooms)
}

// titlesShown is how many notices stand beside the list.
const titlesShown = 8

// boardRow leads to the floor's board and says what hangs there.
func (s *Screen) boardRow(r house.Room) kit.Row {
	row := kit.Row{
		ID: r.Place, Label: s.env.T("room.tool.notices"), Unread: r.Unread, More: s.env.T("floor.board.empty"),
		Go: kit.GoTool{Place: r.Place, Tool: house.ToolNotices},
	}
	if len(s.notices) == 0 {
		return row
	}
	row.Note = kit.Clean(s.notices[0].Title)
	var titles []string
	for _, n := range s.notices[:min(len(s.notices), titlesShown)] {
		titles = append(titles, s.env.T("floor.board.title", "Title", kit.Clean(n.Title)))
	}
	row.More = strings.Join(titles, "\n")
	return row
}
