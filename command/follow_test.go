package command_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestFollowShowsWhatIsNewAndNothingOld(t *testing.T) {
	w := newTown(t)
	w.setup("Anna")
	b, m := w.member("Bert"), w.member("Mara")
	old := b.object("", "say eg/cafe before --json")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	all, board, late := newLineWriter(), newLineWriter(), newLineWriter()
	ends := []<-chan int{
		m.follow(ctx, "follow eg/cafe --json", all),
		m.follow(ctx, "follow eg/cafe/board --json", board),
		m.follow(ctx, fmt.Sprintf("follow eg/cafe --after %v", int(old["seq"].(float64))-1), late),
	}
	late.wait(t, "before") // the last one runs; the others are asked until they hear
	for i := 0; !strings.Contains(all.String(), "ping") || !strings.Contains(board.String(), "ping"); i++ {
		b.does("", fmt.Sprintf("post eg/cafe --title ping %d", i))
		<-late.got
	}
	said := b.object("", "say eg/cafe after --json")
	b.does("", fmt.Sprintf("edit %s changed", said["id"]))
	all.wait(t, `"text":"changed"`)
	late.wait(t, "changed")
	b.does("", "post eg/cafe --title end the end")
	board.wait(t, `"title":"end"`)
	stop()
	for _, done := range ends {
		if code := <-done; code != 0 {
			t.Errorf("follow ended with %d, want 0", code)
		}
	}
	if strings.Contains(all.String(), "before") {
		t.Errorf("follow began with what was old: %s", all)
	}
	if strings.Contains(board.String(), "after") {
		t.Errorf("follow of the board showed the chat: %s", board)
	}
	if n := strings.Count(late.String(), "before"); n != 1 {
		t.Errorf("follow --after showed an old line %d times, want once", n)
	}
	for _, line := range strings.Split(strings.TrimSpace(all.String()), "\n") {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Errorf("follow --json: %v in %q", err, line)
		}
		has(t, "follow", v, postKeys)
	}
}

func TestFollowEndsWithItsInputWhereAsked(t *testing.T) {
	w := newTown(t)
	w.setup("Anna")
	m := w.member("Mara")
	if code := <-m.follow(t.Context(), "follow eg/cafe --until-eof", newLineWriter()); code != 0 {
		t.Errorf("got exit %d, want 0", code)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := m.follow(ctx, "follow eg/cafe --json", newLineWriter())
	select {
	case code := <-done:
		t.Errorf("follow without the option ended with its input, exit %d", code)
	default:
	}
	stop()
	<-done
}

func TestFollowIsRefusedWhereOneMayNotRead(t *testing.T) {
	w := newTown(t)
	a := w.setup("Anna")
	m := w.member("Mara")
	a.does("", "floor new haus Haus")
	a.does("", "room new haus/zu Geschlossen")
	m.refused(3, "", "follow haus/zu")
	m.refused(3, "", "follow haus/nirgends")
}

func TestFollowEndsForWhoIsTakenOutOfTheRoom(t *testing.T) {
	for _, listed := range []string{"", " --unlisted"} {
		w := newTown(t)
		a := w.setup("Anna")
		b := w.member("Bert")
		a.does("", "floor new hagen Hagen")
		b.does("", "floor join hagen")
		a.does("", "room new hagen/kreis Kreis"+listed)
		a.does("", "room invite hagen/kreis @Bert")
		b.does("", "room join hagen/kreis")
		lines := newLineWriter()
		ended := b.follow(t.Context(), "follow hagen/kreis --after 0", lines)
		lines.wait(t, "Bert")
		a.does("", "room remove hagen/kreis @Bert")
		if code := <-ended; code != 3 {
			t.Errorf("follow%s ended with %d, want 3", listed, code)
		}
	}
}
