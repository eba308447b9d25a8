package house

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

// ExportZip writes everything of the actor's as one zip file. front writes what the
// front end says in its own words and forms (export.json, export.md); then come, for
// each room, what they wrote (rooms/PLACE/words.md), the files that they put there
// (rooms/PLACE/files/), the contract that they are a side of, and each private
// conversation as they see it, marked by author (messages/@NAME.md). It is written as it
// is read. progress, which may be nil, is told how many files have been begun. Who may:
// members, with open rooms (keys).
func (s *Service) ExportZip(ctx context.Context, a Actor, w io.Writer, front func(Archive) error, progress func(files int)) error {
	a, err := s.whoGoes(ctx, a)
	if err != nil {
		return err
	}
	if a.Sealed() {
		return errLocked()
	}
	t := &taking{s: s, a: a}
	if err := t.rooms(ctx); err != nil {
		return err
	}
	zip := newZip(ctx, w, progress)
	if front != nil {
		if err := t.whole(front(zip)); err != nil {
			return err
		}
	}
	if err := t.each(ctx, func(in access) error { return t.pack(ctx, in, zip) }); err != nil {
		return err
	}
	if err := zip.close(); err != nil {
		return err
	}
	return t.broken
}

// pack writes one room.
func (t *taking) pack(ctx context.Context, in access, zip *zipped) error {
	if in.room.Class == ClassDirect {
		return t.page(ctx, in, zip, "messages/"+strings.ReplaceAll(in.place, "/", "_")+".md", false)
	}
	to := shelf{zip, "rooms/" + in.place + "/"}
	if err := t.page(ctx, in, zip, to.at+"words.md", true); err != nil {
		return err
	}
	if in.reads(KindFile) {
		mine := func(n node) bool { return n.row.Author == t.a.person }
		if err := t.whole(t.s.archiveFolder(ctx, in, node{top: true}, to, mine)); err != nil {
			return err
		}
	}
	if in.room.hasRecord() && in.reads(KindContract) {
		return t.s.archiveContract(ctx, in, to)
	}
	return nil
}

// page writes the words of a room into one file, with a heading for each day; nothing
// where there are none.
func (t *taking) page(ctx context.Context, in access, zip *zipped, name string, own bool) error {
	var w io.Writer
	day := ""
	return t.open(ctx, in, own, func(p Post) (err error) {
		if w == nil {
			if w, err = zip.File(name, t.s.clock()); err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "# %s\n", in.place); err != nil {
				return err
			}
		}
		if d := p.At.UTC().Format(time.DateOnly); d != day {
			day = d
			if _, err := fmt.Fprintf(w, "\n## %s\n", day); err != nil {
				return err
			}
		}
		if p.Also != "" {
			p.Text = strings.TrimSpace(p.Text + "\n\n" + p.Also)
		}
		p.Text, p.Thread = PlainMarkdown(p.Text), "" // each says its title
		return writePost(w, "**", p)
	})
}

// PlainMarkdown keeps what would be taken for HTML in a text of somebody as they wrote
// it: programs that show Markdown leave HTML out.
func PlainMarkdown(text string) string { return strings.ReplaceAll(text, "<", `\<`) }

// shelf is a folder of an archive.
type shelf struct {
	to Archive
	at string // with a slash at its end
}

func (f shelf) File(name string, changed time.Time) (io.Writer, error) {
	return f.to.File(f.at+name, changed)
}
