package house

import (
	"container/list"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"strconv"
	"strings"
	"sync"
)

const (
	namesKept   = 100_000 // names in all folders that are remembered
	foldersKept = 1_000
	changesPage = 500
)

// nameTag stands for a name without telling it.
type nameTag [16]byte

// folderCache remembers which names stand in folders, so that a path is found without
// opening every entry of its folders. It holds no name, only what a key of this
// process makes of it.
type folderCache struct {
	secret [32]byte

	mu      sync.Mutex
	folders map[folderKey]*list.Element // of *folderNames
	used    *list.List                  // front: used last
	names   int
}

// folderKey names a folder as those know it whose reading begins at from.
type folderKey struct {
	room   RoomID
	folder MessageID
	from   int64
}

// folderNames are the names of one folder, as of a change counter of the room.
type folderNames struct {
	key     folderKey
	cache   *folderCache
	counted int // names, guarded by the cache's mu

	mu       sync.Mutex // held while the store is asked
	loaded   bool
	mod      int64
	tags     map[nameTag]MessageID
	ids      map[MessageID]shownAs
	numbered int // entries with a number above 1
}

// shownAs is a name in a folder. Those who joined at different times cannot see
// each other's names taken, so there may be two of the same: the second is shown
// with a number.
type shownAs struct {
	tag    nameTag
	number int
}

func newFolderCache() *folderCache {
	c := &folderCache{folders: map[folderKey]*list.Element{}, used: list.New()}
	_, _ = rand.Read(c.secret[:]) // never fails; see crypto/rand
	return c
}

// folder gives what is remembered of a folder, perhaps nothing yet.
func (c *folderCache) folder(key folderKey) *folderNames {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.folders[key]; e != nil {
		c.used.MoveToFront(e)
		return e.Value.(*folderNames)
	}
	f := &folderNames{key: key, cache: c}
	c.folders[key] = c.used.PushFront(f)
	for c.used.Len() > foldersKept {
		c.forget(c.used.Back())
	}
	return f
}

// count says how many names a folder has, and forgets folders where there are too
// many names in all.
func (c *folderCache) count(f *folderNames, names int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.folders[f.key]; e == nil || e.Value != f {
		return // forgotten meanwhile; whoever uses it keeps it to the end
	}
	c.names += names - f.counted
	f.counted = names
	for c.names > namesKept && c.used.Len() > 1 {
		c.forget(c.used.Back())
	}
}

// drop forgets a folder.
func (c *folderCache) drop(f *folderNames) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.folders[f.key]; e != nil && e.Value == f {
		c.forget(e)
	}
}

// forget is drop with mu held.
func (c *folderCache) forget(e *list.Element) {
	f := c.used.Remove(e).(*folderNames)
	delete(c.folders, f.key)
	c.names -= f.counted
	f.counted = 0
}

func (f *folderNames) tag(name string) nameTag {
	h := hmac.New(sha256.New, f.cache.secret[:])
	h.Write([]byte(f.key.room))
	h.Write([]byte(f.key.folder))
	h.Write([]byte(foldName(name)))
	return nameTag(h.Sum(nil))
}

// numberedName is how the second of two equal names is shown: "plan (2).txt".
func numberedName(name string, number int) string {
	if number < 2 {
		return name
	}
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 {
		dot = len(name)
	}
	return name[:dot] + " (" + strconv.Itoa(number) + ")" + name[dot:]
}

// put remembers an entry under its name, or under the first number that is free.
// Call it with mu held, as remove.
func (f *folderNames) put(id MessageID, name string) {
	f.remove(id)
	for number := 1; ; number++ {
		tag := f.tag(numberedName(name, number))
		if _, taken := f.tags[tag]; taken {
			continue
		}
		f.tags[tag], f.ids[id] = id, shownAs{tag, number}
		if number > 1 {
			f.numbered++
		}
		return
	}
}

func (f *folderNames) remove(id MessageID) {
	e, known := f.ids[id]
	if !known {
		return
	}
	if e.number > 1 {
		f.numbered--
	}
	delete(f.tags, e.tag)
	delete(f.ids, id)
}

