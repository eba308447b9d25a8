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

func TestLongTextSaysThatItGoesOn(t *testing.T) {
	d := kittest.New(t, 40, 6, pager.New(kittest.Env(nil), "Title", "1\n2\n3\n4\n5\n6\n7"))
	d.Wants("5\n", "Space turns the page")
	d.Press("space")
	d.Wants("7\n", "the end")
	d.Lacks("Space turns")
	d.Resize(40, 7)
	d.Wants("1\n", "7\n")
	d.Lacks("the end", "Space turns")
}
