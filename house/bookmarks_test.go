package house_test

import (
	"fmt"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestAddressesAreKeptAsTheyLead(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.org":                "https://example.org",
		"  HTTPS://Example.ORG/Path?Q=1#F  ": "https://example.org/Path?Q=1#F",
		"www.example.org/a":                  "https://www.example.org/a",
		"example.org:8080/x":                 "https://example.org:8080/x",
		"mailto:anna@example.org":            "mailto:anna@example.org",
		"sftp://anna@example.org/home":       "sftp://anna@example.org/home",
		"ssh://Git@Git.example.org:22":       "ssh://Git@git.example.org:22",
		"https://müller.example/straße":      "https://müller.example/straße",
		"http://[2001:db8::1]:80/":           "http://[2001:db8::1]:80/",
		"https://192.0.2.7/":                 "https://192.0.2.7/",
		"tel:+49-30-1":                       "tel:+49-30-1",
		"https://example.org/a@b":            "https://example.org/a@b",
	} {
		got, err := house.CleanURL(in)
		if err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", in, got, err, want)
			continue
		}
		if again, err := house.CleanURL(got); err != nil || again != got {
			t.Errorf("%q: got %q, %v the second time, want no change", in, again, err)
		}
	}
}

// hostileURLs would lead elsewhere than they seem, run something, or upset what
// they are printed on.
func hostileURLs() map[string]string {
	return map[string]string{
		"":                                  "error.url_empty",
		"   ":                               "error.url_empty",
		"just words":                        "error.url_characters",
		"javascript:alert(1)":               "error.url_scheme",
		"JaVaScRiPt:alert(1)":               "error.url_scheme",
		"data:text/html,x":                  "error.url_scheme",
		"file:///etc/passwd":                "error.url_scheme",
		"vbscript:x":                        "error.url_scheme",
		"x-man-page://ls":                   "error.url_scheme",
		"https://bank.example@evil.example": "error.url_user",
		"https://a:b@evil.example":          "error.url_password",
		"ssh://anna:secret@example.org":     "error.url_password",
		"https:evil.example":                "error.url",
		"https://":                          "error.url",
		"https:///path":                     "error.url",
		"mailto:nobody":                     "error.url",
		"https://exa mple.org":              "error.url_characters",
		"https://example.org/\x1b[31m":      "error.url_characters",
		"https://example.org/a\nb":          "error.url_characters",
		"https://example.org/\u202egpj.exe": "error.url_characters",
		"https://exam\u200bple.org/":        "error.url_characters",
		"https://exam\u00adple.org/":        "error.url_characters",
		"https://example.org/\\evil":        "error.url_characters",
		"https://example.org/<script>":      "error.url_characters",
		"https://example.org\u2215x.evil/":  "error.url_host",
		"https://b%61nk.example/":           "error.url",
		"https://a..b/":                     "error.url_host",
		"https://" + strings.Repeat("a", 70) + ".example/":           "error.url_host",
		"https://example.org/" + strings.Repeat("a", house.MaxURL):   "error.url_long",
		"https://example.org/" + strings.Repeat("ä", house.MaxURL/2): "error.url_long",
		"https://\xff\xfe.example/":                                  "error.url_characters",
	}
}

func TestHostileAddressesAreRefused(t *testing.T) {
	for in, key := range hostileURLs() {
		if got, err := house.CleanURL(in); !house.IsKey(err, key) {
			t.Errorf("%.60q: got %q, %v, want %s", in, got, err, key)
		}
	}
}

