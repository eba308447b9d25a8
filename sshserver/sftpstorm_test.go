package sshserver_test

import (
	"encoding/binary"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// packets are bytes that are framed like sftp and hold anything: every type of
// request, with fields that fit, that are too long, or that are missing.
type packets struct{ r *rand.Rand }

func (p packets) text() []byte {
	words := []string{"", "/", ".", "..", "/stadt", "/" + shelf, "/" + shelf + "/a", "/" + shelf + "/b/c", "1", "2", "3", "\x00", "a\\b", "limits@openssh.com", "posix-rename@openssh.com", "statvfs@openssh.com", "hardlink@openssh.com", "fsync@openssh.com"}
	s := words[p.r.IntN(len(words))]
	n := len(s)
	if p.r.IntN(20) == 0 {
		n = p.r.IntN(1 << 31)
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(n)), s...)
}

func (p packets) number(wide bool) []byte {
	n := p.r.Uint64() >> p.r.IntN(64)
	if wide {
		return binary.BigEndian.AppendUint64(nil, n)
	}
	return binary.BigEndian.AppendUint32(nil, uint32(n))
}

// shapes are the fields of each type: s a text, n and w numbers.
var shapes = map[byte]string{
	3: "snn", 4: "s", 5: "swn", 6: "sws", 7: "s", 8: "s", 9: "snwnn", 10: "snwnn", 11: "s", 12: "s", 13: "s", 14: "sn", 15: "s", 16: "s", 17: "s",
	18: "ss", 19: "s", 20: "ss", 200: "sss",
}

func (p packets) next() []byte {
	kind := byte(3 + p.r.IntN(19))
	if kind == 21 {
		kind = 200
	}
	body := append([]byte{kind}, p.number(false)...)
	for _, field := range shapes[kind] {
		switch field {
		case 's':
			body = append(body, p.text()...)
		case 'n':
			body = append(body, p.number(false)...)
		case 'w':
			body = append(body, p.number(true)...)
		}
	}
	if p.r.IntN(50) == 0 {
		body = body[:1+p.r.IntN(len(body))]
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), body...)
}

// TestAStormOfPacketsIsSurvived has a client send whatever it likes. The library
// works on goroutines of its own, where a panic would be the end of the house.
func TestAStormOfPacketsIsSurvived(t *testing.T) {
	f := shelved(t)
	put(t, f.files(adminName), "/"+shelf+"/a", noise(100_000))
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	p := packets{rand.New(rand.NewPCG(seed, 1))}
	c := f.in(adminName, gossh.Password(adminPass))
	for range 60 {
		s, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		in, err := s.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.RequestSubsystem("sftp"); err != nil {
			t.Fatal(err)
		}
		over := make(chan struct{})
		go func() {
			defer close(over)
			_, _ = io.Copy(io.Discard, out)
		}()
		_, err = in.Write([]byte("\x00\x00\x00\x05\x01\x00\x00\x00\x03"))
		for range 100 {
			if err != nil {
				break
			}
			_, err = in.Write(p.next())
		}
		_ = in.Close()
		<-over
		_ = s.Close()
	}
	names(t, f.files(adminName), "/stadt")
}

// TestWhoAsksWithoutListeningWaits sends requests for much and reads nothing: the
// house takes no more of them than are answered.
func TestWhoAsksWithoutListeningWaits(t *testing.T) {
	f := shelved(t)
	s, err := f.in(adminName, gossh.Password(adminPass)).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestSubsystem("sftp"); err != nil {
		t.Fatal(err)
	}
	sent := make(chan int)
	go func() {
		n := 0
		_, err := in.Write([]byte("\x00\x00\x00\x05\x01\x00\x00\x00\x03"))
		for ; err == nil && n < 400_000; n++ { // each answer is longer than its question
			_, err = in.Write([]byte("\x00\x00\x00\x0e\x10\x00\x00\x00\x07\x00\x00\x00\x05a/b/c"))
		}
		sent <- n
	}()
	still := time.NewTimer(500 * time.Millisecond)
	defer still.Stop()
	select {
	case n := <-sent:
		if n == 400_000 {
			t.Error("all was taken although nothing was listened to")
		}
	case <-still.C: // it waits
	}
	_ = s.Close()
}
