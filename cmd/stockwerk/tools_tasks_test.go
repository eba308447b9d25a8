package main_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// Shapes of tasks, blog and bookmarks.
type (
	taskLine struct {
		ID       string  `json:"id"`
		Title    string  `json:"title"`
		Text     string  `json:"text"`
		Assignee string  `json:"assignee"`
		Due      *string `json:"due"`
		Done     bool    `json:"done"`
		Overdue  bool    `json:"overdue"`
		Place    string  `json:"place"`
	}
	articleLine struct {
		ID       string `json:"id"`
		Title    string `json:"title"`
		Comments int    `json:"comments"`
		Unread   int    `json:"unread"`
	}
	articleShown struct {
		post
		Edited   bool   `json:"edited"`
		Comments []post `json:"comments"`
	}
	bookmarkLine struct {
		ID    string   `json:"id"`
		URL   string   `json:"url"`
		ASCII string   `json:"ascii"`
		Title string   `json:"title"`
		Note  string   `json:"note"`
		Tags  []string `json:"tags"`
	}
	newsLine struct {
		Place string `json:"place"`
		Kind  string `json:"kind"`
		ForMe bool   `json:"for_me"`
	}
)

func tasksIn(t *testing.T, c *ssh.Client, args string) []taskLine {
	t.Helper()
	return as[[]taskLine](t, must(t, c, "", "task list --json "+args))
}

func TestTasksByCommands(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		cake := as[sent](t, must(t, anna, "mit **Sahne**\n", `task new stadt/kreis "Kuchen backen" --for @berta --due 5.3.2020 --json`))
		must(t, anna, "", `task new stadt/kreis/tasks "Raum buchen" --due 2090-01-31`)
		tasks := tasksIn(t, berta, "stadt/kreis")
		if len(tasks) != 2 || tasks[0].ID != cake.ID || tasks[0].Assignee != "berta" || !tasks[0].Overdue || *tasks[0].Due != "2020-03-05" ||
			tasks[0].Text != "mit **Sahne**" || tasks[0].Place != "stadt/kreis" {
			t.Errorf("got %+v, want the overdue one of berta first", tasks)
		}
		news := as[[]newsLine](t, must(t, berta, "", "news --json"))
		if !slices.Contains(news, newsLine{"stadt/kreis/tasks", "task", true}) {
			t.Errorf("got %+v, want the task as news for berta", news)
		}
		if out := must(t, berta, "", "upcoming").out; !strings.Contains(out, "Kuchen backen") || strings.Contains(out, "Raum buchen") {
			t.Errorf("upcoming: got %q, want her own task", out)
		}
		refused(t, berta, "", "task take "+tasks[1].ID+" --undo", 2)
		must(t, berta, "", "task take "+tasks[1].ID)
		refused(t, anna, "", "task take "+tasks[1].ID, 5)
		if mine := tasksIn(t, berta, "--mine"); len(mine) != 2 {
			t.Errorf("got %+v, want both as hers", mine)
		}
		must(t, berta, "", "task done "+cake.ID)
		refused(t, anna, "", "task done "+cake.ID, 5)
		must(t, anna, "", "task edit "+tasks[1].ID+" --title 'Saal buchen' --due none")
		left := tasksIn(t, anna, "stadt/kreis")
		if len(left) != 1 || left[0].Title != "Saal buchen" || left[0].Due != nil {
			t.Errorf("got %+v, want the other one without a date", left)
		}
		if all := tasksIn(t, anna, "stadt/kreis --all"); len(all) != 2 || !all[1].Done {
			t.Errorf("got %+v, want the done one too", all)
		}
		must(t, anna, "", "task assign "+cake.ID+" --none")
		must(t, berta, "", "task done --undo "+cake.ID)
		refused(t, berta, "", "task delete "+cake.ID, 4)
		must(t, anna, "", "task delete "+cake.ID)
		refused(t, anna, "", "task show "+cake.ID, 3)
		refused(t, anna, "", `task new stadt/kreis "x" --for @hausmeister y`, 3)
		refused(t, anna, "", `task new stadt/kreis "x" --due morgen y`, 2)
		refused(t, p.member("hausmeister"), "", "task list stadt/kreis", 3)
		must(t, berta, "", "mark stadt/kreis/tasks --read")
		for _, n := range as[[]newsLine](t, must(t, berta, "", "news --json")) {
			if n.Kind == "task" {
				t.Errorf("got %+v, want no news of tasks", n)
			}
		}
	})
}

