package run_test

import (
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/tui/run"
)

// typed shows what was typed on one line of a full styled screen.
func typed() *board {
	static := strings.Repeat("\n\x1b[36m│\x1b[m "+strings.Repeat("words ", 12)+"\x1b[36m│\x1b[m", 22)
	return &board{view: func(b *board) tea.View {
		v := tea.NewView(strings.Repeat("x", b.n%70) + static)
		v.AltScreen = true
		return v
	}}
}

// BenchmarkKeyToFrame is the time from a key to the frame that shows it, on a
// session that has been at rest for longer than the gap between frames.
func BenchmarkKeyToFrame(b *testing.B) {
	server, client := net.Pipe()
	go func() { _, _ = run.Run(b.Context(), typed(), server, run.Options{UTF8: true, BytesPerSecond: 1 << 30}) }()
	buf := make([]byte, 1<<16)
	if _, err := client.Read(buf); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		<-time.After(10 * time.Millisecond)
		b.StartTimer()
		if _, err := io.WriteString(client, "x"); err != nil {
			b.Fatal(err)
		}
		if _, err := client.Read(buf); err != nil {
			b.Fatal(err)
		}
	}
	_ = client.Close()
}

// BenchmarkUpdate is a message that waits for its frame together with others.
func BenchmarkUpdate(b *testing.B) {
	server, client := net.Pipe()
	go func() { _, _ = io.Copy(io.Discard, client) }()
	notify := make(chan tea.Msg)
	go func() { _, _ = run.Run(b.Context(), typed(), server, run.Options{UTF8: true, Notify: notify}) }()
	b.ReportAllocs()
	for b.Loop() {
		notify <- news(1)
	}
	_ = client.Close()
}

// BenchmarkSessionAtRest reports the memory and goroutines of a session that
// has drawn an 80×24 screen and waits. The pipe's client end is not counted.
func BenchmarkSessionAtRest(b *testing.B) {
	const sessions = 500
	for b.Loop() {
		var ends []net.Conn
		before := footprint()
		goroutines := runtime.NumGoroutine()
		for range sessions {
			server, client := net.Pipe()
			ends = append(ends, client)
			go func() { _, _ = run.Run(b.Context(), typed(), server, run.Options{UTF8: true}) }()
		}
		buf := make([]byte, 1<<16)
		for range 3 { // the first frame and two keys
			for _, end := range ends {
				if _, err := end.Read(buf); err != nil {
					b.Fatal(err)
				}
			}
			for _, end := range ends {
				_, _ = io.WriteString(end, "x")
			}
		}
		for _, end := range ends {
			_, _ = end.Read(buf)
		}
		b.ReportMetric(float64(footprint()-before)/sessions/1024, "KB/session")
		b.ReportMetric(float64(runtime.NumGoroutine()-goroutines)/sessions, "goroutines/session")
		for _, end := range ends {
			_ = end.Close()
		}
	}
}

// footprint is the memory in use: live heap and stacks.
func footprint() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}
