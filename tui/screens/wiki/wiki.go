// Package wiki is the wiki of a room: the list of its pages, and a page with its
// links, its versions and what differs between them, and the field in which it is
// written. Who writes is told to the others; when somebody else has saved
// meanwhile, both texts are compared before one's own is saved on top.
//
// Start reading at index.go for the list, at page.go for a page.
package wiki

import (
	"strings"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// fresh begins the entry of a page that is not there: its name follows. Drafts
// and links lead to such pages.
const fresh = "new:"

// New makes the list of pages; with an entry the page of that id, or with "new:"
// and a name the field for a page that is not there.
func New(env *kit.Env, place string, entry house.MessageID) kit.Screen {
	if entry == "" {
		return newIndex(env, place)
	}
	return newPage(env, place, string(entry))
}

// toNew is the request for the field of a new page.
func toNew(place, name string) kit.GoTool {
	return kit.GoTool{Place: place, Tool: house.ToolWiki, Entry: house.MessageID(fresh + name)}
}

// draftOf is where the draft of a page is kept.
func draftOf(place, entry string) string {
	return place + "/" + house.ToolWiki + "/" + strings.ReplaceAll(entry, "/", " ")
}

// book is the pages of a wiki by what their names are compared by.
type book map[string]house.WikiPage

func bookOf(pages []house.WikiPage) book {
	b := make(book, len(pages))
	for _, p := range pages {
		b[house.PageKey(p.Name)] = p
	}
	return b
}

// called finds a page by its name.
func (b book) called(name string) (house.WikiPage, bool) {
	p, there := b[house.PageKey(name)]
	return p, there
}

// facts says of a page or version who wrote it and when, and who is writing.
func facts(env *kit.Env, p house.WikiPage) string {
	words := env.T("wiki.facts", "Version", p.Version, "Name", kit.Clean(p.By), "When", env.Ago(p.At))
	if p.Lock.Held() {
		words = env.T("wiki.facts.lock", "Facts", words, "Name", kit.Clean(p.Lock.By))
	}
	return words
}
