package sshserver

import (
	"io"
	"path"

	"github.com/pkg/sftp"

	"stockwerk/house"
)

// handlers are what the library calls for each request. Paths come cleaned and
// absolute, but for the target of a link, which is refused anyway.
type handlers struct{ f *filing }

// Fileread opens a file for reading.
func (h handlers) Fileread(r *sftp.Request) (_ io.ReaderAt, err error) {
	defer h.f.contained(&err)
	at, err := h.f.locate(r.Filepath)
	if err != nil {
		return nil, err
	}
	return h.f.read(at)
}

// read opens a file for reading.
func (f *filing) read(at spot) (*transfer, error) {
	a, _, err := f.inside(at)
	if err != nil {
		return nil, err
	}
	t, err := f.hold(at, nil)
	if err != nil {
		return nil, err
	}
	if t.reader, err = f.s.House.OpenFile(f.life, a, at.place(), at.inner); err != nil {
		f.drop(t)
		return nil, f.refuse(err)
	}
	return t, nil
}

// Filewrite opens a file for writing.
func (h handlers) Filewrite(r *sftp.Request) (_ io.WriterAt, err error) {
	defer h.f.contained(&err)
	at, err := h.f.locate(r.Filepath)
	if err != nil {
		return nil, err
	}
	flags := r.Pflags()
	o := house.FileOptions{Exclusive: flags.Excl && flags.Creat, Truncate: flags.Trunc, Resume: !flags.Trunc}
	if !flags.Creat {
		if _, err := h.f.stat(at); err != nil {
			return nil, err
		}
	}
	t, err := h.f.write(at, o)
	if err == nil && flags.Append {
		t.append = newAppending(t.writer.Size())
	}
	return t, err
}

// write opens a file for writing.
func (f *filing) write(at spot, o house.FileOptions) (*transfer, error) {
	a, room, err := f.inside(at)
	if err != nil {
		return nil, err
	}
	t, err := f.hold(at, nil)
	if err != nil {
		return nil, err
	}
	t.room = room.ID
	w, err := f.s.House.CreateFile(f.life, a, at.place(), at.inner, o)
	if err != nil {
		f.drop(t)
		return nil, f.refuse(err)
	}
	f.mu.Lock()
	t.writer = w
	f.forget(room.ID)
	f.mu.Unlock()
	return t, nil
}

// Filecmd does everything that neither reads nor writes nor lists.
func (h handlers) Filecmd(r *sftp.Request) (err error) {
	defer h.f.contained(&err)
	at, err := h.f.locate(r.Filepath)
	if err != nil {
		return err
	}
	switch r.Method {
	case "Setstat":
		return h.setstat(at, r)
	case "Rename":
		return h.rename(at, r.Target, false)
	case "Mkdir":
		return h.f.mkdir(at)
	case "Rmdir":
		return h.remove(at, true)
	case "Remove":
		return h.remove(at, false)
	case "Link", "Symlink":
		return h.f.no(sftp.ErrSSHFxOpUnsupported, "door.files_link")
	}
	return sftp.ErrSSHFxOpUnsupported
}

// PosixRename renames over what is there.
func (h handlers) PosixRename(r *sftp.Request) (err error) {
	defer h.f.contained(&err)
	at, err := h.f.locate(r.Filepath)
	if err != nil {
		return err
	}
	return h.rename(at, r.Target, true)
}

// setstat sets a size. Times, owners and permissions are taken note of and left as
// they are: the house has its own, and clients that bring theirs along would
// otherwise call every transfer a failure.
func (h handlers) setstat(at spot, r *sftp.Request) error {
	attrs := r.Attributes()
	if attrs == nil {
		return sftp.ErrSSHFxBadMessage
	}
	if !r.AttrFlags().Size {
		_, err := h.f.stat(at)
		return err
	}
	size := int64(attrs.Size)
	if size < 0 {
		return sftp.ErrSSHFxFailure
	}
	if t := h.f.writing(at); t != nil {
		return t.truncate(size)
	}
	if _, err := h.f.stat(at); err != nil {
		return err
	}
	t, err := h.f.write(at, house.FileOptions{Resume: true})
	if err != nil {
		return err
	}
	if err := t.truncate(size); err != nil {
		_ = t.Close()
		return err
	}
	return t.Close()
}

