package house

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"stockwerk/vault"
)

// optionID is the id of the i-th option: its number.
func optionID(i int) string { return strconv.Itoa(i + 1) }

// ballots picks the votes out of a poll's answers and says in p how many there
// are and whether the actor voted.
func (s *Service) ballots(a Actor, d pollData, poll MessageID, rows []AnswerRow, p *Poll) ([]AnswerRow, error) {
	mine := string(a.person)
	if d.Secret {
		mine = s.hasVoted(poll, a.person)
	}
	var cast []AnswerRow
	marks := 0
	for _, row := range rows {
		p.Voted = p.Voted || a.person != "" && row.Slot == mine
		if d.Secret && !strings.HasPrefix(row.Slot, ballotSlot) {
			if err := s.checkMark(row); err != nil {
				return nil, err
			}
			marks++
			continue
		}
		cast = append(cast, row)
	}
	if d.Secret && marks != len(cast) {
		s.log.Error("a secret poll has not as many ballots as voters")
		return nil, errTampered(vault.ErrTampered)
	}
	p.Votes = len(cast)
	return cast, nil
}

// count opens ballots and adds them up: all where the result is shown, else one's
// own in an open poll.
func (s *Service) count(ctx context.Context, in access, d pollData, rows []AnswerRow, p *Poll) error {
	var all [][]byte
	var people []PersonID
	var by []string
	for _, row := range rows {
		mine := !d.Secret && p.Voted && row.Slot == string(in.actor.person)
		if !p.Shown && !mine {
			continue
		}
		var b ballot
		if err := s.openAnswer(ctx, in, row, &b); err != nil {
			return err
		}
		if len(b.Ranks) != len(d.Options) {
			return errTampered(vault.ErrFormat)
		}
		if mine {
			p.Choices = chosen(b.Ranks)
		}
		all, people, by = append(all, b.Ranks), append(people, PersonID(row.Slot)), append(by, b.By)
	}
	if !p.Shown {
		return nil
	}
	tally(d.Kind, all, p.Options)
	if d.Secret {
		return nil
	}
	names, err := s.knownNames(ctx, in, people)
	if err != nil {
		return err
	}
	for n, ranks := range all {
		name := names[people[n]]
		if name == nobodysName {
			name = cmp.Or(by[n], name)
		}
		for i, rank := range ranks {
			if rank == 1 || rank > 0 && d.Kind == PollMultiple {
				p.Options[i].Voters = append(p.Options[i].Voters, name)
			}
		}
	}
	for i := range p.Options {
		slices.SortFunc(p.Options[i].Voters, strings.Compare)
	}
	return nil
}

// chosen are the ids of what a ballot chose, the best first.
func chosen(ranks []byte) []string {
	var out []string
	for rank := 1; rank <= len(ranks); rank++ {
		for i, r := range ranks {
			if int(r) == rank {
				out = append(out, optionID(i))
			}
		}
	}
	return out
}

// tally adds ballots up. Rankings are counted by the Borda count (J.-C. de Borda,
// "Mémoire sur les élections au scrutin", 1781): of n options the first of a
// ballot gets n−1 points, the second n−2, the last 0. Options that a ballot leaves
// out share the points of the places that are left, as equal candidates do:
// everybody gives away the same sum, however many they ranked.
func tally(kind PollKind, ballots [][]byte, options []PollOption) {
	for _, ranks := range ballots {
		left := 0
		for _, rank := range ranks {
			if rank == 0 {
				left++
			}
		}
		for i, rank := range ranks {
			if rank == 1 {
				options[i].Count++
			}
			switch {
			case kind != PollRanking:
			case rank == 0:
				options[i].Points += float64(left-1) / 2
			default:
				options[i].Points += float64(len(ranks) - int(rank))
			}
		}
	}
}

// PollShare is the part of what an option can get that it got, from 0 to 1: of all
// votes, or in a ranking of the points of an option that everybody puts first.
func PollShare(kind PollKind, votes, options int, o PollOption) float64 {
	most, got := float64(votes), float64(o.Count)
	if kind == PollRanking {
		most, got = most*float64(options-1), o.Points
	}
	if most == 0 {
		return 0
	}
	return got / most
}
