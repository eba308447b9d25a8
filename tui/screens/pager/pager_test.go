package pager_test

import (
	"strings"
	"testing"

	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/pager"
)

func TestPagerScrollsAndCopies(t *testing.T) {
	text := strings.Repeat("line\n", 30) + "the end 東京"
	d := kittest.New(t, 40, 16, pager.New(kittest.Env(nil), "Slip", text))
	d.Lacks("the end")
	d.Press("space", "end")
	d.Wants("the end 東京")
	d.Press("y")
	if d.Clipboard != text {
		t.Errorf("got %q copied, want the whole text", d.Clipboard)
	}
}

func TestPagerShowsNoEscape(t *testing.T) {
	d := kittest.New(t, 40, 16, pager.New(kittest.Env(nil), "Slip", "a\x1b[2Jb\x07"))
	d.WantNoEscape()
	d.Wants("a[2Jb")
}