// shown is how an entry's name is shown.
func (f *folderNames) shown(id MessageID, name string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.numbered == 0 {
		return name
	}
	return numberedName(name, f.ids[id].number)
}

// namesIn gives the names of a folder as they stand now.
func (s *Service) namesIn(ctx context.Context, in access, folder MessageID) (*folderNames, error) {
	o := s.opener(in)
	f := s.folders.folder(folderKey{in.room.ID, folder, o.from})
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.loaded {
		return f, s.syncNames(ctx, o, f)
	}
	_, err := s.loadFolder(ctx, o, f)
	return f, err
}

// loadFolder opens a whole folder and remembers its names, with f.mu held.
func (s *Service) loadFolder(ctx context.Context, o *opener, f *folderNames) ([]opened, error) {
	room, err := s.store.Room(ctx, f.key.room)
	if err != nil {
		return nil, notRoom(err)
	}
	rows, err := s.rowsIn(ctx, o, f.key.folder)
	if err != nil {
		return nil, err
	}
	f.mod, f.loaded, f.numbered = room.Mod, true, 0
	f.tags, f.ids = make(map[nameTag]MessageID, len(rows)), make(map[MessageID]shownAs, len(rows))
	list := make([]opened, 0, len(rows))
	for _, row := range rows {
		if row.Kind != KindFile || row.Deleted {
			continue
		}
		w, ok, err := o.open(ctx, row)
		if err != nil {
			f.loaded = false
			return nil, err
		}
		if !ok { // others may be able to: remember nothing for them
			s.folders.drop(f)
			continue
		}
		f.put(row.ID, w.Title)
		list = append(list, opened{row, w})
	}
	s.folders.count(f, len(f.ids))
	return list, nil
}

// syncNames follows what changed since, with f.mu held.
func (s *Service) syncNames(ctx context.Context, o *opener, f *folderNames) error {
	for {
		rows, err := s.changes(ctx, f.key.room, f.mod, changesPage)
		if err != nil {
			return err
		}
		for _, row := range rows {
			f.mod = max(f.mod, row.Mod)
			if row.Kind != KindFile {
				continue
			}
			here, err := s.liesIn(ctx, s.store, o.from, row, f.key.folder)
			if err != nil {
				return err
			}
			if !here {
				f.remove(row.ID)
				continue
			}
			w, ok, err := o.open(ctx, row)
			if err != nil {
				f.loaded = false
				return err
			}
			if !ok { // others may be able to: remember nothing for them
				s.folders.drop(f)
				continue
			}
			f.put(row.ID, w.Title)
		}
		s.folders.count(f, len(f.ids))
		if len(rows) < changesPage {
			return nil
		}
	}
}

// rowsIn gives the rows of a folder. In the top folder of those whose reading begins
// at from lies, too, what others put later into folders from before.
func (s *Service) rowsIn(ctx context.Context, o *opener, folder MessageID) ([]MessageRow, error) {
	if folder != topFolder || o.from == 0 {
		return s.store.Messages(ctx, MessageQuery{Room: o.in.room.ID, Thread: folder, After: o.from})
	}
	all, err := s.store.Messages(ctx, MessageQuery{Room: o.in.room.ID, Kinds: []MessageKind{KindFile}, After: o.from})
	if err != nil {
		return nil, err
	}
	seen := make(map[MessageID]bool, len(all))
	for _, row := range all {
		seen[row.ID] = true
	}
	kept := all[:0]
	for _, row := range all {
		if row.Thread == topFolder || !seen[row.Thread] {
			kept = append(kept, row)
		}
	}
	return kept, nil
}

// liesIn tells whether an entry lies in a folder, as those see it whose reading
// begins at from.
func (s *Service) liesIn(ctx context.Context, r Reader, from int64, row MessageRow, folder MessageID) (bool, error) {
	if row.Kind != KindFile || row.Deleted {
		return false, nil
	}
	if row.Thread == folder || folder != topFolder || from == 0 {
		return row.Thread == folder, nil
	}
	above, err := r.Message(ctx, row.Thread)
	if err != nil && KindOf(err) != NotFound {
		return false, err
	}
	return err == nil && above.Seq <= from, nil
}
