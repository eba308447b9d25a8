package main_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// writeWithTools puts a random word into every field of every tool. Templates are
// left out: what a floor offers is open to it by promise.
func writeWithTools(t *testing.T, anna, berta *ssh.Client, w func() string) {
	t.Helper()
	writeFiles(t, anna, w)
	writeWiki(t, anna, berta, w)
	writeDates(t, anna, berta, w)
	writeCounselling(t, anna, berta, w)
	for _, kind := range []string{"multiple", "ranking"} {
		first, second := w(), w()
		poll := as[sent](t, must(t, anna, "", "poll new stadt/kreis "+w()+" --json --kind "+kind+" --option "+first+" --option "+second+" --option "+w()))
		must(t, berta, "", "poll vote "+poll.ID+" "+second+" "+first)
		fresh := as[sent](t, must(t, anna, "", "poll new stadt/kreis "+w()+" --json --option "+w()+" --option "+w()))
		must(t, anna, "", "poll edit "+fresh.ID+" --question "+w()+" --text "+w()+" --option "+w()+" --option "+w())
		must(t, anna, "", "poll delete "+fresh.ID)
	}
	task := as[sent](t, must(t, anna, "", "task new stadt/kreis "+w()+" --json "+w()))
	must(t, anna, "", "task edit "+task.ID+" --title "+w()+" "+w())
	must(t, anna, "", "task done "+task.ID)
	article := as[sent](t, must(t, anna, "", "blog new stadt/kreis "+w()+" --json "+w()))
	must(t, anna, "", "blog edit "+article.ID+" --title "+w()+" "+w())
	mark := as[sent](t, must(t, anna, "", "bookmarks add stadt/kreis https://"+w()+".example/"+w()+" --json --title "+w()+" --tag "+w()+" "+w()))
	must(t, anna, "", "bookmarks edit "+mark.ID+" --url https://"+w()+".example/ --title "+w()+" --tag "+w()+" "+w())
	notice := as[sent](t, must(t, anna, "", "notice new stadt/kreis "+w()+" --json "+w()))
	must(t, anna, "", "notice edit "+notice.ID+" --title "+w()+" "+w())
	must(t, anna, "", "notice delete "+notice.ID)
	writeSlots(t, anna, berta, w)
	for _, kind := range []string{"wiki show stadt/kreis ", "files show stadt/kreis ", "search "} { // what is looked for, too
		run(t, berta, "", kind+w())
	}
	must(t, anna, "", "room clone stadt/kreis stadt/abbild "+w()+" --unlisted")
	must(t, anna, "", "room export stadt/kreis")
}

func writeSlots(t *testing.T, anna, berta *ssh.Client, w func() string) {
	t.Helper()
	must(t, anna, "", "room new stadt/termine "+w()+" --kind practice --unlisted")
	must(t, anna, "", "room invite stadt/termine @berta")
	must(t, berta, "", "room join stadt/termine")
	p := as[slotShape](t, must(t, anna, "", "slot book stadt/termine 2027-12-01T10:00 --json "+w()))
	must(t, berta, "", "slot confirm "+p.ID)
	must(t, berta, "", "slot cancel "+p.ID+" "+w())
	must(t, anna, "", "slot export --mine --names")
}

func writeFiles(t *testing.T, anna *ssh.Client, w func() string) {
	t.Helper()
	folder, name := w(), w()
	must(t, anna, "", "files mkdir stadt/kreis "+folder)
	must(t, anna, strings.Repeat(w()+" ", 30_000), "files put stadt/kreis "+folder+"/"+name+".txt") // two chunks
	must(t, anna, w(), "files put stadt/kreis "+folder+"/"+name+".txt --replace")
	moved := w()
	must(t, anna, "", "files move stadt/kreis "+folder+"/"+name+".txt "+moved+"."+w())
	must(t, anna, w(), "files put stadt/kreis "+w()+".pdf")
	gone := w()
	must(t, anna, w(), "files put stadt/kreis "+gone)
	must(t, anna, "", "files delete stadt/kreis "+gone)
	refused(t, anna, w(), "files put stadt/kreis "+w()+" --size 100", 2) // stays as a part
}

