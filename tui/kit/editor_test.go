package kit_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
)

func press(e *kit.Editor, keys ...string) {
	for _, k := range keys {
		e.Update(kittest.Key(k))
	}
}

func TestEditorWorksOnWholeSigns(t *testing.T) {
	e := kit.NewEditor()
	e.SetValue("a👩‍👩‍👧é東")
	press(e, "backspace", "left", "delete", "left", "x")
	if got, want := e.Value(), "ax👩‍👩‍👧"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEditorKeepsTheCursorInView(t *testing.T) {
	e := kit.NewEditor()
	e.Insert("the quick brown fox 東京東京東京 jumps\n\nend")
	for w := 1; w < 30; w++ {
		for h := 1; h < 5; h++ {
			press(e, "ctrl+home")
			for range 60 {
				v := e.View(w, h)
				if v.Cursor.X < 0 || v.Cursor.X >= w || v.Cursor.Y < 0 || v.Cursor.Y >= h || len(v.Lines) != h {
					t.Fatalf("%dx%d: got cursor %v and %d lines", w, h, v.Cursor.Position, len(v.Lines))
				}
				press(e, "right")
			}
		}
	}
}

func TestEditorWrapsAtWords(t *testing.T) {
	e := kit.NewEditor()
	e.Insert("one two three")
	v := e.View(8, 3)
	if got, want := strings.Join(v.Lines, "|"), "one two|three|"; strings.ReplaceAll(got, " |", "|") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if v.Cursor.X != 5 || v.Cursor.Y != 1 {
		t.Errorf("got cursor %v, want it behind three", v.Cursor.Position)
	}
	press(e, "up")
	if v = e.View(8, 3); v.Cursor.Y != 0 || v.Cursor.X != 5 {
		t.Errorf("got cursor %v after up, want the same column", v.Cursor.Position)
	}
}

func TestEditorTakesPastesAsText(t *testing.T) {
	e := kit.NewEditor()
	e.Update(tea.PasteMsg{Content: "a\x1b[2Jb\nc\td"})
	if got, want := e.Value(), "a[2Jb\nc d"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	one := kit.NewEditor()
	one.Single = true
	one.Update(tea.PasteMsg{Content: "a\nb"})
	press(one, "enter")
	if got, want := one.Value(), "a b"; got != want {
		t.Errorf("single: got %q, want %q", got, want)
	}
}

func TestEditorIsBounded(t *testing.T) {
	e := kit.NewEditor()
	if e.Insert(strings.Repeat("ä", 40<<10)) {
		t.Error("got all of it taken, want the rest left out")
	}
	if n := len(e.Value()); n > 64<<10 || strings.ContainsRune(e.Value(), '\uFFFD') {
		t.Errorf("got %d bytes or half a sign", n)
	}
}

func TestSecretsAreNotDrawn(t *testing.T) {
	e := kit.NewEditor()
	e.Single, e.Secret = true, true
	e.Insert("geheim")
	if v := e.View(20, 1); v.Lines[0] != "••••••" || v.Cursor.X != 6 {
		t.Errorf("got %q, cursor %v", v.Lines[0], v.Cursor.Position)
	}
}

func TestEditorCutsWordsAndLines(t *testing.T) {
	e := kit.NewEditor()
	e.Insert("eins zwei\ndrei vier")
	e.View(40, 4)
	press(e, "ctrl+w")
	if got := e.Value(); got != "eins zwei\ndrei " {
		t.Errorf("ctrl+w: got %q", got)
	}
	press(e, "ctrl+u", "up", "home", "ctrl+k")
	if got := e.Value(); got != "\n" {
		t.Errorf("ctrl+u, ctrl+k: got %q", got)
	}
}

func BenchmarkTypingIntoALongText(b *testing.B) {
	e := kit.NewEditor()
	e.Insert(strings.Repeat("Ein langer Brief mit vielen Wörtern. ", 200))
	for b.Loop() {
		e.Update(kittest.Key("x"))
		e.View(78, 10)
		e.Update(kittest.Key("backspace"))
	}
}
