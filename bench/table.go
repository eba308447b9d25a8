package main

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// sample is measured times.
type sample []time.Duration

// at is a quantile in milliseconds, 0 of nothing.
func (s sample) at(q float64) float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	i := min(int(q*float64(len(sorted))), len(sorted)-1)
	return float64(sorted[i]) / float64(time.Millisecond)
}

// row is a line of the table; without a ratio where it says nothing.
type row struct {
	name        string
	floor, here float64
	format      string
	ratio       bool
	wanted      string // the foundation
}

const (
	kb      = 1 << 10
	mb      = 1 << 20
	nothing = -1e9 // the floor has no such thing
)

// table prints what was measured with n sessions.
func table(out io.Writer, n int, low, high figures) {
	fmt.Fprintf(out, "\n| %d sessions, one room | floor | house | ratio | foundation |\n|---|--:|--:|--:|---|\n", n)
	for _, r := range lines(n, low, high) {
		ratio := ""
		if r.ratio && r.floor > 0 {
			ratio = fmt.Sprintf("%.2f", r.here/r.floor)
		}
		low := ""
		if r.floor != nothing {
			low = fmt.Sprintf(r.format, r.floor)
		}
		fmt.Fprintf(out, "| %s | %s | "+r.format+" | %s | %s |\n", r.name, low, r.here, ratio, r.wanted)
	}
}

func lines(n int, low, high figures) []row {
	only := func(at int, words string) string {
		if n == at {
			return words
		}
		return ""
	}
	return []row{
		{"dial to first screen, one at a time, p50 ms", low.alone.at(.5), high.alone.at(.5), "%.2f", true, "≤ 2 ×"},
		{"the same, p99 ms", low.alone.at(.99), high.alone.at(.99), "%.2f", true, ""},
		{"dial to first screen, 16 at once, p50 ms", low.together.at(.5), high.together.at(.5), "%.1f", true, ""},
		{"the same, p99 ms", low.together.at(.99), high.together.at(.99), "%.1f", true, ""},
		{"sessions opened a second, 16 at once", low.rate, high.rate, "%.0f", true, only(1000, "≥ 0.35")},
		{"lock to talk a second, 16 at once", nothing, high.enter, "%.0f", false, ""},
		{"key to echo, p50 ms", low.echo.at(.5), high.echo.at(.5), "%.2f", true, only(1000, "≤ 1.5 ms")},
		{"the same, p95 ms", low.echo.at(.95), high.echo.at(.95), "%.2f", true, ""},
		{"the same, p99 ms", low.echo.at(.99), high.echo.at(.99), "%.2f", true, only(1000, "≤ 8 ms")},
		{"line to every other screen, p50 ms", low.line.at(.5), high.line.at(.5), "%.1f", true, only(100, "≤ 12 ms") + only(1000, "≤ 60 ms")},
		{"the same, p99 ms", low.line.at(.99), high.line.at(.99), "%.1f", true, only(100, "≤ 40 ms") + only(1000, "≤ 200 ms")},
		{"deliveries a second", low.burst, high.burst, "%.0f", true, only(1000, "≥ 50,000")},
		{"resident memory a session, KB", low.memory / kb, high.memory / kb, "%.0f", true, ""},
		{"the same after collection, KB", low.settled / kb, high.settled / kb, "%.0f", true, only(1000, "≤ 350 KB")},
		{"goroutines a session", low.goroutines, high.goroutines, "%.1f", true, ""},
		{"processor at rest, cores", low.idle, high.idle, "%.3f", false, only(1000, "≤ 0.1")},
		{"goroutines left 2 s after all were cut off", float64(low.left), float64(high.left), "%.0f", false, "0"},
		{"memory left then, after collection, MB", low.leftMemory / mb, high.leftMemory / mb, "%.1f", false, ""},
	}
}

func writersTable(out io.Writer, s stored) {
	fmt.Fprintf(out, "\n| %d writers without terminals, one sealed room | house | foundation |\n|---|--:|---|\n", writersAtOnce)
	fmt.Fprintf(out, "| lines stored a second | %.0f | ≥ 10,000 |\n", s.rate)
	fmt.Fprintf(out, "| sent to confirmed, p50 / p99 ms | %.2f / %.2f | |\n", s.sample.at(.5), s.sample.at(.99))
}