func writeWiki(t *testing.T, anna, berta *ssh.Client, w func() string) {
	t.Helper()
	page, link := w(), w()
	must(t, anna, "# "+w()+"\n\n[["+link+"]] und ["+w()+"](https://"+w()+".example/)", "wiki edit stadt/kreis "+page+" --comment "+w())
	must(t, berta, "", "wiki edit stadt/kreis "+page+" --base 1 --comment "+w()+" "+w())
	name := w()
	must(t, anna, "", "wiki rename stadt/kreis "+page+" "+name)
	must(t, anna, "", "wiki lock stadt/kreis "+name)
	must(t, anna, "", "wiki edit stadt/kreis "+link+" "+w())
	must(t, anna, "", "wiki delete stadt/kreis "+link)
}

// writeCounselling writes contract and letters where berta is the client.
func writeCounselling(t *testing.T, anna, berta *ssh.Client, w func() string) {
	t.Helper()
	must(t, anna, "", "room tools stadt/kreis +letters +contract")
	must(t, anna, "", "contract propose stadt/kreis "+w())
	must(t, berta, "", "contract refuse stadt/kreis --version 1 "+w())
	must(t, anna, "", "contract propose stadt/kreis --form "+w()+" --fee "+w()+" --cancel "+w()+" --secrecy "+w()+" --storage "+w()+" "+w())
	must(t, berta, "", "contract accept stadt/kreis --version 2")
	letter := as[sent](t, must(t, anna, "", "letter write stadt/kreis --json --subject "+w()+" "+w()))
	must(t, berta, "", "letter write stadt/kreis --reply "+letter.ID+" "+w())
	later := as[sent](t, must(t, anna, "", "letter write stadt/kreis --json --later 3d --subject "+w()+" "+w()))
	must(t, anna, "", "letter change "+later.ID+" --subject "+w()+" "+w())
	must(t, anna, w(), "draft save stadt/kreis/letters --title "+w())
}

func writeDates(t *testing.T, anna, berta *ssh.Client, w func() string) {
	t.Helper()
	date := as[sent](t, must(t, anna, w(), "cal new stadt/kreis "+w()+" --json --start 2090-01-03T10:00 --at "+w()+" --repeat weekly --count 3"))
	must(t, berta, "", "cal rsvp "+date.ID+" maybe "+w())
	must(t, berta, "", "cal rsvp "+date.ID+" no --only 2090-01-10 "+w())
	must(t, anna, "", "cal edit "+date.ID+" --title "+w()+" --at "+w()+" --text "+w())
	must(t, anna, "", "cal edit "+date.ID+" --only 2090-01-10 --title "+w()+" --at "+w())
	must(t, anna, strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:" + w(), "DTSTAMP:20890101T000000Z", "DTSTART:20900105T100000Z",
		"DTEND:20900105T110000Z", "SUMMARY:" + w(), "LOCATION:" + w(), "DESCRIPTION:" + w(), "END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n"), "cal import stadt/kreis")
}

// byTools are the ways into a room and to an entry that the tools have.
var (
	byPlace = []string{
		"notice list %s --expired", "notice new %s a b", "wiki list %s", "wiki show %s a", "wiki get %s a", "wiki edit %s a b", "wiki versions %s a",
		"wiki diff %s a 1 2", "wiki restore %s a 1", "wiki rename %s a b", "wiki delete %s a", "wiki lock %s a --take", "wiki unlock %s a",
		"files list %s", "files list %s /", "files show %s a", "files get %s a", "files put %s a", "files mkdir %s a", "files move %s a b",
		"files delete %s a --recursive", "files usage %s", "files rules %s", "files rules %s --quota 1GB", "cal list %s", "cal list %s --from 2089-01-01 --to 2090-12-31 --cancelled",
		"cal new %s a --start 2090-01-01T10:00 b", "cal ics %s", "poll list %s", "poll list %s --open", "poll new %s a --option b --option c",
		"bookmarks list %s", "bookmarks list %s --words w", "bookmarks add %s https://a.example/ b", "blog list %s", "blog new %s a b",
		"letter list %s", "letter read %s", "letter write %s --subject a b", "letter later %s", "letter rules %s", "contract list %s", "contract show %s",
		"contract propose %s a", "contract accept %s --version 1", "contract refuse %s --version 1", "task list %s", "task list %s --all", "task new %s a b", "rights show %s", "rights set %s @anna wiki none", "rights reset %s @anna",
		"rights preset %s graded", "room tools %s", "room tools %s -wiki", "room clone %s stadt/diebesgut Meins", "room template %s Meins",
		"room export %s", "room succeed %s @anna", "room successions %s", "search w --in %s", "search w --in %s/wiki", "read %s/wiki", "read %s/files",
	}
	byEntry = []string{
		"notice show %s", "notice edit %s a", "notice pin %s", "notice delete %s", "cal show %s", "cal edit %s --title a", "cal cancel %s", "cal rsvp %s yes a",
		"cal remind %s off", "poll show %s", "poll edit %s --question a", "poll vote %s 1", "poll results %s", "poll close %s", "poll delete %s",
		"bookmarks edit %s a", "bookmarks delete %s", "blog show %s", "blog comment %s a", "blog edit %s a", "blog delete %s", "task show %s", "letter show %s",
		"letter withdraw %s", "letter change %s a", "letter delete %s",
		"task edit %s a", "task assign %s @anna", "task take %s", "task done %s", "task delete %s", "edit %s a", "delete %s", "pin %s",
	}
	ofAll = []string{"cal list all --from 2089-01-01 --to 2090-12-31", "cal ics", "cal ics all", "task list", "task list --mine --all", "room templates stadt", "search w"}
)

