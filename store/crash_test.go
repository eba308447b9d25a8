package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"stockwerk/house"
	"stockwerk/store"
	"stockwerk/store/storetest"
)

// crashTarget makes this test binary the writer that is killed.
const crashTarget = "STOCKWERK_TEST_CRASH_TARGET"

// saidPrefix tells what the writer acknowledged from what a test prints.
const saidPrefix = "stored "

// TestWriterThatIsKilled does nothing unless TestAKilledWriter… starts it.
func TestWriterThatIsKilled(t *testing.T) {
	if target := os.Getenv(crashTarget); target != "" {
		t.Fatal(crashWriter(target, os.Getenv(crashTarget+"_ROUND")))
	}
}

// crashWriter writes with eight goroutines until it is killed, and says each
// id on standard output only after it was stored.
func crashWriter(target, round string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, target)
	if err != nil {
		return err
	}
	var said sync.Mutex
	failed := make(chan error)
	for w := range 8 {
		go func() {
			for i := 0; ; i++ {
				m := newMessage("r1", "p1", house.KindChat, "")
				m.ID = house.MessageID(fmt.Sprintf("%s-%d-%d", round, w, i))
				if err := s.InTx(ctx, func(tx house.Tx) error { return tx.AddMessage(ctx, &m) }); err != nil {
					failed <- err
					return
				}
				said.Lock()
				_, err := fmt.Fprintln(os.Stdout, saidPrefix+m.ID)
				said.Unlock()
				if err != nil {
					return
				}
			}
		}()
	}
	return <-failed
}

func TestAKilledWriterLosesNothingAcknowledged(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		const rounds = 10
		first, err := store.Open(t.Context(), target)
		if err != nil {
			t.Fatal(err)
		}
		addRoom(t, first, "r1")
		if err := first.Close(); err != nil { // each round has to recover the file by itself
			t.Fatal(err)
		}
		said := map[string]bool{}
		for round := range rounds {
			for _, id := range killed(t, target, round, 30+40*round) {
				said[id] = true
			}
		}
		stored := map[string]bool{}
		s := storetest.Open(t, target)
		for i, m := range all(t, s, "r1") {
			if stored[string(m.ID)] || m.Seq != int64(i+1) {
				t.Fatalf("message %s is doubled, or %d is not the seq after %d", m.ID, m.Seq, i)
			}
			stored[string(m.ID)] = true
		}
		for id := range said {
			if !stored[id] {
				t.Errorf("%s was acknowledged and is lost", id)
			}
		}
		if len(said) < rounds*30 {
			t.Errorf("got %d acknowledged, want at least %d", len(said), rounds*30)
		}
		t.Logf("%d acknowledged, %d stored", len(said), len(stored))
	})
}

// killed runs the writer, kills it after n acknowledgements and returns all it
// said.
func killed(t *testing.T, target string, round, n int) (said []string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWriterThatIsKilled$")
	child.Env = append(os.Environ(), crashTarget+"="+target, fmt.Sprintf("%s_ROUND=%d", crashTarget, round))
	var trouble strings.Builder
	child.Stderr = &trouble
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // a half line was not said
		}
		id, ok := strings.CutPrefix(strings.TrimSpace(line), saidPrefix)
		if !ok {
			t.Errorf("the writer ended by itself: %s", line)
			continue
		}
		if said = append(said, id); len(said) == n {
			if err := child.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	if err := child.Wait(); err == nil || trouble.Len() > 0 {
		t.Errorf("the writer ended by itself: %v %s", err, trouble.String())
	}
	return said
}
