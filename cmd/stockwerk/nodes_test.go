package main_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/ssh"

	"stockwerk/store/storetest"
)

// TestTwoNodesAreOneHouse runs two servers on one PostgreSQL database: lines
// cross, a ticket works once over both, and killing one loses nothing.
func TestTwoNodesAreOneHouse(t *testing.T) {
	t.Parallel()
	db := storetest.PostgresURL(t)
	data := t.TempDir()
	one := serve(t, data, db)
	furnish(t, one)
	two := serve(t, data, db)
	if two.hostKey != one.hostKey {
		t.Fatal("two nodes of one house show different host keys")
	}

	livesAcross(t, one.member("anna"), two.member("berta"))

	ticket := as[issued](t, must(t, one.member("anna"), "", "ticket new stadt/kreis --json"))
	conns := make([]*ssh.Client, 8)
	for i := range conns {
		conns[i] = []*program{one, two}[i%2].dial("ticket", code(ticket.Code))
	}
	var in atomic.Int32
	var done sync.WaitGroup
	for _, c := range conns {
		done.Go(func() {
			if run(t, c, "", "redeem --accept --json").code == 0 {
				in.Add(1)
			}
		})
	}
	done.Wait()
	if in.Load() != 1 {
		t.Errorf("%d redeemers over two nodes got in, want exactly 1", in.Load())
	}

	acked, _ := hammer(t, one, 0) // kills the first node
	got := texts(as[[]post](t, must(t, two.member("berta"), "", "read stadt/kreis --limit 100000 --json")))
	for _, words := range acked {
		if n := len(slices.DeleteFunc(slices.Clone(got), func(s string) bool { return s != words })); n != 1 {
			t.Errorf("line %s of the killed node stands there %d times, want once", words, n)
		}
	}
}
