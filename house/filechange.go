package house

import (
	"context"

	"stockwerk/vault"
)

// MakeFolder makes a folder in one that exists; Conflict when the name is taken.
// Who may: those who may write in the room's files.
func (s *Service) MakeFolder(ctx context.Context, a Actor, place, path string) (File, error) {
	in, err := s.enterTool(ctx, a, place, ToolFiles, LevelWrite)
	if err != nil {
		return File{}, err
	}
	names, err := splitPath(path)
	if err != nil {
		return File{}, err
	}
	folder, name, ok := parentOf(names)
	if !ok {
		return File{}, Errorf(Conflict, "error.file_exists", "Name", "/")
	}
	var made opened
	var at node
	err = s.fileDeed(ctx, &in, func(k *vault.RoomKey) (prepared, error) {
		if at, err = s.folder(ctx, in, folder); err != nil {
			return nil, err
		}
		old, mod, stands, err := s.child(ctx, in, at, name)
		if err != nil {
			return nil, err
		}
		if stands {
			return nil, Errorf(Conflict, "error.file_exists", "Name", old.words.Title)
		}
		fresh, err := s.newEntry(k, in, fileTarget{id: MessageID(newID()), parent: at, name: name}, fileData{Dir: true})
		if err != nil {
			return nil, err
		}
		return func(tx Tx) ([]MessageRow, error) {
			row := fresh
			_, err := s.placeEntry(ctx, tx, k, &row, name, mod, node{}, false)
			made = opened{row, words{Title: name}}
			return []MessageRow{row}, err
		}, nil
	})
	if err != nil {
		return File{}, err
	}
	n := node{opened: made, data: fileData{Dir: true}, path: append(at.path[:len(at.path):len(at.path)], name)}
	return s.oneView(ctx, in, n)
}

// MoveFile renames a file or folder, or moves it to another folder of the room.
// replace puts it over a file that stands there. Who may: those whose file it is,
// and those who tidy up; what it is put over must be theirs to delete as well.
func (s *Service) MoveFile(ctx context.Context, a Actor, place, from, to string, replace bool) (File, error) {
	in, err := s.enterTool(ctx, a, place, ToolFiles, LevelWrite)
	if err != nil {
		return File{}, err
	}
	source, err := splitPath(from)
	if err != nil {
		return File{}, err
	}
	dest, err := splitPath(to)
	if err != nil {
		return File{}, err
	}
	if len(source) == 0 || len(dest) == 0 {
		return File{}, Errorf(Conflict, "error.file_exists", "Name", "/")
	}
	m := &fileMove{s: s, ctx: ctx, replace: replace}
	err = s.fileDeed(ctx, &in, func(k *vault.RoomKey) (prepared, error) { return m.prepare(k, in, source, dest) })
	if err != nil {
		return File{}, err
	}
	if m.lost != "" {
		s.dropBlob(ctx, in.room.ID, m.lost)
	}
	return s.oneView(ctx, in, m.moved)
}

// fileMove is a move on its way.
type fileMove struct {
	s       *Service
	ctx     context.Context
	replace bool
	moved   node
	lost    BlobID
}

func (m *fileMove) prepare(k *vault.RoomKey, in access, source, dest []string) (prepared, error) {
	s, ctx := m.s, m.ctx
	what, err := s.find(ctx, in, source)
	if err != nil {
		return nil, err
	}
	if err := mayChange(in, what.row); err != nil {
		return nil, err
	}
	folder, name, _ := parentOf(dest)
	at, err := s.folder(ctx, in, folder)
	if err != nil {
		return nil, err
	}
	old, mod, stands, err := s.child(ctx, in, at, name)
	if err != nil {
		return nil, err
	}
	if stands && old.row.ID == what.row.ID {
		stands = false // another way of writing the same name
	}
	if err := m.allowed(in, what, old, stands, name); err != nil {
		return nil, err
	}
	if m.lost = ""; stands {
		m.lost = old.data.Blob
	}
	row, w := what.row, what.words
	row.Thread, w.Title = at.id(), name
	if !what.data.Dir && !what.data.Partial && extensionOf(name) != extensionOf(what.words.Title) {
		if t := fileType(name, nil); t != unknownType {
			what.data.Type = t
		}
	}
	if row, err = s.resealed(k, row, w, what.data); err != nil {
		return nil, err
	}
	m.moved = node{opened: opened{row, w}, data: what.data, path: append(at.path[:len(at.path):len(at.path)], name)}
	return func(tx Tx) ([]MessageRow, error) {
		return m.put(tx, k, what, old, stands, mod, row)
	}, nil
}

// allowed refuses a move for what it would be put over, or for its new name.
func (m *fileMove) allowed(in access, what, old node, stands bool, name string) error {
	if !what.data.Dir && extensionOf(name) != extensionOf(what.words.Title) {
		rules, err := m.s.fileRules(m.ctx, in)
		if err != nil {
			return err
		}
		if err := rules.takes(name); err != nil {
			return err
		}
	}
	if !stands {
		return nil
	}
	if !m.replace || what.data.Dir {
		return Errorf(Conflict, "error.file_exists", "Name", name)
	}
	return mayReplace(in, old)
}

// put moves the row. The room is held.
func (m *fileMove) put(tx Tx, k *vault.RoomKey, what, old node, stands bool, mod int64, sealed MessageRow) ([]MessageRow, error) {
	s, ctx := m.s, m.ctx
	now, err := unchanged(ctx, tx, what.row)
	if err != nil {
		return nil, err
	}
	if err := folderStands(ctx, tx, sealed.Room, sealed.Thread); err != nil {
		return nil, err
	}
	if err := notInside(ctx, tx, sealed.Thread, sealed.ID); err != nil {
		return nil, err
	}
	if err := s.nameFree(ctx, tx, k, sealed.Room, mod, sealed.Thread, m.moved.words.Title, what.row.ID, old.row.ID); err != nil {
		return nil, err
	}
	var rows []MessageRow
	if stands {
		there, err := unchanged(ctx, tx, old.row)
		if err != nil {
			return nil, err
		}
		gone, err := removeEntry(ctx, tx, there, old.data.Blob)
		if err != nil {
			return nil, err
		}
		rows = append(rows, gone)
	}
	row := sealed
	row.Pinned, row.Locked = now.Pinned, now.Locked
	err = tx.PutMessage(ctx, &row)
	m.moved.row = row
	return append(rows, row), err
}

// notInside refuses to put a folder into itself, however deep. The room is held, so
// that two moves cannot make a ring.
func notInside(ctx context.Context, tx Tx, folder, id MessageID) error {
	for deep := 0; folder != topFolder; deep++ {
		if folder == id || deep > maxFolders {
			return Errorf(Invalid, "error.folder_into_itself")
		}
		row, err := tx.Message(ctx, folder)
		if err != nil {
			return noMessage(err)
		}
		if folder = row.Thread; folder == "" {
			return errRace // it was deleted
		}
	}
	return nil
}
