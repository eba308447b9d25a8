package main_test

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/ssh"
)

// TestNothingOfTheToolsIsLostByKill kills the server with SIGKILL while pages are
// saved, votes cast, files brought and rooms cloned: what was acknowledged is
// there after the restart, and of the rest nothing is half visible.
func TestNothingOfTheToolsIsLostByKill(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		data := t.TempDir()
		p := serve(t, data, db)
		anna, _ := furnish(t, p)
		must(t, anna, "", "room new stadt/quelle Quelle")
		for i := range cloned {
			must(t, anna, "", fmt.Sprintf("bookmarks add stadt/quelle https://example.org/%d", i))
		}
		done := killedWhile(t, p, map[string]func(n int) deed{
			"page":  func(n int) deed { return deed{pageText(n), fmt.Sprintf("wiki edit stadt/kreis Satzung --base %d", n)} },
			"file":  func(n int) deed { return deed{fileText(n), fmt.Sprintf("files put stadt/kreis /f%d", n)} },
			"vote":  func(n int) deed { return deed{"", fmt.Sprintf("poll vote %s %d", openPoll(t, anna, n), n%2+1)} },
			"clone": func(n int) deed { return deed{"", fmt.Sprintf("room clone stadt/quelle stadt/k%d Kopie", n)} },
		})
		p = serve(t, data, db)
		anna = p.member("anna")
		pagesAreThere(t, anna, done["page"])
		filesAreThere(t, anna, done["file"])
		clonesAreWhole(t, anna, done["clone"])
		votesAreThere(t, anna, done["vote"])
	})
}

// cloned is how many entries a clone carries.
const cloned = 40

// deed is a command and what it reads.
type deed struct{ stdin, line string }

func pageText(n int) string {
	return fmt.Sprintf("Fassung %d\n%s", n+1, strings.Repeat("Zeile\n", 2000))
}

func fileText(n int) string { return strings.Repeat(fmt.Sprintf("Inhalt %d\n", n), 60_000) }

// openPoll asks for a poll of its own, so that each vote can be told from the others;
// it may fail when the server is being killed.
func openPoll(t *testing.T, c *ssh.Client, n int) string {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		return "none"
	}
	defer s.Close()
	out, err := s.Output(fmt.Sprintf(`poll new stadt/kreis "Frage %d" --option eins --option zwei --json`, n))
	if err != nil {
		return "none"
	}
	return as[named](t, reply{out: string(out)}).ID
}

// killedWhile does deeds of every kind, one after the other, each kind on a
// connection of its own, while one more file stands half brought; it kills the
// server once three of every kind are acknowledged and says how many were.
func killedWhile(t *testing.T, p *program, kinds map[string]func(n int) deed) map[string]int {
	t.Helper()
	var workers sync.WaitGroup
	done := map[string]*atomic.Int32{}
	half := halfBrought(t, p)
	for kind, next := range kinds {
		c, count := p.member("anna"), &atomic.Int32{}
		done[kind] = count
		workers.Go(func() {
			for do := next(0); did(c, do); do = next(int(count.Load())) {
				count.Add(1)
			}
		})
	}
	retried(t, func() bool {
		for _, count := range done {
			if count.Load() < 3 {
				return false
			}
		}
		return true
	})
	p.kill()
	workers.Wait()
	_ = half.Close()
	numbers := map[string]int{}
	for kind, count := range done {
		numbers[kind] = int(count.Load())
	}
	return numbers
}

// did tells whether a deed was acknowledged.
func did(c *ssh.Client, do deed) bool {
	s, err := c.NewSession()
	if err != nil {
		return false
	}
	defer s.Close()
	s.Stdin = strings.NewReader(do.stdin)
	return s.Run(do.line) == nil
}

// halfBrought begins a file and leaves it in the middle.
func halfBrought(t *testing.T, p *program) io.Closer {
	t.Helper()
	c := p.member("anna")
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("files put stadt/kreis /halb --size 3000000"); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write(make([]byte, 1_500_000)); err != nil {
		t.Fatal(err)
	}
	return in
}

