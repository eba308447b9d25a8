package text_test

import (
	"slices"
	"sync"
	"testing"

	"stockwerk/text"
)

func TestParseReadsTheThreeLanguages(t *testing.T) {
	for in, want := range map[string]text.Lang{
		"de": text.German, "de-du": text.GermanDu, "en": text.English, "DE-Du": text.GermanDu, " en ": text.English,
	} {
		if got, ok := text.Parse(in); !ok || got != want {
			t.Errorf("Parse(%q): got %q, %v, want %q, true", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "fr", "de-", "deutsch", "de_DE", "en\x00"} {
		if got, ok := text.Parse(in); ok {
			t.Errorf("Parse(%q): got %q, want nothing", in, got)
		}
	}
}

func TestFromLocaleFollowsTheClient(t *testing.T) {
	for in, want := range map[string]text.Lang{
		"de_DE.UTF-8": text.German, "de": text.German, "de_AT@euro": text.German, "de_CH.utf8": text.German,
		"en_GB.UTF-8": text.English, "en": text.English,
	} {
		if got, ok := text.FromLocale(in); !ok || got != want {
			t.Errorf("FromLocale(%q): got %q, %v, want %q, true", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "C", "POSIX", "C.UTF-8", "fr_FR.UTF-8", "../../etc", "\x1b[31m", "den_XX"} {
		if got, ok := text.FromLocale(in); ok {
			t.Errorf("FromLocale(%q): got %q, want nothing", in, got)
		}
	}
}

func TestForFallsBackToEnglish(t *testing.T) {
	if got := text.For("tlh").Lang(); got != text.English {
		t.Errorf("got %q, want %q", got, text.English)
	}
	if first, again := text.For(text.German), text.For(text.German); first != again {
		t.Error("got two printers for one language, want one")
	}
}

func TestEachLanguageSaysItsOwnSentence(t *testing.T) {
	for lang, want := range map[text.Lang]string{
		text.English:  "You are the last owner of this room. Hand it over to somebody first, or delete it.",
		text.German:   "Dieser Raum gehört zuletzt nur noch Ihnen. Übergeben Sie ihn zuerst jemandem, oder löschen Sie ihn.",
		text.GermanDu: "Dieser Raum gehört zuletzt nur noch dir. Übergib ihn zuerst jemandem, oder lösche ihn.",
	} {
		if got := text.For(lang).T("error.last_owner"); got != want {
			t.Errorf("%s: got %q, want %q", lang, got, want)
		}
	}
	if got := text.For(text.GermanDu).T("common.yes"); got != "Ja" {
		t.Errorf("du without own words: got %q, want the common German %q", got, "Ja")
	}
}

func TestPlaceholdersAreFilledByName(t *testing.T) {
	p := text.For(text.English)
	want := "anna let berta in"
	if got := p.T("event.admitted", "Name", "berta", "By", "anna"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	// What people typed is never read as a template.
	want = "{{.Name}}⟦x⟧%s is a member here already. Nothing was changed."
	if got := p.T("error.already_member", "Name", "{{.Name}}⟦x⟧%s"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMistakesShowAndDoNotPanic(t *testing.T) {
	p := text.For(text.German)
	for name, c := range map[string]struct{ got, want string }{
		"unknown key":           {p.T("no.such.key", "Name", "x"), "⟦no.such.key⟧"},
		"unknown key counted":   {p.N("no.such.key", 2), "⟦no.such.key⟧"},
		"value missing":         {p.T("error.already_member"), "⟦Name⟧ ist hier schon Mitglied. Nichts wurde geändert."},
		"odd arguments":         {p.T("error.already_member", "Name"), "⟦Name⟧ ist hier schon Mitglied. Nichts wurde geändert."},
		"name is no string":     {p.T("error.already_member", 1, 2), "⟦Name⟧ ist hier schon Mitglied. Nichts wurde geändert."},
		"nil value":             {p.T("error.already_member", "Name", nil), "<nil> ist hier schon Mitglied. Nichts wurde geändert."},
		"plain sentence by N":   {p.N("common.yes", 3), "Ja"},
		"plural sentence by T":  {p.T("common.members", "N", 7), "7 Mitglieder"},
		"more values than used": {p.T("common.yes", "Name", "x"), "Ja"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", name, c.got, c.want)
		}
	}
}

func TestNumbersTakeTheirPluralForm(t *testing.T) {
	for n, want := range map[int]string{0: "0 Mitglieder", 1: "ein Mitglied", 2: "2 Mitglieder", 21: "21 Mitglieder", -1: "ein Mitglied"} {
		if got := text.For(text.GermanDu).N("common.members", n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
	if got, want := text.For(text.English).N("common.members", 1), "one member"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKeysAreSortedAndKnown(t *testing.T) {
	keys := text.Keys()
	if !slices.IsSorted(keys) || !slices.Contains(keys, "common.yes") {
		t.Errorf("got %d keys, want them sorted and with common.yes", len(keys))
	}
	for _, key := range keys {
		if !text.Has(key) {
			t.Errorf("Has(%q): got false, want true", key)
		}
	}
	if text.Has("common.nonsense") || text.Has("") {
		t.Error("got an unknown key as known")
	}
}

// TestPrinterIsSharedBySessions is for the race detector.
func TestPrinterIsSharedBySessions(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 50 {
				p := text.For(text.German)
				p.T("error.too_long", "Max", i, "Field", "x")
				p.N("common.unread", i)
			}
		})
	}
	wg.Wait()
}

// TestSpeakingIsCheap counts allocations, which no noisy neighbour changes; the
// benchmarks below give the times.
func TestSpeakingIsCheap(t *testing.T) {
	p := text.For(text.German)
	if got := testing.AllocsPerRun(100, func() { p.T("error.last_owner") }); got != 0 {
		t.Errorf("plain sentence: got %v allocations, want 0", got)
	}
	if got := testing.AllocsPerRun(100, func() { p.T("error.too_long", "Max", 80, "Field", "x") }); got > 2 {
		t.Errorf("sentence with two values: got %v allocations, want at most 2", got)
	}
}

func BenchmarkPlain(b *testing.B) {
	p := text.For(text.German)
	for b.Loop() {
		p.T("error.last_owner")
	}
}

func BenchmarkTwoValues(b *testing.B) {
	p := text.For(text.German)
	for b.Loop() {
		p.T("error.too_long", "Max", 80, "Field", "x")
	}
}

func BenchmarkPlural(b *testing.B) {
	p := text.For(text.German)
	for b.Loop() {
		p.N("common.unread", 12)
	}
}
