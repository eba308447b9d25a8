package sshserver_test

import (
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/sshserver"
)

// peer is a client that answers or does not.
type peer struct {
	gossh.Conn
	deaf  bool
	gone  chan struct{}
	asked int
}

func (p *peer) SendRequest(string, bool, []byte) (bool, []byte, error) {
	p.asked++
	if p.deaf {
		<-p.gone
		return false, nil, io.EOF
	}
	return false, nil, nil
}

func TestAClientThatIsGoneIsNoticed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		p := &peer{deaf: true, gone: make(chan struct{})}
		sshserver.WatchOver(p, func() { close(p.gone) })
		<-p.gone
		if took := time.Since(start); took < 90*time.Second || took > 3*time.Minute {
			t.Errorf("it took %v, want three misses of 30 s", took)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		p := &peer{}
		closed := false
		stop := sshserver.WatchOver(p, func() { closed = true })
		time.Sleep(time.Hour) // of the bubble
		synctest.Wait()
		if closed || p.asked < 100 {
			t.Errorf("closed %v after %d answers, want it open", closed, p.asked)
		}
		stop()
	})
}

// stuck is a channel whose writes take some time.
type stuck struct {
	gossh.Channel
	takes time.Duration
}

func (s stuck) Write(p []byte) (int, error) {
	time.Sleep(s.takes) // of the bubble
	return len(p), nil
}

func (s stuck) Stderr() io.ReadWriter { return s }

// lone is a channel whose end wakes one of those who wait in it, as the channels
// of x/crypto/ssh do; who comes later finds it closed.
type lone struct {
	gossh.Channel
	mu    sync.Mutex
	wake  *sync.Cond
	ended bool
}

func newLone() *lone {
	l := &lone{}
	l.wake = sync.NewCond(&l.mu)
	return l
}

func (l *lone) Read([]byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for !l.ended {
		l.wake.Wait()
	}
	return 0, io.EOF
}

func (l *lone) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	l.wake.Signal()
}

// A command may still wait for a line while the end of the session's input is
// heard out. The raw channel is the negative control.
func TestTwoReadersOfAChannelBothLearnOfItsEnd(t *testing.T) {
	for want, patient := range map[int32]bool{1: false, 2: true} {
		synctest.Test(t, func(t *testing.T) {
			l := newLone()
			var ch gossh.Channel = l
			if patient {
				ch = sshserver.Patient(l, func() {})
			}
			var left atomic.Int32
			for range 2 {
				go func() {
					_, _ = ch.Read(nil)
					left.Add(1)
				}()
			}
			synctest.Wait()
			l.end()
			synctest.Wait()
			if got := left.Load(); got != want {
				t.Errorf("patient %v: %d readers came back, want %d", patient, got, want)
			}
			l.end() // those who were left behind
		})
	}
}

func TestAClientThatDoesNotReadIsLetGo(t *testing.T) {
	for takes, want := range map[time.Duration]bool{10 * time.Second: false, 20 * time.Second: true} {
		synctest.Test(t, func(t *testing.T) {
			closed := 0
			ch := sshserver.Patient(stuck{takes: takes}, func() { closed++ })
			_, _ = ch.Write([]byte("x"))
			_, _ = ch.Stderr().Write([]byte("x"))
			synctest.Wait()
			if got := closed > 0; got != want {
				t.Errorf("a write of %v: closed %v, want %v", takes, got, want)
			}
		})
	}
}

