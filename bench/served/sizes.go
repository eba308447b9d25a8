package served

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"stockwerk/house"
)

// The two rooms whose sizes are compared, and words that stand in one screen of
// each alone: "faden-leer-q" is the newest thread of the empty room.
const (
	Empty = "bench/leer"
	Full  = "bench/voll"
)

// Sizes is what the full room holds.
type Sizes struct {
	Posts    int // half on the board, half in the chat
	Versions int // of pages of the wiki
	Files    int // without content, a hundred to a folder
}

const (
	threads  = 40 // posts to a thread of the board
	pages    = 5
	folder   = 100 // files to a folder
	hands    = 64  // that furnish at once
	few      = 4   // that write files at once
	Oldest   = "uraltes-wort-q"
	Everyday = "umlauten"
	sentence = "Ein Satz, wie ihn Leute schreiben: mit ein paar Wörtern, Umlauten und einem Ende. Nummer %d."
)

// FurnishSizes makes two rooms on a floor, an almost empty one and a full one, and
// members who come into both when all is there.
func (h *House) FurnishSizes(ctx context.Context, members int, key []byte, n Sizes) error {
	owner, err := h.owner(ctx)
	if err != nil {
		return err
	}
	for _, place := range []string{Empty, Full} {
		name := place[len("bench/"):]
		_, err := h.service.NewRoom(ctx, owner, house.RoomSpec{Place: place, Name: name, Topic: "thema-" + name + "-q", Kind: house.RoomConference})
		if err != nil {
			return err
		}
	}
	f := &furnisher{s: h.service, a: owner, n: n}
	if _, err := f.s.Say(ctx, owner, Full, Oldest, ""); err != nil {
		return err
	}
	for _, do := range []func(context.Context) error{f.board, f.chat, f.wiki, f.files} {
		if err := do(ctx); err != nil {
			return err
		}
	}
	for _, place := range []string{Empty, Full} {
		if err := f.tops(ctx, place, place[len("bench/"):]); err != nil {
			return err
		}
	}
	for i := range members {
		if err := h.member(ctx, owner, Member(i), key, Empty, Full); err != nil {
			return fmt.Errorf("member %d: %w", i, err)
		}
	}
	return nil
}

type furnisher struct {
	s *house.Service
	a house.Actor
	n Sizes
}

// many does something n times, some at once.
func many(ctx context.Context, n, hands int, do func(ctx context.Context, i int) error) error {
	var group sync.WaitGroup
	failed := make([]error, hands)
	for hand := range hands {
		group.Go(func() {
			for i := hand; i < n && failed[hand] == nil; i += hands {
				failed[hand] = do(ctx, i)
			}
		})
	}
	group.Wait()
	return errors.Join(failed...)
}

func (f *furnisher) board(ctx context.Context) error {
	return many(ctx, f.n.Posts/2/threads, hands, func(ctx context.Context, i int) error {
		root, err := f.s.Post(ctx, f.a, Full, house.PostSpec{Title: fmt.Sprintf("Faden %d", i), Text: fmt.Sprintf(sentence, i)})
		for n := 1; n < threads && err == nil; n++ {
			_, err = f.s.Post(ctx, f.a, Full, house.PostSpec{Reply: root.ID, Text: fmt.Sprintf(sentence, n)})
		}
		return err
	})
}

func (f *furnisher) chat(ctx context.Context) error {
	return many(ctx, f.n.Posts/2, hands, func(ctx context.Context, i int) error {
		_, err := f.s.Say(ctx, f.a, Full, fmt.Sprintf(sentence, i), "")
		return err
	})
}

func (f *furnisher) wiki(ctx context.Context) error {
	page := func(i int) house.WikiSpec {
		return house.WikiSpec{Page: fmt.Sprintf("Seite %d", i), Text: fmt.Sprintf(sentence, 0)}
	}
	for i := range pages { // one after the other: a new page waits until no other changes
		if _, err := f.s.SaveWiki(ctx, f.a, Full, page(i)); err != nil {
			return err
		}
	}
	return many(ctx, pages, pages, func(ctx context.Context, i int) error {
		spec := page(i)
		for v := 1; v < f.n.Versions/pages; v++ {
			spec.Base, spec.Text = v, fmt.Sprintf(sentence, v)
			if _, err := f.s.SaveWiki(ctx, f.a, Full, spec); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *furnisher) files(ctx context.Context) error {
	return many(ctx, f.n.Files/folder, few, func(ctx context.Context, i int) error {
		path := fmt.Sprintf("/Ordner %03d", i)
		if _, err := f.s.MakeFolder(ctx, f.a, Full, path); err != nil {
			return err
		}
		for n := range folder {
			w, err := f.s.CreateFile(ctx, f.a, Full, fmt.Sprintf("%s/Datei %03d.txt", path, n), house.FileOptions{})
			if err != nil {
				return err
			}
			if err := w.Close(); err != nil {
				return err
			}
		}
		return nil
	})
}

// tops puts into both rooms what stands at the top of each screen.
func (f *furnisher) tops(ctx context.Context, place, name string) error {
	if _, err := f.s.Post(ctx, f.a, place, house.PostSpec{Title: "faden-" + name + "-q", Text: "oben"}); err != nil {
		return err
	}
	page, err := f.s.SaveWiki(ctx, f.a, place, house.WikiSpec{Page: "Start", Text: "seite-" + name + "-q"})
	if err != nil {
		return err
	}
	if page.Version != 1 {
		return fmt.Errorf("the start page has the version %d", page.Version)
	}
	_, err = f.s.MakeFolder(ctx, f.a, place, "/0ordner-"+name+"-q")
	return err
}