func TestBlogAndBookmarksByCommands(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		first := as[sent](t, must(t, anna, "# Vorweg\n\nEs beginnt.\n", `blog new stadt/kreis "Der Anfang" --json`))
		must(t, berta, "", `blog new stadt/kreis "Noch etwas" "Kurz."`)
		must(t, berta, "", "blog comment "+first.ID+" 'Sehr gut!'")
		list := as[[]articleLine](t, must(t, anna, "", "blog list stadt/kreis --json"))
		if len(list) != 2 || list[0].Title != "Noch etwas" || list[0].Unread != 1 || list[1].Comments != 1 || list[1].Unread != 1 {
			t.Errorf("got %+v, want the newest first", list)
		}
		refused(t, berta, "", "blog edit "+first.ID+" Anders", 4)
		must(t, anna, "", "blog edit "+first.ID+" --title 'Der neue Anfang'")
		shown := as[articleShown](t, must(t, berta, "", "blog show "+first.ID+" --json"))
		if shown.Title != "Der neue Anfang" || shown.Text != "# Vorweg\n\nEs beginnt." || !shown.Edited || len(shown.Comments) != 1 {
			t.Errorf("got %+v, want it changed, with its comment", shown)
		}
		if out := must(t, berta, "", "blog show "+first.ID).out; !strings.Contains(out, "Es beginnt.") || !strings.Contains(out, "Sehr gut!") {
			t.Errorf("got %q, want article and comment", out)
		}
		refused(t, berta, "", "lock "+first.ID, 4)
		must(t, anna, "", "lock "+first.ID)
		must(t, anna, "", "pin "+first.ID)
		refused(t, berta, "", "blog comment "+first.ID+" Doch!", 4)
		list = as[[]articleLine](t, must(t, berta, "", "blog list stadt/kreis --limit 1 --json"))
		if len(list) != 1 || list[0].ID != first.ID {
			t.Errorf("got %+v, want the pinned one", list)
		}
		refused(t, berta, "", "blog delete "+first.ID, 4)
		must(t, berta, "", "blog delete "+shown.Comments[0].ID)
		must(t, anna, "", "blog delete "+first.ID)

		must(t, anna, "", `bookmarks add stadt/kreis example.org/gesetz --title Gesetz --tag "#Recht" --tag grundlagen "gut erklärt"`)
		fake := as[sent](t, must(t, berta, "", `bookmarks add stadt/kreis https://аррӏе.com --json`))
		for _, url := range []string{"javascript:alert(1)", "https://bank.example@evil.example", "'https://a b'"} {
			refused(t, berta, "", "bookmarks add stadt/kreis "+url, 2)
		}
		links := as[[]bookmarkLine](t, must(t, berta, "", "bookmarks list stadt/kreis --tag recht --json"))
		if len(links) != 1 || links[0].URL != "https://example.org/gesetz" || links[0].Note != "gut erklärt" || !slices.Equal(links[0].Tags, []string{"recht", "grundlagen"}) {
			t.Errorf("got %+v, want the one with the tag", links)
		}
		if out := must(t, anna, "", "bookmarks list stadt/kreis").out; !strings.Contains(out, "xn--80ak6aa92e.com") {
			t.Errorf("got %q, want the look-alike named", out)
		}
		refused(t, berta, "", "bookmarks delete "+links[0].ID, 4)
		must(t, anna, "", "bookmarks edit "+links[0].ID+" --no-tags --title 'Das Gesetz'")
		must(t, anna, "", "bookmarks delete "+fake.ID)
		links = as[[]bookmarkLine](t, must(t, anna, "", "bookmarks list stadt/kreis --json"))
		if len(links) != 1 || links[0].Title != "Das Gesetz" || len(links[0].Tags) != 0 || links[0].Note != "gut erklärt" {
			t.Errorf("got %+v, want the changed one alone", links)
		}
	})
}

func TestTasksOnScreens(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	annas, bertas := furnish(t, p)
	for _, c := range []*ssh.Client{annas, bertas} {
		must(t, c, "", "account settings --lang en")
	}
	berta := p.sit("berta", bertas, 80, 24)
	berta.waitFor("Your rooms", "Steuerkreis")
	anna := p.sit("anna", annas, 80, 24)
	anna.openListed("Steuerkreis")
	anna.openListed("Tasks")
	anna.waitFor("Who does what until when")
	anna.press("c")
	anna.waitFor("What is to be done")
	anna.types("Kuchen backen")
	anna.goTo("Who does it")
	anna.press("right", "right")
	anna.waitFor("‹ berta ›")
	anna.fill("Until when", "5.3.2020")
	anna.open("[ Write the task ]")
	anna.waitFor("Kuchen backen (berta)", "overdue")

	berta.waitFor("Waiting for you") // the news of it
	berta.press("g")
	berta.waitFor("Kuchen backen (you)", "Overdue!")
	berta.press("x")
	berta.waitFor("One task is done")
	anna.waitFor("One task is done")
	berta.press("esc")
	berta.waitFor("In the house")
}
