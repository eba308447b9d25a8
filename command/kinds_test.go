package command_test

import (
	"testing"

	"stockwerk/house"
	"stockwerk/text"
)

// TestNewsNameEveryTool wants words for each kind of news, on the home page, in
// the command and where a search says where its hit is.
func TestNewsNameEveryTool(t *testing.T) {
	kinds := []house.MessageKind{
		house.KindBoard, house.KindChat, house.KindNotice, house.KindWiki, house.KindFile, house.KindDate, house.KindPoll,
		house.KindBookmark, house.KindBlog, house.KindTask,
	}
	for _, kind := range kinds {
		tool := house.ToolOf(kind)
		for _, key := range []string{"home.kind." + string(kind), "command.news_kind." + string(kind), "room.tool." + tool} {
			if tool == "" || !text.Has(key) {
				t.Errorf("no words %q for the kind %q", key, kind)
			}
		}
	}
	if text.Has("home.kind.nothing") {
		t.Error("the check finds words for everything")
	}
}
