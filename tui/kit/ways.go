package kit

import (
	"strings"

	"stockwerk/house"
)

// GoTo is the request for a place as it is written: FLOOR, FLOOR/ROOM,
// FLOOR/ROOM/TOOL, FLOOR/ROOM/TOOL/ENTRY or @NAME.
func GoTo(place string) Go {
	if name, ok := strings.CutPrefix(place, "@"); ok {
		return GoConversation{Name: name}
	}
	floor, rest, ok := strings.Cut(place, "/")
	if !ok {
		return GoFloor{Code: floor}
	}
	slug, tool, ok := strings.Cut(rest, "/")
	if !ok {
		return GoRoom{Place: place}
	}
	tool, entry, _ := strings.Cut(tool, "/")
	if tool == house.ToolBoard && entry != "" {
		return GoThread{Place: floor + "/" + slug, Thread: house.MessageID(entry)}
	}
	return GoTool{Place: floor + "/" + slug, Tool: tool, Entry: house.MessageID(entry)}
}

// GoNews is the request for an unread place.
func GoNews(n house.NewsItem) Go {
	if n.Thread != "" && n.Kind == string(house.KindBoard) {
		return GoThread{Place: RoomOf(n.Place), Thread: n.Thread, At: n.FirstSeq}
	}
	if n.Thread != "" {
		return GoTool{Place: RoomOf(n.Place), Tool: house.ToolOf(house.MessageKind(n.Kind)), Entry: n.Thread}
	}
	if n.Kind == "application" || n.Kind == "waiting" || n.Kind == "succession" {
		return GoTool{Place: RoomOf(n.Place), Tool: "members"}
	}
	if n.Kind == "handover" && !strings.Contains(n.Place, "/") { // about a room that is not theirs yet
		return GoHandovers{}
	}
	switch n.Kind {
	case house.NewsAnnouncement:
		return GoOffice{Name: "announced"}
	case house.NewsReport:
		if n.Place == "house" {
			return GoOffice{Name: "reports"}
		}
		return GoOffice{Name: "reports", Of: n.Place}
	case house.NewsReportMine:
		return GoOffice{Name: "my-reports"}
	}
	return GoTo(n.Place)
}

// RoomOf is a place without its tool.
func RoomOf(place string) string {
	floor, rest, ok := strings.Cut(place, "/")
	if !ok {
		return place
	}
	slug, _, _ := strings.Cut(rest, "/")
	return floor + "/" + slug
}
