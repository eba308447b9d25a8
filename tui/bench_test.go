package tui_test

import (
	"runtime"
	"testing"

	tea "charm.land/bubbletea/v2"

	"stockwerk/tui"
	"stockwerk/tui/kit/kittest"
)

func given(s *stand) tui.Env {
	env := kittest.Env(s)
	return tui.Env{Actor: env.Actor, SetActor: env.SetActor, Stand: s, Who: env.Who, After: env.After}
}

// BenchmarkMoveInHome is a key and the frame that follows.
func BenchmarkMoveInHome(b *testing.B) {
	model, _, end := tui.New(given(&stand{news: news()}))
	defer end()
	d := kittest.NewModel(b, 80, 24, model)
	_ = d
	keys := []tea.Msg{kittest.Key("down"), kittest.Key("up")}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		model, _ = model.Update(keys[i%2])
		_ = model.View()
		i++
	}
}

// TestIdleSessionIsSmall keeps what a session at rest holds from growing unseen.
func TestIdleSessionIsSmall(t *testing.T) {
	const n, most = 200, 24 << 10
	hold := make([]*kittest.Driver, 0, n)
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	session(t, 80, 24, &stand{news: news(), floors: floors()}, nil).View() // catalogue and styles
	before := heap()
	for range n {
		d := session(t, 80, 24, &stand{news: news(), floors: floors()}, nil)
		d.View()
		hold = append(hold, d)
	}
	if per := (heap() - before) / n; per > most {
		t.Errorf("got %d bytes a session, want at most %d", per, most)
	} else {
		t.Logf("%d bytes a session", per)
	}
	runtime.KeepAlive(hold)
}
