package sshserver

import (
	"os"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pkg/sftp"
	"golang.org/x/text/unicode/norm"

	"stockwerk/house"
)

// The house as folders: / holds the floors that one has such rooms on, a floor its
// rooms, a room its files. A room is there when its files tool is on and one may
// read it; nothing else is there at all.

// spot is a path taken apart; deeper fields are empty where it ends before.
type spot struct {
	floor, slug string
	inner       string // within the room: "/a/b.txt", "/" for the room itself
}

func (p spot) place() string { return p.floor + "/" + p.slug }
func (p spot) inRoom() bool  { return p.slug != "" }
func (p spot) root() bool    { return p.floor == "" }

// parent and name take the last part off a path within a room.
func (p spot) parent() spot {
	p.inner = path.Dir(p.inner)
	return p
}

func (p spot) name() string {
	switch {
	case p.root():
		return "/"
	case !p.inRoom():
		return p.floor
	case p.inner == "/":
		return p.slug
	}
	return path.Base(p.inner)
}

// How long names and paths may be, in bytes.
const (
	sftpName = 255
	sftpPath = 4096
)

// locate reads a path as clients write it. ".." leads no further up than "/".
func (f *filing) locate(written string) (spot, error) {
	if len(written) > sftpPath {
		return spot{}, f.no(sftp.ErrSSHFxFailure, "door.files_name")
	}
	whole := norm.NFC.String(path.Join("/", written))
	parts := strings.SplitN(strings.Trim(whole, "/"), "/", 3)
	for _, part := range strings.Split(whole, "/") {
		if !nameable(part) {
			return spot{}, f.no(sftp.ErrSSHFxFailure, "door.files_name")
		}
	}
	at := spot{floor: parts[0]}
	if len(parts) > 1 {
		at.slug, at.inner = parts[1], "/"
	}
	if len(parts) > 2 {
		at.inner += parts[2]
	}
	return at, nil
}

// nameable tells whether something may be called so. What else a name may not be
// is the house's to say.
func nameable(name string) bool {
	return len(name) <= sftpName && utf8.ValidString(name) && !strings.ContainsFunc(name, func(r rune) bool {
		return r == '\\' || unicode.IsControl(r)
	})
}

// places are the rooms that are there for this person.
type places struct {
	at    time.Time
	rooms []house.RoomDetail // by place
}

// rooms reads them anew when something about them may have changed.
func (f *filing) rooms(a house.Actor) ([]house.RoomDetail, error) {
	f.mu.Lock()
	known := f.places
	f.mu.Unlock()
	if known != nil && time.Since(known.at) < sftpKeep {
		return known.rooms, nil
	}
	ctx, cancel := f.ask()
	defer cancel()
	fresh := &places{at: time.Now()}
	all, err := f.s.House.Rooms(ctx, a, "")
	if err != nil {
		return nil, f.refuse(err)
	}
	for _, r := range all {
		if !r.Member || r.Class == house.ClassDirect {
			continue
		}
		d, err := f.s.House.Room(ctx, a, r.Place)
		if kind := house.KindOf(err); err != nil && (kind == house.NotFound || kind == house.Forbidden) {
			continue // gone since they were listed
		}
		if err != nil {
			return nil, f.refuse(err)
		}
		if d.Level(house.ToolFiles) >= house.LevelRead {
			fresh.rooms = append(fresh.rooms, d)
		}
	}
	slices.SortFunc(fresh.rooms, func(a, b house.RoomDetail) int { return strings.Compare(a.Place, b.Place) })
	f.mu.Lock()
	f.places = fresh
	f.mu.Unlock()
	return fresh.rooms, nil
}

// room finds the room of a path among those that are there.
func (f *filing) room(at spot) (house.Actor, house.RoomDetail, error) {
	a, err := f.actor()
	if err != nil {
		return a, house.RoomDetail{}, err
	}
	all, err := f.rooms(a)
	if err != nil {
		return a, house.RoomDetail{}, err
	}
	for _, r := range all {
		if r.Place == at.place() {
			return a, r, nil
		}
	}
	return a, house.RoomDetail{}, f.refuse(house.Errorf(house.NotFound, "error.no_such_room"))
}

// inside is room for a deed that floors and the house itself are not for.
func (f *filing) inside(at spot) (house.Actor, house.RoomDetail, error) {
	if !at.inRoom() || at.inner == "/" {
		a, err := f.actor()
		if err == nil {
			err = f.no(sftp.ErrSSHFxPermissionDenied, "door.files_outside")
		}
		return a, house.RoomDetail{}, err
	}
	return f.room(at)
}

// list gives what is in a folder.
func (f *filing) list(at spot) (listing, error) {
	if at.inRoom() {
		return f.listFiles(at)
	}
	a, err := f.actor()
	if err != nil {
		return nil, err
	}
	all, err := f.rooms(a)
	if err != nil {
		return nil, err
	}
	var out listing
	for _, r := range all {
		floor, slug, _ := strings.Cut(r.Place, "/")
		switch name := floor; {
		case at.root() && len(out) > 0 && out[len(out)-1].Name() == name: // the floor of the room before
		case at.root():
			out = append(out, f.top(name))
		case at.floor == floor:
			out = append(out, f.top(slug))
		}
	}
	if len(out) == 0 && !at.root() {
		return nil, f.refuse(house.Errorf(house.NotFound, "error.no_such_floor"))
	}
	return out, nil
}

// top is a floor or a room.
func (f *filing) top(name string) info { return info{name: name, mode: modeFolder, mtime: f.since} }

// stat tells about one path.
func (f *filing) stat(at spot) (os.FileInfo, error) {
	switch {
	case !at.inRoom():
		if _, err := f.list(at); err != nil {
			return nil, err
		}
		return f.top(at.name()), nil
	case at.inner == "/":
		if _, _, err := f.room(at); err != nil {
			return nil, err
		}
		return f.top(at.name()), nil
	}
	a, room, err := f.room(at)
	if err != nil {
		return nil, err
	}
	if file, known, there := f.remembered(at); known {
		if !there {
			return nil, f.refuse(house.Errorf(house.NotFound, "error.not_found"))
		}
		return fileInfo(room, file), nil
	}
	ctx, cancel := f.ask()
	defer cancel()
	file, err := f.s.House.FileAt(ctx, a, at.place(), at.inner)
	if err != nil {
		return nil, f.refuse(err)
	}
	return fileInfo(room, file), nil
}

// fileInfo tells of a file what its reader may do with it.
func fileInfo(room house.RoomDetail, file house.File) info {
	i := info{name: file.Name, size: file.Size, mode: modeFileRead, mtime: file.At}
	switch {
	case file.Dir:
		i.mode = modeFolder
	case room.Manages(house.ToolFiles), room.Writes(house.ToolFiles) && file.Mine:
		i.mode = modeFile
	}
	return i
}
