// Package posts is what the screens with people's words share: Feed, the posts in
// memory, and how a post is drawn in a thread and in a chat. It knows house, text
// and kit and no screen.
//
// Start reading at Feed, then draw.go.
package posts

import (
	"slices"

	"stockwerk/house"
)

// Most is how many posts a Feed keeps in memory, and up to a Page more while others
// write; older ones are read on demand.
const Most = 500

// Page is how many posts are read at once.
const Page = 100

// Feed is a window onto a stream of posts, by Seq. A screen fills it with what it
// read and merges what changed since; the ends that fall out can be read again.
type Feed struct {
	Older bool // there is more before the window
	Newer bool // there is more behind it

	posts []house.Post
	mod   int64
}

// Reset begins anew with posts that were read when the room's Mod was mod.
func (f *Feed) Reset(posts []house.Post, mod int64, older, newer bool) {
	f.posts, f.mod, f.Older, f.Newer = inOrder(posts), mod, older, newer
}

// Posts are the posts of the window, oldest first. The caller does not keep them.
func (f *Feed) Posts() []house.Post { return f.posts }

// Mod is the last change of the room that the feed knows.
func (f *Feed) Mod() int64 { return f.mod }

// First and Last are the sequence numbers at the ends, 0 when there is nothing.
func (f *Feed) First() int64 {
	if len(f.posts) == 0 {
		return 0
	}
	return f.posts[0].Seq
}

// Last is the sequence number of the last post.
func (f *Feed) Last() int64 {
	if len(f.posts) == 0 {
		return 0
	}
	return f.posts[len(f.posts)-1].Seq
}

// Find gives the post with that id.
func (f *Feed) Find(id house.MessageID) (house.Post, bool) {
	if i := f.index(id); i >= 0 {
		return f.posts[i], true
	}
	return house.Post{}, false
}

// index looks from the end: what is asked for is mostly new.
func (f *Feed) index(id house.MessageID) int {
	for i := len(f.posts) - 1; i >= 0; i-- {
		if f.posts[i].ID == id {
			return i
		}
	}
	return -1
}

// Prepend adds an older page. The newest fall out where it gets too many.
func (f *Feed) Prepend(page []house.Post, older bool) {
	f.posts = inOrder(append(slices.Clone(page), f.posts...))
	f.Older = older
	if len(f.posts) > Most {
		f.posts, f.Newer = slices.Clone(f.posts[:Most]), true
	}
}

// Append adds a newer page. The oldest fall out where it gets too many.
func (f *Feed) Append(page []house.Post, newer bool) {
	f.posts = inOrder(append(f.posts, page...))
	f.Newer = newer
	f.trim()
}

// Merge takes what changed in the room and tells whether the window changed.
// takes says which posts belong to the stream; new ones are left out while the
// window does not reach to the end.
func (f *Feed) Merge(changes []house.Post, takes func(house.Post) bool) bool {
	changed, mixed := false, false
	for _, p := range changes {
		f.mod = max(f.mod, p.Mod)
		if !takes(p) {
			continue
		}
		later := p.Seq > f.Last() // a line that was just said: nothing to look up or to sort
		if !later {
			if i := f.index(p.ID); i >= 0 {
				f.posts[i], changed = p, true
				continue
			}
		}
		if f.Newer || len(f.posts) > 0 && p.Seq < f.First() {
			continue
		}
		f.posts, changed, mixed = append(f.posts, p), true, mixed || !later
	}
	if mixed {
		f.posts = inOrder(f.posts)
	}
	if len(f.posts) >= Most+Page { // a page at a time: each cut copies the window
		f.trim()
	}
	return changed
}

func (f *Feed) trim() {
	if over := len(f.posts) - Most; over > 0 {
		f.posts, f.Older = slices.Clone(f.posts[over:]), true
	}
}

// inOrder sorts by Seq and drops what is there twice.
func inOrder(posts []house.Post) []house.Post {
	slices.SortStableFunc(posts, func(a, b house.Post) int { return int(a.Seq - b.Seq) })
	return slices.CompactFunc(posts, func(a, b house.Post) bool { return a.ID == b.ID })
}
