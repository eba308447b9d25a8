package main_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/crypto/ssh"
)

// word makes a random word that occurs nowhere by chance.
func word() string { return "w" + strings.ToLower(rand.Text()[:14]) }

// writeEverywhere puts a random word through every way in for words, and
// gives the words back.
func writeEverywhere(t *testing.T, p *program, anna, berta *ssh.Client) []string {
	t.Helper()
	var words []string
	w := func() string {
		words = append(words, word())
		return words[len(words)-1]
	}
	must(t, anna, "", "post stadt/kreis/board --title "+w()+" "+w())
	must(t, berta, w(), "say stadt/kreis")
	must(t, berta, "", "say stadt/kreis --key "+w()+" "+w())
	must(t, anna, "", "msg @berta "+w())
	must(t, berta, "", "msg @anna "+w())
	must(t, anna, "", "say eg/cafe "+w()) // open in the house, but not at rest
	first := as[sent](t, must(t, anna, "", "say stadt/kreis --json "+w()))
	must(t, anna, "", "edit "+first.ID+" "+w())
	gone := as[sent](t, must(t, anna, "", "say stadt/kreis --json "+w()))
	must(t, anna, "", "delete "+gone.ID)
	must(t, anna, "", "room edit stadt/kreis --name "+w()+" --topic "+w())
	must(t, anna, "", "room new stadt/klause "+w()+" --unlisted")
	must(t, anna, "", "room new stadt/beratung Beratung --kind practice")
	must(t, berta, "", "room apply stadt/beratung "+w())
	must(t, anna, "", "task new stadt/kreis "+w()+" --for @berta --due 2090-01-01 "+w())
	article := as[sent](t, must(t, anna, "", "blog new stadt/kreis "+w()+" --json "+w()))
	must(t, berta, "", "blog comment "+article.ID+" "+w())
	must(t, berta, "", "bookmarks add stadt/kreis https://"+w()+".example/ --title "+w()+" --tag "+w()+" "+w())
	must(t, anna, "", "notice new stadt/kreis "+w()+" --until 2090-01-01 "+w())
	poll := as[sent](t, must(t, anna, "", "poll new stadt/kreis "+w()+" --json --secret --option "+w()+" --option "+w()+" --text "+w()))
	must(t, berta, "", "poll vote "+poll.ID+" 1")
	writeWithTools(t, anna, berta, w)
	ticket := as[issued](t, must(t, anna, "", "ticket new stadt/kreis --json --label "+w()))
	words = append(words, ticket.Code, strings.ReplaceAll(ticket.Code, "-", ""))
	c := p.dial("ticket", code(ticket.Code))
	pseudonym := w()
	r := as[redeemed](t, must(t, c, "", "redeem --accept --json --as "+pseudonym))
	must(t, c, w(), "say stadt/kreis")
	return append(words, r.Return, strings.ReplaceAll(r.Return, "-", ""), password)
}

