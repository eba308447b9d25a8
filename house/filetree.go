package house

import (
	"context"

	"stockwerk/vault"
)

// node is a file or folder that was found by its path.
type node struct {
	opened
	data fileData
	path []string // as it is shown
	top  bool     // the top folder, which has no entry
}

// id is what stands in Thread of what lies in this folder.
func (n node) id() MessageID {
	if n.top {
		return topFolder
	}
	return n.row.ID
}

func (n node) dir() bool { return n.top || n.data.Dir }

func errNoFile(names []string) error {
	return Errorf(NotFound, "error.no_such_file", "Path", joinPath(names...))
}

// nodeOf reads what is sealed of an entry.
func nodeOf(m opened, path []string) (node, error) {
	d, err := dataOf[fileData](m.words.Data)
	if err == nil && !d.fits() {
		err = errTampered(vault.ErrTampered)
	}
	return node{opened: m, data: d, path: path}, err
}

// find walks a path from the top folder.
func (s *Service) find(ctx context.Context, in access, names []string) (node, error) {
	at := node{top: true}
	for _, name := range names {
		if !at.dir() {
			return node{}, errNoFile(names)
		}
		next, _, ok, err := s.child(ctx, in, at, name)
		if err != nil {
			return node{}, err
		}
		if !ok {
			return node{}, errNoFile(names)
		}
		at = next
	}
	return at, nil
}

// folder is find for a folder.
func (s *Service) folder(ctx context.Context, in access, names []string) (node, error) {
	at, err := s.find(ctx, in, names)
	if err == nil && !at.dir() {
		err = Errorf(Conflict, "error.file_no_folder", "Path", joinPath(names...))
	}
	return at, err
}

// child finds what lies in a folder under a name; mod is the room's change counter
// as of which there is nothing else.
func (s *Service) child(ctx context.Context, in access, folder node, name string) (n node, mod int64, ok bool, err error) {
	for range maxRaces {
		f, err := s.namesIn(ctx, in, folder.id())
		if err != nil {
			return node{}, 0, false, err
		}
		f.mu.Lock()
		id, known := f.tags[f.tag(name)]
		number, mod := f.ids[id].number, f.mod
		f.mu.Unlock()
		if !known {
			return node{}, mod, false, nil
		}
		row, w, err := s.readable(ctx, in, id)
		if err != nil && KindOf(err) != NotFound {
			return node{}, 0, false, err
		}
		shown, here := numberedName(w.Title, number), false
		if err == nil {
			if here, err = s.liesIn(ctx, s.store, s.opener(in).from, row, folder.id()); err != nil {
				return node{}, 0, false, err
			}
		}
		if here && foldName(shown) == foldName(name) {
			n, err := nodeOf(opened{row, w}, append(folder.path[:len(folder.path):len(folder.path)], shown))
			return n, mod, err == nil, err
		}
		f.mu.Lock()
		f.loaded = false // it went without a trace, by retention
		f.mu.Unlock()
	}
	return node{}, 0, false, Errorf(Unavailable, "error.slow_down", errRace)
}

// pathOf finds the path of an entry by its folders.
func (s *Service) pathOf(ctx context.Context, in access, m opened) ([]string, error) {
	var path []string
	from := s.opener(in).from
	for range maxFolders + 1 {
		folder := m.row.Thread
		top, err := s.liesIn(ctx, s.store, from, m.row, topFolder)
		if err != nil {
			return nil, err
		}
		if top {
			folder = topFolder
		}
		f, err := s.namesIn(ctx, in, folder)
		if err != nil {
			return nil, err
		}
		path = append([]string{f.shown(m.row.ID, m.words.Title)}, path...)
		if top {
			return path, nil
		}
		row, w, err := s.readable(ctx, in, folder)
		if err != nil {
			return nil, err
		}
		if row.Deleted || row.Kind != KindFile {
			return nil, noMessage(nil)
		}
		m = opened{row, w}
	}
	return nil, errTampered(vault.ErrTampered)
}

// fileViews shows nodes as files.
func (s *Service) fileViews(ctx context.Context, in access, nodes []node) ([]File, error) {
	var authors []PersonID
	seen := map[PersonID]bool{}
	for _, n := range nodes {
		if !seen[n.row.Author] {
			seen[n.row.Author] = true
			authors = append(authors, n.row.Author)
		}
	}
	names, err := s.knownNames(ctx, in, authors)
	if err != nil {
		return nil, err
	}
	mark := in.me.SinceSeq
	if in.actor.person != "" {
		read, err := s.store.ReadMark(ctx, in.actor.person, in.room.ID, KindFile, "")
		if err != nil {
			return nil, err
		}
		mark = max(mark, read)
	}
	out := make([]File, len(nodes))
	for i, n := range nodes {
		if out[i], err = s.fileView(ctx, in, n, names, mark); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) fileView(ctx context.Context, in access, n node, names map[PersonID]string, mark int64) (File, error) {
	if n.top {
		return File{Path: "/", Dir: true}, nil
	}
	f := File{
		ID: n.row.ID, Name: n.path[len(n.path)-1], Path: joinPath(n.path...), Dir: n.data.Dir, Size: n.data.Size,
		At: n.row.Created, Author: names[n.row.Author], Type: n.data.Type, Partial: n.data.Partial,
		Mine: n.row.Author != "" && n.row.Author == in.actor.person, Seq: n.row.Seq, Mod: n.row.Mod,
	}
	if f.Author == nobodysName && n.words.By != "" {
		f.Author = n.words.By
	}
	f.Unread = in.actor.person != "" && !f.Mine && f.Seq > mark
	if !f.Partial {
		return f, nil
	}
	b, err := s.store.Blob(ctx, in.room.ID, n.data.Blob)
	if err != nil && KindOf(err) != NotFound {
		return f, err
	}
	f.Size = n.data.arrived(b.Ready)
	return f, nil
}

// arrived is how much of a Partial file can be gone on from.
func (d fileData) arrived(ready int64) int64 { return max(d.Size, ready) }

// oneView is fileViews of one.
func (s *Service) oneView(ctx context.Context, in access, n node) (File, error) {
	if n.top {
		return File{Path: "/", Dir: true}, nil
	}
	views, err := s.fileViews(ctx, in, []node{n})
	if err != nil {
		return File{}, err
	}
	return views[0], nil
}

// listFolder opens a folder.
func (s *Service) listFolder(ctx context.Context, in access, at node) ([]node, error) {
	o := s.opener(in)
	f := s.folders.folder(folderKey{in.room.ID, at.id(), o.from})
	f.mu.Lock()
	entries, err := s.loadFolder(ctx, o, f)
	f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	nodes := make([]node, 0, len(entries))
	for _, e := range entries {
		shown := f.shown(e.row.ID, e.words.Title)
		n, err := nodeOf(e, append(at.path[:len(at.path):len(at.path)], shown))
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}
