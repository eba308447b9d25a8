package house_test

// The attack: somebody with the whole database, who knows when everybody voted and
// can open what the room's key seals, looks for what joins a voter and a ballot.

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// stolen is the database as a thief has it.
type stolen struct {
	t  *testing.T
	db *sql.DB
	pg bool
}

func steal(t *testing.T, target string) stolen {
	t.Helper()
	driver, source := "sqlite", "file:"+target+"?_pragma=busy_timeout(10000)"
	pg := strings.HasPrefix(target, "postgres")
	if pg {
		driver, source = "pgx", target
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return stolen{t, db, pg}
}

// rows gives the result of a query as one text a row.
func (s stolen) rows(query string) []string {
	s.t.Helper()
	rows, err := s.db.QueryContext(s.t.Context(), query)
	if err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			s.t.Fatal(err)
		}
		var b strings.Builder
		for i := range values {
			v := *values[i].(*any)
			if raw, ok := v.([]byte); ok {
				v = string(raw)
			}
			fmt.Fprintf(&b, "%v|", v)
		}
		out = append(out, b.String())
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	return out
}

// slots are the slots of a poll's answers in some order of the database.
func (s stolen) slots(poll house.MessageID, order string) []string {
	s.t.Helper()
	out := s.rows(`SELECT slot FROM answers WHERE entry = '` + string(poll) + `' ORDER BY ` + order)
	for i := range out {
		out[i] = strings.TrimSuffix(out[i], "|")
	}
	return out
}

// storage is the order in which rows lie there: that in which they came, unless
// somebody took care.
func (s stolen) storage() string {
	if s.pg {
		return "ctid"
	}
	return "rowid"
}

// everything is each row of each table.
func (s stolen) everything() []string {
	s.t.Helper()
	names := `SELECT name FROM sqlite_master WHERE type = 'table'`
	if s.pg {
		names = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	var out []string
	for _, table := range s.rows(names) {
		table = strings.TrimSuffix(table, "|")
		for _, row := range s.rows(`SELECT * FROM "` + table + `"`) {
			out = append(out, table+"|"+row)
		}
	}
	return out
}

// links are rows, messages left out, that hold both a person and something else.
func links(rows []string, people []house.Actor, what string) []string {
	var found []string
	for _, row := range rows {
		if strings.HasPrefix(row, "messages|") || !strings.Contains(row, what) {
			continue
		}
		for _, p := range people {
			if strings.Contains(row, string(p.Person())) {
				found = append(found, row)
			}
		}
	}
	return found
}

func TestNothingStoredJoinsAVoterAndABallot(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, people := crowd(t, target, 10)
		thief := steal(t, target)
		open, secret := l.newPoll(anna, house.PollSpec{}), l.newPoll(anna, house.PollSpec{Secret: true})
		for n, p := range people {
			l.vote(p, open, fmt.Sprint(n%3+1))
			l.vote(p, secret, fmt.Sprint(n%3+1))
		}
		all := thief.everything()
		// Control: the open poll is found, in the order in which people voted.
		if got := links(all, people, string(open)); len(got) != len(people) {
			t.Errorf("control: got %d rows that join a member and the open poll, want %d", len(got), len(people))
		}
		var voters []string
		for _, p := range people {
			voters = append(voters, string(p.Person()))
		}
		if got := thief.slots(open, thief.storage()); !slices.Equal(got, voters) {
			t.Errorf("control: the open poll lies as %q, want the order of voting %q", got, voters)
		}
		if got := links(all, people, string(secret)); len(got) != 0 {
			t.Errorf("got %q, want no row with a member and the secret poll", got)
		}
		inOrder := thief.slots(secret, "slot")
		if len(inOrder) != 2*len(people) {
			t.Fatalf("got %d rows, want a mark and a ballot of each", len(inOrder))
		}
		if got := thief.slots(secret, thief.storage()); !slices.Equal(got, inOrder) {
			t.Errorf("the rows lie as %q, want them in the order of their slots", got)
		}
		for _, slot := range inOrder {
			for _, row := range all {
				if strings.Contains(row, slot) && !strings.HasPrefix(row, "answers|") {
					t.Errorf("%s stands in %q, too", slot, row)
				}
			}
		}
		from := ` FROM answers WHERE entry = '` + string(secret) + `' AND slot LIKE 'b.%'`
		same := []string{`epoch`, `revision`, `length(body)`, `length(slot)`}
		if thief.pg {
			same = append(same, `xmin`)
		}
		for _, column := range same {
			if got := thief.rows(`SELECT DISTINCT ` + column + from); len(got) != 1 {
				t.Errorf("%s: got %q, want the same for all ballots", column, got)
			}
		}
		if got := thief.rows(`SELECT DISTINCT epoch, revision, length(body) FROM answers
			WHERE entry = '` + string(secret) + `' AND slot LIKE 'v.%'`); len(got) != 1 || !strings.HasPrefix(got[0], "0|0|") {
			t.Errorf("got %q, want marks to be all alike", got)
		}
	})
}