func (h handlers) rename(from spot, target string, replace bool) error {
	to, err := h.f.locate(target)
	if err != nil {
		return err
	}
	a, room, err := h.f.inside(from)
	if err != nil {
		return err
	}
	if !to.inRoom() || to.inner == "/" || to.place() != from.place() {
		return h.f.no(sftp.ErrSSHFxPermissionDenied, "door.files_other_room")
	}
	ctx, cancel := h.f.ask()
	defer cancel()
	_, err = h.f.s.House.MoveFile(ctx, a, from.place(), from.inner, to.inner, replace)
	h.f.touched(room.ID)
	return h.f.refuse(err)
}

// mkdir makes a folder.
func (f *filing) mkdir(at spot) error {
	a, room, err := f.inside(at)
	if err != nil {
		return err
	}
	ctx, cancel := f.ask()
	defer cancel()
	_, err = f.s.House.MakeFolder(ctx, a, at.place(), at.inner)
	f.touched(room.ID)
	return f.refuse(err)
}

// remove deletes a file, or a folder that is empty.
func (h handlers) remove(at spot, folder bool) error {
	a, room, err := h.f.inside(at)
	if err != nil {
		return err
	}
	found, err := h.f.stat(at)
	if err != nil {
		return err
	}
	if found.IsDir() != folder {
		return sftp.ErrSSHFxFailure
	}
	ctx, cancel := h.f.ask()
	defer cancel()
	err = h.f.s.House.DeleteFile(ctx, a, at.place(), at.inner, false)
	h.f.touched(room.ID)
	return h.f.refuse(err)
}

// Filelist lists a folder or tells about one path.
func (h handlers) Filelist(r *sftp.Request) (_ sftp.ListerAt, err error) {
	defer h.f.contained(&err)
	at, err := h.f.locate(r.Filepath)
	if err != nil {
		return nil, err
	}
	switch r.Method {
	case "List":
		return h.f.opendir(at)
	case "Stat":
		found, err := h.f.stat(at)
		if err != nil {
			return nil, err
		}
		return listing{found}, nil
	}
	return nil, sftp.ErrSSHFxOpUnsupported
}

// opendir holds a folder's list as it is now, for a client to fetch in parts.
func (f *filing) opendir(at spot) (*transfer, error) {
	list, err := f.list(at)
	if err != nil {
		return nil, err
	}
	if list == nil {
		list = listing{}
	}
	return f.hold(at, list)
}

// RealPath makes a path absolute. It is the first thing that clients ask, so it
// also says no where nothing else would be answered.
func (h handlers) RealPath(written string) (_ string, err error) {
	defer h.f.contained(&err)
	if _, err := h.f.actor(); err != nil {
		return "", err
	}
	if _, err := h.f.locate(written); err != nil {
		return "", err
	}
	return path.Join("/", written), nil
}

// StatVFS tells how full the files of a room are, or of all one's rooms.
func (h handlers) StatVFS(r *sftp.Request) (_ *sftp.StatVFS, err error) {
	defer h.f.contained(&err)
	at, err := h.f.locate(r.Filepath)
	if err != nil {
		return nil, err
	}
	return h.f.usage(at)
}

// LookupUserName and LookupGroupName name the one owner of everything.
func (handlers) LookupUserName(string) string { return sftpOwnerName }

// LookupGroupName is LookupUserName for groups.
func (handlers) LookupGroupName(string) string { return sftpOwnerName }

var (
	_ sftp.PosixRenameFileCmder = handlers{}
	_ sftp.StatVFSFileCmder     = handlers{}
	_ sftp.RealPathFileLister   = handlers{}
	_ sftp.NameLookupFileLister = handlers{}
)