// traces gives a word in the encodings in which it might lie around.
func traces(w string) map[string][]byte {
	var wide []byte
	for _, u := range utf16.Encode([]rune(w)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	all := map[string][]byte{
		"UTF-8": []byte(w), "UTF-16": wide,
		"hex": []byte(hex.EncodeToString([]byte(w))),
	}
	for shift := range 3 { // base64 looks different at each offset
		b := base64.StdEncoding.EncodeToString([]byte("xyz"[:shift] + w))
		all[fmt.Sprintf("base64+%d", shift)] = []byte(b[4 : len(b)-4])
	}
	return all
}

// found lists where a word's traces occur in the named contents.
func found(contents map[string][]byte, w string) []string {
	var where []string
	for name, content := range contents {
		for encoding, trace := range traces(w) {
			if bytes.Contains(content, trace) {
				where = append(where, name+" as "+encoding)
			}
		}
	}
	return where
}

// everythingAtRest reads all files of the data directory but the house key,
// the log, and every row of the database server. The paths of files count as
// content, too.
func everythingAtRest(t *testing.T, p *program) map[string][]byte {
	t.Helper()
	contents := map[string][]byte{"log": []byte(p.logs.String())}
	err := filepath.WalkDir(p.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		contents["names"] = append(contents["names"], path+"\n"...)
		if d.IsDir() {
			return nil
		}
		b, err := os.ReadFile(path)
		contents[path] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if p.db != "" {
		contents["postgres"] = dump(t, p.db)
	}
	return contents
}

// dump gives every row of every table as text; bytes appear as hex.
func dump(t *testing.T, url string) []byte {
	t.Helper()
	ctx := context.Background()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var tables []string
	rows, err := db.QueryContext(ctx, `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, table := range tables {
		dumpTable(t, db, table, &out)
	}
	return out.Bytes()
}

func dumpTable(t *testing.T, db *sql.DB, table string, out *bytes.Buffer) {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), `SELECT row_to_json(x)::text FROM "`+table+`" x ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var row string
		if err := rows.Scan(&row); err != nil {
			t.Fatal(err)
		}
		out.WriteString(row + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func TestNothingIsReadableAtRest(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		words := writeEverywhere(t, p, anna, berta)
		for _, running := range []bool{true, false} {
			if !running {
				p.stop()
			}
			contents := everythingAtRest(t, p)
			for _, w := range words {
				if where := found(contents, w); len(where) > 0 {
					t.Errorf("a word that somebody wrote lies readable in %v", where)
				}
			}
			if db == "" && len(found(contents, "house.db")) == 0 {
				t.Error("control: not even the name of the database was found, so names are not searched")
			}
			if len(found(contents, "anna")) == 0 {
				t.Error("control: not even a member's name was found, so the search sees nothing")
			}
		}
		planted := word()
		for encoding, trace := range traces(planted) {
			if len(found(map[string][]byte{"file": trace}, planted)) == 0 {
				t.Errorf("control: a planted word was not found as %s", encoding)
			}
		}
	})
}

// TestAdminsReadNoWord lets a house admin and a floor admin try every command
// on a room that they are not in.
func TestAdminsReadNoWord(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, berta := furnish(t, p)
	must(t, p.dial("new"), password+"\n", "register frieda --accept-terms")
	must(t, p.member("frieda"), "", "floor join stadt")
	must(t, p.member("hausmeister"), "", "floor admin stadt @frieda")
	words := writeEverywhere(t, p, anna, berta)
	words = words[:len(words)-1] // not the password, which all share
	line := as[sent](t, must(t, anna, "", "say stadt/kreis --json "+words[0]))

	for _, name := range []string{"hausmeister", "frieda"} {
		admin := p.member(name)
		var heard strings.Builder
		for _, place := range []string{"stadt/kreis", "stadt/klause", "stadt/beratung"} {
			for _, try := range []string{
				"read %s", "read %s/board", "read %s/chat", "room show %s", "members %s", "threads %s", "ticket list %s",
				"ticket new %s", "room applications %s", "room admit %s @" + name, "room invite %s @" + name,
				"room handover %s @" + name, "say %s hallo", "post %s/board --title a b", "present %s", "search w --in %s",
				"room join %s", "room remove %s @anna", "room close %s", "room edit %s --topic x", "room delete %s",
			} {
				r := run(t, admin, "", fmt.Sprintf(try, place)+" --json")
				heard.WriteString(r.out + r.err)
			}
		}
		for _, try := range []string{
			"rooms --json", "rooms stadt --json", "floors --json", "news --json", "inbox --json", "read @anna --json", "read @berta --json",
			"search " + words[0] + " --json", "search w --json", "account export --json", "floor members stadt --json", "draft list --json",
			"edit " + line.ID + " x", "delete " + line.ID, "pin " + line.ID, "whoami --json",
		} {
			r := run(t, admin, password+"\n", try)
			heard.WriteString(r.out + r.err)
		}
		for i, w := range words {
			if i == 7 || i == 11 {
				continue // the café is open to all; the listed room's name is in the floor's list
			}
			if strings.Contains(heard.String(), w) {
				t.Errorf("%s saw word %d of a room they are not in", name, i)
			}
		}
	}
	if got := texts(as[[]post](t, must(t, berta, "", "read stadt/kreis --json"))); !strings.Contains(strings.Join(got, " "), words[0]) {
		t.Error("control: a member does not see the word either")
	}
}