// TestSlotsDoNotTellTheTime votes one after the other and looks whether the order
// of the ballots' slots is that of the votes.
func TestSlotsDoNotTellTheTime(t *testing.T) {
	l, anna, people := crowd(t, storetest.SQLitePath(t), 10)
	id := l.newPoll(anna, house.PollSpec{Secret: true})
	room, err := l.Room(t.Context(), anna, "f/r")
	l.must(err)
	var known, came []string
	for _, p := range people {
		l.vote(p, id, "1")
		rows, err := l.store.Answers(t.Context(), room.ID, id)
		l.must(err)
		for _, row := range rows {
			if strings.HasPrefix(row.Slot, "b.") && !slices.Contains(known, row.Slot) {
				known, came = append(known, row.Slot), append(came, row.Slot)
			}
		}
	}
	if len(came) != len(people) || slices.IsSorted(came) { // by chance once in 3.6 million
		t.Errorf("got the slots %q in the order of voting", came)
	}
}

// TestAKeyThatChangesDoesNotSortTheBallots removes a member while a poll goes on:
// ballots of before must not be told from those of after.
func TestAKeyThatChangesDoesNotSortTheBallots(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, people := crowd(t, target, 6)
		id := l.newPoll(anna, house.PollSpec{Secret: true, Rule: house.ResultsAlways})
		for n, p := range people[:3] {
			l.vote(p, id, fmt.Sprint(n+1))
		}
		_, err := l.Remove(t.Context(), anna, "f/r", people[5].Name())
		l.must(err)
		thief := steal(t, target)
		epochs := func() []string {
			return thief.rows(`SELECT DISTINCT epoch FROM answers WHERE entry = '` + string(id) + `' AND slot LIKE 'b.%'`)
		}
		before := epochs()
		p := l.vote(people[3], id, "1")
		if after := epochs(); len(after) != 1 || slices.Equal(after, before) {
			t.Errorf("got the epochs %q, want all ballots under the new key, not %q", after, before)
		}
		if p.Votes != 4 || !slices.Equal(counts(p), []int{2, 1, 1}) {
			t.Errorf("got %+v, want the ballots of before to count", p)
		}
	})
}

func TestABallotThatIsTakenAwayShows(t *testing.T) {
	target := storetest.SQLitePath(t)
	l, anna, people := crowd(t, target, 4)
	id := l.newPoll(anna, house.PollSpec{Secret: true, Rule: house.ResultsAlways})
	for _, p := range people {
		l.vote(p, id, "1")
	}
	if p := l.poll(anna, id); p.Votes != 4 {
		t.Fatalf("control: got %+v", p)
	}
	_, err := steal(t, target).db.ExecContext(t.Context(), `DELETE FROM answers WHERE slot = (SELECT min(slot) FROM answers WHERE slot LIKE 'b.%')`)
	l.must(err)
	_, err = l.Poll(t.Context(), anna, id)
	wantKey(t, "a ballot is missing", err, "error.tampered")
}