func TestLookAlikesShowTheirPlainAddress(t *testing.T) {
	for in, want := range map[string]string{
		"https://аррӏе.com/login":    "https://xn--80ak6aa92e.com/login", // Cyrillic
		"https://раypal.example":     "https://xn--ypal-43d9g.example",
		"https://wıkipedia.org/":     "https://xn--wkipedia-tkb.org/", // without its dot
		"https://ɡoogle.com/":        "https://xn--oogle-qmc.com/",
		"https://ｇoogle.com/":        "https://google.com/", // full width
		"https://пример.com/":        "https://xn--e1afmkfd.com/",
		"https://müller.example/":    "",
		"https://пример.рф/":         "",
		"https://例え.テスト/":            "",
		"https://example.org/раypal": "",
		"mailto:anna@example.org":    "",
		"https://example.org":        "",
	} {
		kept, err := house.CleanURL(in)
		if err != nil {
			t.Errorf("%q: got %v, want it kept", in, err)
			continue
		}
		if got := house.PlainURL(kept); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestBookmarksAreFoundByTagAndWords(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		ctx := t.Context()
		add := func(a house.Actor, spec house.BookmarkSpec) house.MessageID {
			sent, err := l.AddBookmark(ctx, a, "f/r", spec)
			l.must(err)
			return sent.ID
		}
		one := add(anna, house.BookmarkSpec{
			URL: "example.org/one", Title: " Straße ", Note: "worth it", Tags: []string{"#Law, law", "Zwei Wörter", ""}, Key: "k",
		})
		if again, err := l.AddBookmark(ctx, anna, "f/r", house.BookmarkSpec{URL: "example.org/one", Key: "k"}); err != nil || !again.Repeat {
			t.Errorf("the same key: got %+v, %v, want a repeat", again, err)
		}
		two := add(bert, house.BookmarkSpec{URL: "https://example.net/two", Tags: []string{"law"}})
		list := func(q house.BookmarkQuery) (ids []house.MessageID) {
			found, err := l.Bookmarks(ctx, anna, "f/r", q)
			l.must(err)
			for _, b := range found {
				ids = append(ids, b.ID)
			}
			return ids
		}
		for q, want := range map[house.BookmarkQuery][]house.MessageID{
			{}:                         {two, one},
			{Tag: "LAW"}:               {two, one},
			{Tag: "#zwei wörter"}:      {one},
			{Words: "STRASSE worth"}:   {one},
			{Words: "example.net"}:     {two},
			{Tag: "law", Words: "one"}: {one},
			{Words: "nothing-of-that"}: nil,
		} {
			if got := list(q); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%+v: got %v, want %v", q, got, want)
			}
		}
		found, err := l.Bookmarks(ctx, bert, "f/r", house.BookmarkQuery{Words: "one"})
		l.must(err)
		b := found[0]
		if b.URL != "https://example.org/one" || b.Title != "Straße" || fmt.Sprint(b.Tags) != "[law zwei-wörter]" || b.Author != "anna" || b.Own {
			t.Errorf("got %+v", b)
		}
	})
}

func TestBookmarksOfOthersAreChangedByThoseWhoTidyUp(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	url, bad, tags := "https://example.org/new", "javascript:x", []string{"a,b", "c"}
	mine, err := l.AddBookmark(ctx, anna, "f/r", house.BookmarkSpec{URL: "example.org"})
	l.must(err)
	his, err := l.AddBookmark(ctx, bert, "f/r", house.BookmarkSpec{URL: "example.net", Tags: []string{"old"}})
	l.must(err)
	_, err = l.EditBookmark(ctx, bert, mine.ID, house.BookmarkEdit{URL: &url})
	wantKey(t, "bert changes anna's", err, "error.forbidden")
	_, err = l.DeleteBookmark(ctx, bert, mine.ID)
	wantKey(t, "bert deletes anna's", err, "error.forbidden")
	_, err = l.EditBookmark(ctx, anna, his.ID, house.BookmarkEdit{URL: &bad})
	wantKey(t, "a hostile address", err, "error.url_scheme")
	_, err = l.EditBookmark(ctx, anna, his.ID, house.BookmarkEdit{URL: &url, Tags: &tags})
	l.must(err)
	found, err := l.Bookmarks(ctx, bert, "f/r", house.BookmarkQuery{Tag: "c"})
	if err != nil || len(found) != 1 || found[0].URL != url || fmt.Sprint(found[0].Tags) != "[a b c]" || !found[0].Edited {
		t.Errorf("got %+v, %v, want it changed", found, err)
	}
	_, err = l.DeleteBookmark(ctx, anna, his.ID)
	l.must(err)
	many := strings.Split("a,b,c,d,e,f,g,h,i,j,k,l,m", ",")
	_, err = l.AddBookmark(ctx, anna, "f/r", house.BookmarkSpec{URL: "example.org", Tags: many})
	wantKey(t, "thirteen tags", err, "error.tags_many")
	_, err = l.AddBookmark(ctx, anna, "f/r", house.BookmarkSpec{URL: "example.org", Tags: []string{strings.Repeat("x", 31)}})
	wantKey(t, "a long tag", err, "error.tag_long")
	if found, err = l.Bookmarks(ctx, anna, "f/r", house.BookmarkQuery{}); err != nil || len(found) != 1 {
		t.Errorf("got %+v, %v, want the one that is left", found, err)
	}
}
