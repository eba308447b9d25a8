package command_test

import (
	"strings"
	"testing"

	"stockwerk/command"
	"stockwerk/text"
)

// TestLinearModeSaysDeedsInWords wants words for whatever linear mode offers, not the
// help of a command with its options.
func TestLinearModeSaysDeedsInWords(t *testing.T) {
	checked := 0
	for _, s := range command.Table() {
		group, deed, _ := strings.Cut(s.Name, " ")
		switch group {
		case "notice", "wiki", "files", "cal", "poll", "bookmarks", "blog", "task", "slot", "note", "record":
		default:
			if s.Desk == 0 {
				continue
			}
		}
		if s.Desk == 0 && (deed == "list" || deed == "show" || s.Name == "cal ics" || s.Name == "slot mine" || s.Name == "slot export") {
			continue
		}
		checked++
		if key := "command.linear.do." + strings.ReplaceAll(s.Name, " ", "_"); !text.Has(key) {
			t.Errorf("no words %q", key)
		}
		for _, a := range s.Args {
			if !strings.Contains(a.Name, "|") {
				continue
			}
			for word := range strings.SplitSeq(a.Name, "|") {
				if !text.Has("command.linear.word." + word) {
					t.Errorf("no words for %q of %s", word, s.Name)
				}
			}
		}
	}
	if checked < 40 {
		t.Errorf("looked at %d commands only", checked)
	}
}
