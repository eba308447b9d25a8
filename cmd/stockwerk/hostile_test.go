package main_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/crypto/ssh"
)

// hostile are what somebody writes who wants another one's terminal: sequences
// that clear, recolour, retitle, copy, ask back and hide, and characters that
// reach beyond their cell.
func hostile() []string {
	return []string{
		"\x1b[2J\x1b[H\x1b[99A",
		"\x1b]0;owned\x07\x1b]2;owned\x1b\\",
		"\x1b]52;c;b3duZWQ=\x07",
		"\x1b[5;35mblink\x1b[?25l\x1b[?1049l",
		"\u009b2J\u009d0;owned\u009c\u0090q\u009c",
		"\x1bP+q544e\x1b\\\x1b_Gowned\x1b\\",
		"\x1b]8;;http://owned.example\x1b\\link\x1b]8;;\x1b\\",
		"\rowned\b\b\b\b\b\v\f\x00\x7f\x07",
		"\u202Edenwo\u202C\u2066\u2067x\u2069\u200f",
		"\xff\xfe\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80",
		"e" + strings.Repeat("\u0301", 300),
		strings.Repeat("\u200b\u200d\ufeff\u2060", 100) + "\U000e0041\U000e007f",
		"👩" + strings.Repeat("\u200d👩", 12) + "\ufe0f\u20e3",
		strings.Repeat("会", 40) + "ﷺ𒐫",
		"\u2028\u2029\u0085next",
		"\x1b[6n\x1b[c\x1b]11;?\x07\x05",
	}
}

// shifts is how the house has a terminal move the lines of a talk that goes on,
// which a short one in a harmless house does not need.
const shifts = "\x1b[4;20r\x1b[r"

// sequences lists the escape sequences of a byte stream, each as what makes it
// what it is: colours, modes and strings whole, the others without numbers.
// Whatever else is not text comes as itself.
func sequences(stream string) []string {
	var out []string
	parser := ansi.NewParser()
	for state := byte(0); len(stream) > 0; {
		seq, width, n, next := ansi.DecodeSequence(stream, state, parser)
		state, stream = next, stream[n:]
		switch {
		case width > 0 || seq == "\n" || seq == "\r" || seq == "":
		case strings.HasPrefix(seq, "\x1b[") && !strings.ContainsAny(seq[len(seq)-1:], "mhl"):
			out = append(out, strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' || r == ';' {
					return -1
				}
				return r
			}, seq))
		default:
			out = append(out, seq)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestSequencesFindsWhatIsForeign is the control of the test below.
func TestSequencesFindsWhatIsForeign(t *testing.T) {
	t.Parallel()
	plain := sequences("\x1b[1;1H\x1b[1mGuten Tag\x1b[m 会 é")
	for _, words := range hostile() {
		foreign := slices.DeleteFunc(sequences("\x1b[7;3H"+words+"\x1b[m"), func(s string) bool { return slices.Contains(plain, s) })
		if strings.ContainsAny(words, "\x1b\x00\b\u009b") && len(foreign) == 0 {
			t.Errorf("nothing foreign was found in %q", words)
		}
	}
}

// TestHostileWordsStayInTheirPlace writes them into every field by commands and
// looks at every screen of another member, with a harmless house as measure.
func TestHostileWordsStayInTheirPlace(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, berta := furnish(t, p)
	measure := tour(p, "berta before")
	fillWith(t, p, anna, berta, hostile())
	for _, size := range [][2]int{{80, 24}, {40, 16}, {120, 40}} {
		must(t, anna, "", "say stadt/kreis nachher")
		stranger := p.sit(fmt.Sprintf("berta at %d by %d", size[0], size[1]), p.member("berta"), size[0], size[1])
		known := slices.Concat(measure, sequences("\x1b[0m"+shifts))
		for _, seq := range sequences(stranger.walksAround(p)) {
			if !slices.Contains(known, seq) {
				t.Errorf("%s received %q, which the house does not send by itself", stranger.name, seq)
			}
		}
	}
}

// tour gives the sequences of a walk through a harmless house; its screens are
// walked twice so that all redraws are among them.
func tour(p *program, name string) []string {
	anna := p.member("anna")
	must(p.t, anna, "", `post stadt/kreis/board --title "Thema vorher" "Worte **vorher**"`)
	s := p.sit(name, p.member("berta"), 80, 24)
	var all string
	for range 2 {
		must(p.t, anna, "", "say stadt/kreis vorher")
		must(p.t, anna, "", "msg @berta vorher")
		all += s.walksAround(p)
	}
	return sequences(all)
}

