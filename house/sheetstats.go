package house

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// SmallCell is the least count that is shown.
const SmallCell = 5

// SheetCount is a count; Hidden ones are fewer than SmallCell, or kept back so that
// such a number cannot be worked out. Their N is 0 and says nothing.
type SheetCount struct {
	N      int
	Hidden bool
}

// SheetCell is how often one choice was chosen in a month; an empty Choice is for
// sheets without an answer to the question.
type SheetCell struct {
	Question, Choice string
	Count            SheetCount
}

// SheetMonth is one month: how many sheets, and the cells of each question.
type SheetMonth struct {
	Month string // 2006-01
	Total SheetCount
	Cells []SheetCell // empty when the total is hidden
}

// SheetStats are the counts of a floor by month.
type SheetStats struct {
	Form   SheetForm
	Months []SheetMonth // the earliest first
}

// maxStatMonths is how many months are shown at once, 12 without a wish.
const maxStatMonths = 120

var monthForm = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`)

// SheetStats counts the sheets of a floor by month and category, from one month to
// another (2006-01, both among them; "" = the last twelve that are over). Nobody is
// shown a small number, nor what leads to one:
//
//   - only months that are over are shown, and sheets are always of the month in
//     which they were filled in: what was shown does not change, so that two looks
//     cannot be subtracted;
//   - there are no sums over months, so that no month is the rest of a sum;
//   - a month with fewer than SmallCell sheets is not shown at all, not even its cells;
//   - a cell below SmallCell is hidden, a nought like the others; and since the cells
//     of a question add up to the month's total, the next smallest cell is hidden too
//     while only one that somebody chose is, or while those that are hidden add up to
//     less than SmallCell. Hidden cells all look alike: which are small is not told;
//   - cells are those that were chosen, whatever the form says now, so that changing
//     the questions regroups nothing; what is hidden and not in the form is left out.
//     No two questions are crossed.
//
// Who may: the floor's admins, and counsellors whose card hangs there.
func (s *Service) SheetStats(ctx context.Context, a Actor, floor, from, to string) (SheetStats, error) {
	f, err := s.floorFor(ctx, a, floor, DoSeeFloorFolk)
	if err != nil {
		return SheetStats{}, err
	}
	if err := s.maySeeStats(ctx, a, f); err != nil {
		return SheetStats{}, err
	}
	months, err := s.statMonths(from, to)
	if err != nil {
		return SheetStats{}, err
	}
	form, err := s.sheetForm(ctx, f)
	if err != nil {
		return SheetStats{}, err
	}
	out := SheetStats{Form: form, Months: []SheetMonth{}}
	if len(months) == 0 {
		return out, nil
	}
	rows, err := s.store.Sheets(ctx, f.row.ID, months[0], months[len(months)-1])
	if err != nil {
		return SheetStats{}, err
	}
	filled := map[string][]map[string]string{}
	for _, row := range rows {
		answers, err := s.openSheet(row)
		if err != nil {
			return SheetStats{}, err
		}
		filled[row.Month] = append(filled[row.Month], answers)
	}
	for _, m := range months {
		out.Months = append(out.Months, countSheets(form, m, filled[m]))
	}
	return out, nil
}

// maySeeStats lets admins of the floor in, and its counsellors.
func (s *Service) maySeeStats(ctx context.Context, a Actor, f floorState) error {
	err := s.mayHouse(ctx, a, DoShapeFloor, &f)
	if err == nil || KindOf(err) != Forbidden {
		return err
	}
	card, found := s.store.CardOf(ctx, a.person)
	if found != nil {
		if KindOf(found) == NotFound {
			return err
		}
		return found
	}
	places, found := s.store.CardPlaces(ctx, card.ID)
	if found != nil {
		return found
	}
	for _, p := range places {
		if err := s.verify(&p); err != nil {
			return err
		}
		if p.Floor == f.row.ID && (p.State == CardHome || p.State == CardShown) {
			return nil
		}
	}
	return err
}

// statMonths are the months to show: those that are over.
func (s *Service) statMonths(from, to string) ([]string, error) {
	return monthsBetween(from, to, s.monthsAgo(1))
}

// countSheets counts one month.
func countSheets(form SheetForm, month string, sheets []map[string]string) SheetMonth {
	m := SheetMonth{Month: month}
	if len(sheets) < SmallCell {
		m.Total.Hidden = true
		return m
	}
	m.Total.N = len(sheets)
	questions := make([]string, 0, len(form.Questions))
	for _, q := range form.Questions {
		questions = append(questions, q.ID)
	}
	var gone []string // from the form, not from the sheets
	for _, answers := range sheets {
		for id := range answers {
			if !slices.Contains(questions, id) && !slices.Contains(gone, id) {
				gone = append(gone, id)
			}
		}
	}
	slices.Sort(gone)
	for _, id := range append(questions, gone...) {
		counts := map[string]int{}
		for _, answers := range sheets {
			counts[answers[id]]++
		}
		q, _ := form.Question(id)
		known, rest := q.choices(counts)
		m.Cells = append(m.Cells, hideSmall(id, known, rest, counts)...)
	}
	return m
}

// choices are those of the form, and what else was chosen: what was in it once, last
// the sheets without an answer.
func (q SheetQuestion) choices(counts map[string]int) (form, rest []string) {
	for _, c := range q.Choices {
		form = append(form, c.ID)
	}
	for id := range counts {
		if id != "" && !slices.Contains(form, id) {
			rest = append(rest, id)
		}
	}
	slices.Sort(rest)
	return form, append(rest, "")
}

// hideSmall makes the cells of one question in one month, as SheetStats says.
func hideSmall(question string, form, rest []string, counts map[string]int) []SheetCell {
	chosen := make([]string, 0, len(counts)) // the smallest first
	for id := range counts {
		chosen = append(chosen, id)
	}
	slices.SortFunc(chosen, func(x, y string) int { return cmp.Or(cmp.Compare(counts[x], counts[y]), strings.Compare(x, y)) })
	hidden, sum := 0, 0
	for hidden < len(chosen) {
		small := counts[chosen[hidden]] < SmallCell
		alone := hidden == 1 || hidden > 1 && sum < SmallCell
		if !small && !alone {
			break
		}
		sum += counts[chosen[hidden]]
		hidden++
	}
	var cells []SheetCell
	for _, id := range slices.Concat(form, rest) {
		c := SheetCell{Question: question, Choice: id, Count: SheetCount{N: counts[id]}}
		if counts[id] == 0 || slices.Contains(chosen[:hidden], id) {
			if slices.Contains(rest, id) {
				continue // that it is there would tell that somebody chose it
			}
			c.Count = SheetCount{Hidden: true}
		}
		cells = append(cells, c)
	}
	return cells
}

// String is the count as it is shown.
func (c SheetCount) String() string {
	if c.Hidden {
		return "<" + strconv.Itoa(SmallCell)
	}
	return strconv.Itoa(c.N)
}
