package house

import (
	"context"
	"slices"
	"time"
)

// StatCell is one figure of a month.
type StatCell struct {
	What  Stat
	Count SheetCount
}

// StatMonth is one month of a floor or the house.
type StatMonth struct {
	Month string // 2006-01
	Cells []StatCell
}

// Stats are the figures of some months, the earliest first.
type Stats struct {
	Floor  string // code; "" = the house
	Months []StatMonth
}

// floorStats and houseStats are the figures in the order in which they are shown.
var (
	floorStats = []Stat{
		StatRooms, StatRoomsNew, StatRoomsClosed, StatPosts, StatLines, StatJoined, StatLeft, StatTickets, StatRedeemed,
		StatConsulted, StatConsultEnded,
		StatCases, StatAsked, StatAccepted, StatWait1, StatWait3, StatWait7, StatWaitMore, StatLetters, StatSessions, StatCasesClosed,
	}
	houseStats = []Stat{StatAccounts, StatAccountsGone, StatDirect}
)

// ofCounselling are the figures that are shown only for months in which at least
// SmallCell counsellings were in use: otherwise those of a single one could be read
// from a sum.
var ofCounselling = []Stat{
	StatAsked, StatAccepted, StatWait1, StatWait3, StatWait7, StatWaitMore, StatLetters, StatSessions, StatCasesClosed,
}

// waits are the classes that add up to StatAccepted.
var waits = []Stat{StatWait1, StatWait3, StatWait7, StatWaitMore}

// nested are pairs of which the second is usually a part of the first.
var nested = [][2]Stat{
	{StatTickets, StatRedeemed}, {StatConsulted, StatConsultEnded}, {StatAsked, StatAccepted}, {StatAccepted, StatCasesClosed},
}

// Stats shows what was counted on a floor, or with "" in the house, from one month to
// another (2006-01, both among them; "" = the last twelve that are over). No figure is
// of a person, and nobody is shown a small number, nor what leads to one:
//
//   - only months are shown that were over for a day, and what was shown does not
//     change any more, so that two looks cannot be subtracted. There are no sums over
//     months;
//   - a count below SmallCell is hidden, a nought like the others;
//   - the classes of waiting add up to a figure that is shown: when one is hidden, the
//     next smallest is too, until those that are hidden add up to SmallCell or more;
//   - where two figures are part of each other (tickets issued and redeemed) and differ by
//     less than SmallCell, the second is hidden;
//   - how much is written in counsellings is not counted at all, and what is counted of
//     them is shown only where SmallCell of them or more were in use in the month;
//   - what the house shows of a figure is the sum over those floors whose own count
//     is shown: what is hidden on a floor is not in it, and so cannot be found by
//     subtracting the others.
//
// Who may: of a floor its admins, of the house its admins.
func (s *Service) Stats(ctx context.Context, a Actor, floor, from, to string) (Stats, error) {
	out := Stats{Months: []StatMonth{}}
	var of *FloorID
	if floor == "" {
		if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
			return out, err
		}
	} else {
		f, err := s.floorFor(ctx, a, floor, DoShapeFloor)
		if err != nil {
			return out, err
		}
		out.Floor, of = f.text.Code, &f.row.ID
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return out, err
	}
	months, err := monthsBetween(from, to, lastSettled(now))
	if err != nil || len(months) == 0 {
		return out, err
	}
	rows, err := s.store.Counts(ctx, months[0], months[len(months)-1])
	if err != nil {
		return out, err
	}
	counts := map[string]map[FloorID]map[Stat]int{}
	for _, r := range rows {
		if counts[r.Month] == nil {
			counts[r.Month] = map[FloorID]map[Stat]int{}
		}
		if counts[r.Month][r.Floor] == nil {
			counts[r.Month][r.Floor] = map[Stat]int{}
		}
		counts[r.Month][r.Floor][Stat(r.What)] = r.N
	}
	for _, m := range months {
		month := StatMonth{Month: m}
		if of != nil {
			month.Cells = floorCells(counts[m][*of])
		} else {
			month.Cells = houseCells(counts[m])
		}
		out.Months = append(out.Months, month)
	}
	return out, nil
}