// walksAround goes from home through all that others' words stand on, and gives
// the bytes that came. On each screen it checks what is around the words.
func (s *screen) walksAround(p *program) string {
	s.t.Helper()
	look := func(titles ...string) {
		s.t.Helper()
		s.waitFor(titles...)
		s.neat()
	}
	back := func(title string) {
		s.t.Helper()
		s.press("esc")
		look(title)
	}
	look("› Zuhause", "Ungelesen")
	for _, line := range []string{"mark stadt/kreis --read", "mark @anna --read"} {
		must(s.t, p.member("berta"), "", line)
	}
	s.waitGone("Ungelesen")
	look("› Zuhause", "Steuerkreis")
	s.waitFor("Ihre Räume", "Etagen")
	s.goTo("Etagen") // the room stands above; drafts further up bear its name, too
	s.press("up", "enter")
	look("Steuerkreis", "Forum", "Mitglieder")
	s.open("Über diesen Raum")
	s.waitGone("Mitglieder")
	look("Hier lesen können")
	back("Über diesen Raum")
	s.open("Rechte und Werkzeuge")
	look("› Rechte", "anna")
	back("Rechte und Werkzeuge")
	s.press("home") // the list may be longer than the screen
	look("Forum")
	s.open("Mitglieder")
	look("› Mitglieder")
	back("Forum")
	s.open("Forum")
	look("› Forum", "Thema")
	s.open("Thema")
	look("Esc zurück", "anna")
	s.press("space")
	s.neat()
	back("› Forum")
	back("Chat")
	s.openListed("Chat")
	look("An: ")
	s.press("tab", "up", "up")
	s.neat()
	s.press("esc")
	s.waitFor("F2 ")
	back("Forum")
	back("› Zuhause")
	s.press("i")
	look("› Posteingang", "anna")
	s.open("anna")
	look("An: ")
	back("Posteingang")
	back("› Zuhause")
	s.press("f")
	s.open("Stadt")
	look("Räume", "Konferenz")
	back("› Etagen")
	back("› Zuhause")
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.raw.String()
	s.raw.Reset()
	return all
}

// neat checks that header, rule and footer stand where they belong, and that no
// cell holds what is no picture of a character.
func (s *screen) neat() {
	s.t.Helper()
	s.wait("header, rule and footer to stand in their rows", func(rows []string) bool {
		ruled := slices.ContainsFunc(rows[1:5], func(row string) bool {
			return row != "" && strings.Trim(row, "─") == "" && utf8.RuneCountInString(row) == s.emu.Width()
		})
		last := rows[len(rows)-1]
		header := strings.HasPrefix(rows[0], "Stockwerk › ") || strings.HasPrefix(rows[0], "… › ")
		return header && ruled && strings.Contains(last, "Esc zurück")
	})
	for y, row := range s.rows() {
		for _, r := range row {
			if r == '\u200d' || r == '\ufe0f' || r == utf8.RuneError {
				continue // within an emoji; the sign for what was broken
			}
			if !unicode.IsPrint(r) && !unicode.In(r, unicode.Mn, unicode.Me) {
				s.t.Errorf("%s: row %d holds %U\n%s", s.name, y+1, r, s.dump())
			}
		}
	}
}

// fillWith puts the words into every field that a command writes. A field may
// refuse them, but in one clear sentence and never as its own fault.
func fillWith(t *testing.T, p *program, anna, berta *ssh.Client, all []string) {
	t.Helper()
	admin := p.member("hausmeister")
	for i, words := range all {
		words = fmt.Sprintf("a%d %s z%d", i, words, i)
		q := func(prefix string) string { return "'" + prefix + words + "'" }
		tries(t, anna, words, "say stadt/kreis")
		tries(t, anna, "", "say stadt/kreis "+q("/me "))
		tries(t, anna, words, "post stadt/kreis/board --title "+q("Thema "))
		tries(t, anna, words, "msg @berta")
		tries(t, berta, words, "draft save stadt/kreis/board --title "+q("Thema"))
		tries(t, anna, "", "room edit stadt/kreis --name "+q("Steuerkreis ")+" --topic "+q(""))
		tries(t, anna, "", fmt.Sprintf("room new stadt/r%d %s", i, q("Neben ")))
		tries(t, anna, "", "account settings --absence "+q(""))
		tries(t, berta, words, fmt.Sprintf("room apply stadt/r%d", i))
		tries(t, admin, words, "floor edit stadt --banner -")
		tries(t, admin, "", "floor edit stadt --name "+q("Stadt ")+" --description "+q(""))
		tries(t, anna, "ssh-ed25519 "+words, "account keys add")
		for _, refused := range []string{"floor new " + q("x") + " Name", "room join " + q("stadt/"), "msg " + q("@") + " x", "search " + q(""), q("")} {
			tries(t, berta, words, refused)
		}
		if i%4 == 0 { // tickets are the slowest
			issue := run(t, anna, "", "ticket new stadt/kreis --json --label "+q("Zettel "))
			if issue.code != 0 {
				issue = must(t, anna, "", "ticket new stadt/kreis --json")
			}
			visitor := p.dial("ticket", code(as[issued](t, issue).Code))
			if run(t, visitor, "", "redeem --accept --as "+q("")).code != 0 {
				must(t, visitor, "", "redeem --accept")
			}
			tries(t, visitor, words, "say stadt/kreis")
		}
	}
	for name, hostile := range map[string]string{"registration": all[0], "long name": strings.Repeat("n", 5000)} {
		if got := run(t, p.dial("new"), password+"\n", "register '"+hostile+"' --accept-terms"); got.code != 2 {
			t.Errorf("%s: exit %d, want 2", name, got.code)
		}
	}
}