// TestAdminsFindNothingByTheTools lets a house admin and a floor admin look with
// every command for a room that they are not in. What is said of it is what is said
// of a room that there is not.
func TestAdminsFindNothingByTheTools(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, berta := furnish(t, p)
	must(t, p.dial("new"), password+"\n", "register frieda --accept-terms")
	must(t, p.member("frieda"), "", "floor join stadt")
	must(t, p.member("hausmeister"), "", "floor admin stadt @frieda")
	must(t, anna, "", "room edit stadt/kreis --listed off")
	var words []string
	writeWithTools(t, anna, berta, func() string {
		words = append(words, word())
		return words[len(words)-1]
	})
	ids := entryIDs(t, anna)
	for _, name := range []string{"hausmeister", "frieda"} {
		admin := p.member(name)
		var heard strings.Builder
		same := func(try, real, none string) {
			got, want := run(t, admin, "x", fmt.Sprintf(try, real)), run(t, admin, "x", fmt.Sprintf(try, none))
			heard.WriteString(got.out + got.err)
			got.out, got.err = strings.ReplaceAll(got.out, real, none), strings.ReplaceAll(got.err, real, none)
			if got != want || got.code != 3 {
				t.Errorf("%s: %q: got %+v, want what is said of one that is not there: %+v", name, try, got, want)
			}
		}
		for _, try := range byPlace {
			same(try, "stadt/kreis", "stadt/niemals")
			same(try+" --json", "stadt/abbild", "stadt/niemals")
		}
		for kind, id := range ids {
			for _, try := range byEntry {
				if strings.HasPrefix(try, kind) || !strings.Contains(try[:strings.Index(try, "%")-1], " ") {
					same(try, id, "019fffff-ffff-7fff-bfff-ffffffffffff")
				}
			}
		}
		for _, try := range ofAll {
			r := run(t, admin, "", try)
			heard.WriteString(r.out + r.err)
		}
		for i, w := range words {
			if strings.Contains(heard.String(), w) {
				t.Errorf("%s saw word %d", name, i)
			}
		}
	}
	for _, try := range byPlace { // the control
		if strings.Contains(try, " list %s") && !strings.Contains(try, "--expired") {
			must(t, berta, "", fmt.Sprintf(try, "stadt/kreis"))
		}
	}
	if r := must(t, berta, "", "search "+words[0]); !strings.Contains(r.out, words[0]) {
		t.Error("control: a member finds nothing either")
	}
}

// entryIDs gives one entry of each tool in the room.
func entryIDs(t *testing.T, anna *ssh.Client) map[string]string {
	t.Helper()
	ids := map[string]string{}
	for _, tool := range []string{"poll", "task", "blog", "bookmarks", "cal"} {
		line := tool + " list stadt/kreis --json"
		switch tool {
		case "cal":
			line += " --from 2089-01-01 --to 2090-12-31"
		case "task":
			line += " --all"
		}
		ids[tool] = as[[]sent](t, must(t, anna, "", line))[0].ID
	}
	ids["notice"] = as[sent](t, must(t, anna, "", "notice new stadt/kreis a b --json")).ID
	return ids
}
