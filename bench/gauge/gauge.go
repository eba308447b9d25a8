// Package gauge lets a measured server tell its parent what cannot be seen from
// outside: how many goroutines it has, and what it keeps in memory once it has
// been collected. It speaks lines over the pipes that the parent holds, so that
// no door to it exists anywhere else. It imports nothing of the module.
//
//	ready ADDRESS          the child, once it serves
//	> gauge                the parent asks, the child answers a Reading as JSON
//	> settle               the same after giving back what is not used
//	> cpu FILE, > cpu      starts and ends a profile of the processor
//	> heap FILE            writes one of the memory; goroutine FILE of these
//
// The child ends when its standard input does.
package gauge

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
)

// Reading is what a process says of itself.
type Reading struct {
	Goroutines int
	Heap       uint64 // bytes of live and not yet collected objects
	Stacks     uint64 // bytes
}

// Ready tells the parent where the server listens.
func Ready(out io.Writer, addr string) error {
	_, err := fmt.Fprintln(out, "ready", addr)
	return err
}

// Answer serves the parent until it goes. It returns nil then.
func Answer(in io.Reader, out io.Writer) error {
	var profile *os.File
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		word, file, _ := strings.Cut(lines.Text(), " ")
		var err error
		switch word {
		case "settle":
			debug.FreeOSMemory()
		case "cpu":
			profile, err = toggle(profile, file)
		case "heap", "goroutine":
			err = write(word, file)
		}
		if err != nil {
			return err
		}
		if err := json.NewEncoder(out).Encode(read()); err != nil {
			return err
		}
	}
	return lines.Err()
}

func read() Reading {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return Reading{Goroutines: runtime.NumGoroutine(), Heap: m.HeapAlloc, Stacks: m.StackInuse}
}

func toggle(running *os.File, file string) (*os.File, error) {
	if running != nil {
		pprof.StopCPUProfile()
		if err := running.Close(); err != nil || file == "" {
			return nil, err
		}
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	return f, pprof.StartCPUProfile(f)
}

func write(kind, file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := pprof.Lookup(kind).WriteTo(f, 0); err != nil {
		return err
	}
	return f.Close()
}
