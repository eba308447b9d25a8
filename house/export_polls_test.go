package house

import "strings"

// Borda counts rankings, written as numbers of options with spaces between, each
// as often as it says.
func Borda(options int, votes map[string]int) []float64 {
	all := make([]PollOption, options)
	d := pollData{Kind: PollRanking, Options: make([]string, options)}
	var ballots [][]byte
	for order, n := range votes {
		ranks, err := d.choose(strings.Fields(order))
		if err != nil {
			panic(err)
		}
		for range n {
			ballots = append(ballots, ranks)
		}
	}
	tally(PollRanking, ballots, all)
	out := make([]float64, options)
	for i, o := range all {
		out[i] = o.Points
	}
	return out
}