// tries runs a command that may refuse, and reads what it prints as the terminal
// of somebody would.
func tries(t *testing.T, c *ssh.Client, stdin, line string) {
	t.Helper()
	got := run(t, c, stdin, line)
	if got.code == 1 || strings.Count(got.err, "\n") > 1 || (got.code != 0) != (got.err != "") {
		t.Errorf("%.60q: exit %d, stderr %q, want no fault and at most one line", line, got.code, got.err)
	}
	if foreign := sequences(got.out + got.err); len(foreign) > 0 {
		t.Errorf("%.60q: printed %q", line, foreign)
	}
}

// TestHostileKeysAndPastesHarmNobody types and pastes them into the fields of
// screens: the session goes on, and others see words only.
func TestHostileKeysAndPastesHarmNobody(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	furnish(t, p)
	reader := p.sit("berta", p.member("berta"), 80, 24)
	reader.openListed("Steuerkreis")
	reader.openListed("Chat")
	reader.waitFor("An: ")
	writer := p.sit("anna", p.member("anna"), 80, 24)
	writer.openListed("Steuerkreis")
	writer.openListed("Chat")
	writer.waitFor("An: ")
	reader.waitFor("Hier: anna")
	reader.types("leise")
	reader.waitFor("leise")
	reader.press("ctrl+u")
	known := sequences(reader.raw.String() + shifts)

	for i, words := range hostile() {
		writer.pastes(fmt.Sprintf("a%d %s z%d", i, strings.ReplaceAll(words, "\x1b[201~", ""), i))
		writer.press("enter")
		reader.wait(fmt.Sprintf("the pasted line %d", i), func(rows []string) bool {
			all := strings.Join(rows, "\n")
			return strings.Contains(all, fmt.Sprintf("a%d", i)) && strings.Contains(all, fmt.Sprintf("z%d", i))
		})
	}
	writer.pastes(strings.Repeat("ein langer Text ohne Ende ", 4000)) // 100 KB
	writer.waitFor("64 KB")
	writer.press("enter")
	writer.wait("the house to refuse or to ask", func(rows []string) bool {
		all := strings.Join(rows, "\n")
		return strings.Contains(all, "zu lang") || strings.Contains(all, "senden?")
	})
	writer.press("esc")
	writer.waitFor("Esc zurück")
	reader.neat()
	for _, seq := range sequences(reader.raw.String()) {
		if !slices.Contains(known, seq) {
			t.Errorf("the reader received %q, which the house does not send by itself", seq)
		}
	}
}

// TestWindowsOfAnySizeAreDrawn asks for sizes that no screen has, and for many in
// a row; the picture is whole afterwards.
func TestWindowsOfAnySizeAreDrawn(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	furnish(t, p)
	fresh := p.sit("fresh", p.member("berta"), 80, 24)
	fresh.waitFor("Steuerkreis")
	fresh.neat()
	for _, size := range [][2]int{{1, 1}, {0, 0}, {5000, 5000}, {20, 5}, {65535, 1}} {
		s := sitAs(t, fmt.Sprintf("%d by %d", size[0], size[1]), p.member("berta"), 80, 24, terminal{cols: size[0], rows: size[1]})
		if err := s.session.WindowChange(24, 80); err != nil {
			t.Fatal(err)
		}
		s.same(fresh)
	}
	s := p.sit("resized", p.member("berta"), 80, 24)
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		s.resize(1+random.IntN(200), 1+random.IntN(60))
	}
	if err := s.session.WindowChange(-1, 1<<31-1); err != nil {
		t.Fatal(err)
	}
	s.resize(80, 24)
	s.same(fresh)
}

// same waits until the screen shows what the other one shows.
func (s *screen) same(other *screen) {
	s.t.Helper()
	want := other.rows()
	s.wait("the same picture as on a fresh screen", func(rows []string) bool { return slices.Equal(rows, want) })
}
