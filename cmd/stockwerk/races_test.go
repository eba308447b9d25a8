package main_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/ssh"
)

// TestATicketWorksOnceUnderARace lets eight connections redeem the same ticket
// at the same moment, many times: exactly one gets in each time.
func TestATicketWorksOnceUnderARace(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, _ := furnish(t, p)
		for round := range 5 {
			ticket := as[issued](t, must(t, anna, "", "ticket new stadt/kreis --json"))
			if in := race(t, p, ticket.Code); in != 1 {
				t.Errorf("round %d: %d redeemers got in, want exactly 1", round, in)
			}
		}
	})
}

// race redeems one code over eight connections and counts who got in.
func race(t *testing.T, p *program, ticket string) int {
	t.Helper()
	conns := make([]*ssh.Client, 8)
	for i := range conns {
		conns[i] = p.dial("ticket", code(ticket))
	}
	var in atomic.Int32
	var ready, done sync.WaitGroup
	ready.Add(1)
	for _, c := range conns {
		done.Go(func() {
			ready.Wait()
			if run(t, c, "", "redeem --accept --json").code == 0 {
				in.Add(1)
			}
		})
	}
	ready.Done()
	done.Wait()
	for _, c := range conns {
		_ = c.Close()
	}
	return int(in.Load())
}

// TestNothingAcknowledgedIsLostByKill writes from eight connections, kills the
// server with SIGKILL in the middle, and compares what was acknowledged with
// what stands there afterwards. Repeating the unacknowledged lines with their
// keys must not double anything.
func TestNothingAcknowledgedIsLostByKill(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		data := t.TempDir()
		p := serve(t, data, db)
		furnish(t, p)
		for round := range 3 {
			acked, tried := hammer(t, p, round)
			if len(acked) == 0 {
				t.Fatal("nothing was acknowledged before the kill; the test proves nothing")
			}
			p = serve(t, data, db)
			anna := p.member("anna")
			for _, words := range tried { // the sender's retry
				must(t, anna, "", fmt.Sprintf("say stadt/kreis --key %s %s", words, words))
			}
			got := texts(as[[]post](t, must(t, anna, "", "read stadt/kreis --limit 100000 --json")))
			count := map[string]int{}
			for _, words := range got {
				count[words]++
			}
			for _, words := range acked {
				if count[words] != 1 {
					t.Errorf("acknowledged line %s stands there %d times, want once", words, count[words])
				}
			}
			for _, words := range tried {
				if count[words] != 1 {
					t.Errorf("repeated line %s stands there %d times, want once", words, count[words])
				}
			}
		}
	})
}

// hammer writes until forty lines are acknowledged and then kills the server.
func hammer(t *testing.T, p *program, round int) (acked, tried []string) {
	t.Helper()
	var mu sync.Mutex
	var writers sync.WaitGroup
	enough := make(chan struct{})
	var once sync.Once
	conns := make([]*ssh.Client, 8)
	for i := range conns {
		conns[i] = p.member("anna")
	}
	for w, c := range conns {
		writers.Go(func() {
			for n := 0; ; n++ {
				words := fmt.Sprintf("r%dw%dn%d", round, w, n)
				mu.Lock()
				tried = append(tried, words)
				mu.Unlock()
				s, err := c.NewSession()
				if err != nil {
					return
				}
				if err := s.Run(fmt.Sprintf("say stadt/kreis --key %s %s", words, words)); err != nil {
					return
				}
				mu.Lock()
				acked = append(acked, words)
				full := len(acked) >= 40
				mu.Unlock()
				if full {
					once.Do(func() { close(enough) })
				}
			}
		})
	}
	<-enough
	p.kill()
	writers.Wait()
	return slices.Clone(acked), slices.Clone(tried)
}