// floorCells makes what is shown of a floor's month, as Stats says.
func floorCells(n map[Stat]int) []StatCell {
	hidden := map[Stat]bool{}
	for _, what := range floorStats {
		hidden[what] = n[what] < SmallCell
	}
	if n[StatCases] < SmallCell {
		for _, what := range ofCounselling {
			hidden[what] = true
		}
	}
	for _, pair := range nested {
		if d := n[pair[0]] - n[pair[1]]; d != 0 && d < SmallCell && d > -SmallCell {
			hidden[pair[1]] = true
		}
	}
	if hidden[StatAccepted] {
		for _, what := range waits {
			hidden[what] = true
		}
	} else {
		hideClasses(n, hidden)
	}
	cells := make([]StatCell, len(floorStats))
	for i, what := range floorStats {
		cells[i] = StatCell{What: what, Count: SheetCount{N: n[what]}}
		if hidden[what] {
			cells[i].Count = SheetCount{Hidden: true}
		}
	}
	return cells
}

// hideClasses hides classes of waiting so that none can be found by subtracting the
// others from their sum.
func hideClasses(n map[Stat]int, hidden map[Stat]bool) {
	counts := map[string]int{}
	var form []string
	for _, what := range waits {
		form = append(form, string(what))
		if n[what] > 0 {
			counts[string(what)] = n[what]
		}
	}
	for _, cell := range hideSmall("", form, nil, counts) {
		hidden[Stat(cell.Choice)] = cell.Count.Hidden
	}
}

// houseCells sums what is shown of the floors, and adds what is counted of the house
// alone.
func houseCells(floors map[FloorID]map[Stat]int) []StatCell {
	sums := map[Stat]int{}
	for id, n := range floors {
		if id == "" {
			continue
		}
		for _, cell := range floorCells(n) {
			sums[cell.What] += cell.Count.N // 0 where it is hidden
		}
	}
	cells := make([]StatCell, 0, len(floorStats)+len(houseStats))
	add := func(what Stat, n int) {
		c := StatCell{What: what, Count: SheetCount{N: n}}
		if n < SmallCell {
			c.Count = SheetCount{Hidden: true}
		}
		cells = append(cells, c)
	}
	for _, what := range houseStats {
		add(what, floors[""][what])
	}
	for _, what := range floorStats {
		add(what, sums[what])
	}
	return cells
}

// monthsBetween are the months to show, none later than last; without a wish the
// twelve up to it.
func monthsBetween(from, to, last string) ([]string, error) {
	for _, m := range []string{from, to} {
		if m != "" && !monthForm.MatchString(m) {
			return nil, Errorf(Invalid, "error.sheet_month")
		}
	}
	if to == "" || to > last {
		to = last
	}
	end, err := time.Parse("2006-01", to)
	if err != nil {
		return nil, Errorf(Invalid, "error.sheet_month")
	}
	if from == "" {
		from = end.AddDate(0, -11, 0).Format("2006-01")
	}
	begin, err := time.Parse("2006-01", from)
	if err != nil {
		return nil, Errorf(Invalid, "error.sheet_month")
	}
	var out []string
	for m := begin; !m.After(end); m = m.AddDate(0, 1, 0) {
		if len(out) == maxStatMonths {
			return nil, Errorf(Invalid, "error.sheet_months", "Max", maxStatMonths)
		}
		out = append(out, m.Format("2006-01"))
	}
	return out, nil
}

// StatsShown are the figures of a floor, or of the house, in their order.
func StatsShown(floor bool) []Stat {
	if floor {
		return slices.Clone(floorStats)
	}
	return slices.Concat(houseStats, floorStats)
}