// pagesAreThere wants every acknowledged version with its own text, and no gap.
func pagesAreThere(t *testing.T, c *ssh.Client, done int) {
	t.Helper()
	type page struct {
		Version int
		Text    string
	}
	versions := as[[]page](t, must(t, c, "", "wiki versions stadt/kreis Satzung --limit 100000 --json"))
	if n := len(versions); n != done && n != done+1 {
		t.Errorf("%d versions are there, %d were acknowledged", n, done)
	}
	for i, v := range versions {
		if v.Version != len(versions)-i {
			t.Errorf("version %d stands at place %d of %d", v.Version, i, len(versions))
		}
		got := as[page](t, must(t, c, "", fmt.Sprintf("wiki get stadt/kreis Satzung --version %d --json", v.Version)))
		if want := strings.TrimSpace(pageText(v.Version - 1)); strings.TrimSpace(got.Text) != want {
			t.Errorf("version %d has %d bytes that are not the %d that were saved", v.Version, len(got.Text), len(want))
		}
	}
}

// filesAreThere wants every acknowledged file whole, and one that is not whole to
// say so and to be no content for anybody.
func filesAreThere(t *testing.T, c *ssh.Client, done int) {
	t.Helper()
	whole := map[string]bool{}
	for _, f := range as[[]file](t, must(t, c, "", "files list stadt/kreis --limit 100000 --json")) {
		if f.Partial {
			refused(t, c, "", "files get stadt/kreis "+f.Path, 5)
			continue
		}
		whole[f.Name] = true
		n, err := strconv.Atoi(strings.TrimPrefix(f.Name, "f"))
		if err != nil {
			t.Errorf("%s counts as whole, and was not brought whole", f.Name)
			continue
		}
		if got := must(t, c, "", "files get stadt/kreis "+f.Path).out; got != fileText(n) {
			t.Errorf("%s has %d bytes that are not the %d that were brought", f.Name, len(got), len(fileText(n)))
		}
	}
	for n := range done {
		if !whole[fmt.Sprintf("f%d", n)] {
			t.Errorf("the acknowledged file f%d is not whole: %v", n, whole)
		}
	}
}

// clonesAreWhole wants every acknowledged clone, and none that is not whole.
func clonesAreWhole(t *testing.T, c *ssh.Client, done int) {
	t.Helper()
	there := map[string]bool{}
	for _, r := range as[[]struct{ Place string }](t, must(t, c, "", "rooms stadt --limit 100000 --json")) {
		name, is := strings.CutPrefix(r.Place, "stadt/k")
		if _, err := strconv.Atoi(name); !is || err != nil {
			continue
		}
		there[r.Place] = true
		if n := len(as[[]named](t, must(t, c, "", "bookmarks list "+r.Place+" --limit 100000 --json"))); n != cloned {
			t.Errorf("%s has %d of %d entries", r.Place, n, cloned)
		}
	}
	for n := range done {
		if !there[fmt.Sprintf("stadt/k%d", n)] {
			t.Errorf("the acknowledged clone %d is gone", n)
		}
	}
	// The address of one that broke off stays taken until it is swept; the room it
	// was made of is as before.
	must(t, c, "", "room clone stadt/quelle stadt/nochmal Kopie")
}

// votesAreThere wants every acknowledged vote, once and for what was chosen.
func votesAreThere(t *testing.T, c *ssh.Client, done int) {
	t.Helper()
	type poll struct {
		Question string
		Votes    int
		Choices  []string
	}
	seen := 0
	for _, got := range as[[]poll](t, must(t, c, "", "poll list stadt/kreis --limit 100000 --json")) {
		n, err := strconv.Atoi(strings.TrimPrefix(got.Question, "Frage "))
		if err != nil {
			t.Fatal(err)
		}
		choice := strconv.Itoa(n%2 + 1)
		if n < done && (got.Votes != 1 || !slices.Equal(got.Choices, []string{choice})) {
			t.Errorf("%s: got %+v, want the acknowledged vote for %s", got.Question, got, choice)
		}
		if n < done {
			seen++
		}
		if got.Votes > 1 {
			t.Errorf("%s: one member has %d votes", got.Question, got.Votes)
		}
	}
	if seen != done {
		t.Errorf("%d of %d polls with acknowledged votes are there", seen, done)
	}
}