func TestPenaltiesGrowAndAreForgotten(t *testing.T) {
	now := time.Unix(0, 0)
	th := sshserver.NewThrottle(func() time.Time { return now })
	const here, there = "192.0.2.1/32", "192.0.2.2/32"
	refusedAt := 0
	for i := range 100 {
		if _, ok := th.Begin(here, "anna"); !ok {
			refusedAt = i
			break
		}
	}
	if refusedAt < 10 || refusedAt > 30 {
		t.Errorf("the source was refused after %d tries", refusedAt)
	}
	wait, ok := th.Begin(there, "Anna")
	if !ok || wait <= 0 || wait > 4*time.Second {
		t.Errorf("another source: %v and a wait of %v, want the account slow but open", ok, wait)
	}
	if wait, ok := th.Begin(there, "berta"); !ok || wait != 0 {
		t.Errorf("another account: %v and a wait of %v", ok, wait)
	}
	// Each further try costs more, up to half a minute.
	longest := time.Duration(0)
	for range 20 {
		start := now
		for _, ok := th.Begin(here, "anna"); !ok; _, ok = th.Begin(here, "anna") {
			now = now.Add(100 * time.Millisecond)
		}
		longest = max(longest, now.Sub(start))
	}
	if longest < 29*time.Second || longest > 31*time.Second {
		t.Errorf("the longest penalty was %v, want 30 s", longest)
	}
	now = now.Add(11 * time.Minute)
	if wait, ok := th.Begin(here, "anna"); !ok || wait != 0 {
		t.Errorf("after eleven minutes: %v and %v, want it forgotten", ok, wait)
	}
}

func TestRightPasswordsDoNotHaveOthersOfTheirPlaceWait(t *testing.T) {
	now := time.Unix(0, 0)
	th := sshserver.NewThrottle(func() time.Time { return now })
	const office = "192.0.2.1/32"
	for range 25 {
		for _, ok := th.Begin(office, "anna"); !ok; _, ok = th.Begin(office, "anna") {
			now = now.Add(100 * time.Millisecond)
		}
	}
	now = now.Add(40 * time.Second) // the last penalty is over
	for i := range 20 {
		now = now.Add(100 * time.Millisecond)
		name := string(rune('b' + i))
		if _, ok := th.Begin(office, name); !ok {
			t.Fatalf("colleague %d has to wait for the one before", i+1)
		}
		th.Right(office, name)
	}
	if _, ok := th.Begin(office, "anna"); !ok {
		t.Error("one more try is refused")
	}
	if _, ok := th.Begin(office, "anna"); ok {
		t.Error("a second wrong try at once is not refused any more")
	}
}

func TestARightPasswordForgivesTheAccountButNotTheSource(t *testing.T) {
	now := time.Unix(0, 0)
	th := sshserver.NewThrottle(func() time.Time { return now })
	const here = "192.0.2.1/32"
	for range 18 {
		th.Begin(here, "anna")
		th.Begin(here, "own")
		th.Right(here, "own")
	}
	if wait, _ := th.Begin("192.0.2.2/32", "own"); wait != 0 {
		t.Errorf("the own account waits %v", wait)
	}
	refused := false
	for range 5 {
		_, ok := th.Begin(here, "anna")
		refused = refused || !ok
	}
	if !refused {
		t.Error("an own account washed the guesses clean")
	}
}

func TestTheMemoryOfGuessesIsBounded(t *testing.T) {
	now := time.Unix(0, 0)
	th := sshserver.NewThrottle(func() time.Time { return now })
	for i := range 40_000 {
		th.Begin(net.IPv4(10, byte(i>>16), byte(i>>8), byte(i)).String()+"/32", strings.Repeat("n", 1+i%200))
	}
	if sources, accounts := th.Size(); sources > 16_384 || accounts > 64 {
		t.Errorf("%d sources and %d accounts are remembered", sources, accounts)
	}
}

func TestSources(t *testing.T) {
	for addr, want := range map[string]string{
		"192.0.2.7:22":          "192.0.2.7/32",
		"[::ffff:192.0.2.7]:22": "192.0.2.7/32",
		"[2001:db8:1:2:3::4]:1": "2001:db8:1:2::/64",
		"[::1]:22":              "::1/128",
	} {
		a, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := sshserver.SourceOf(a).String(); got != want {
			t.Errorf("%s: got %s, want %s", addr, got, want)
		}
	}
}

func TestOpenDoorsAreNotServed(t *testing.T) {
	f := open(t, nil)
	c := sshserver.Config{House: f.house, HostKey: t.TempDir() + "/host_key", Log: quiet()}
	s, err := sshserver.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s.LeaveDoorsOpen()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(l); err == nil || !strings.Contains(err.Error(), "without a credential") {
		t.Errorf("got %v, want a refusal to serve", err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Error("the listener was left open")
	}
}
