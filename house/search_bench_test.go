package house_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
)

// BenchmarkSearch looks through a room with 100,000 sealed posts for a word that
// stands in the newest (the time to the first hit), one that only the oldest has
// (all are opened), and one that none has.
func BenchmarkSearch(b *testing.B) {
	const posts = 100_000
	s, a := benchRoom(b)
	ctx := b.Context()
	words := "Ein Satz, wie ihn Leute in ein Forum schreiben: mit ein paar Wörtern, Umlauten und einem Ende. %d"
	if _, err := s.Say(ctx, a, "f/r", "uralt", ""); err != nil {
		b.Fatal(err)
	}
	var wg sync.WaitGroup
	for w := range 64 {
		wg.Go(func() {
			for i := w; i < posts; i += 64 {
				if _, err := s.Say(ctx, a, "f/r", fmt.Sprintf(words, i), ""); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	for _, word := range []string{"Umlauten", "uralt", "nirgends"} {
		b.Run(word, func(b *testing.B) {
			for range b.N {
				begun := time.Now()
				var first time.Duration
				err := s.Search(ctx, a, house.SearchQuery{Words: word, Limit: 1}, func(house.Post) bool {
					first = time.Since(begun)
					return true
				})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(first.Milliseconds()), "ms/first")
			}
		})
	}
}
