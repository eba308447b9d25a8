package house

import (
	"context"
	"io"
	"time"
)

// File is a file or a folder of a room as its reader sees it.
type File struct {
	ID      MessageID
	Name    string
	Path    string // "/a/b.txt" in the room
	Dir     bool
	Size    int64 // bytes; of a Partial file those that have arrived
	At      time.Time
	Author  string
	Type    string // media type, by name and first bytes; "" for folders
	Partial bool   // not all of it has arrived: it can be resumed, not read
	Mine    bool
	Unread  bool
	Seq     int64
	Mod     int64
}

// FileOptions say how CreateFile opens a file for writing.
type FileOptions struct {
	Exclusive bool  // refuse a name that is taken, with Conflict
	Resume    bool  // go on with what is there instead of beginning anew
	Truncate  bool  // begin anew; the same as neither
	Size      int64 // bytes to come, 0 = not known: room for them is kept from the start
}

// Usage is what the files of a room take and may take, in bytes.
type Usage struct {
	Used, Quota, MaxFile int64
	Files                int
}

// FileRules narrow what may be put into a room's files. The zero value allows
// what the house allows.
type FileRules struct {
	Allow   []string // extensions without the dot, lower case; none = all
	Deny    []string
	MaxFile int64 // bytes; 0 = the house's
	Quota   int64 // bytes; 0 = the house's
}

// FileReader reads the content of a file. Each method may be called from several
// goroutines at once. Reading ends with an error as soon as the reader may no
// longer read in the room.
type FileReader interface {
	io.ReaderAt
	Size() int64 // bytes
	Info() File
	Close() error
}

// FileWriter takes the content of a file, in parallel and in any order; it is
// quickest from the beginning to the end. Exactly one of Close and Abort ends it.
type FileWriter interface {
	io.WriterAt
	Truncate(size int64) error
	// Size is where the content ends so far, in bytes.
	Size() int64
	Info() File
	// Close stores the file: it is whole and durable when Close returns nil.
	// Otherwise it is as after Abort.
	Close() error
	// Abort is for a lost connection: a new file stays as Partial and can be
	// resumed, of an overwritten file the old content stays.
	Abort(cause error)
}

// Files lists a folder: folders first, then files, by name. Who may: those who
// may read the room's files.
func (s *Service) Files(ctx context.Context, a Actor, place, path string) ([]File, error) {
	if _, err := s.enterTool(ctx, a, place, ToolFiles, LevelRead); err != nil {
		return nil, err
	}
	return nil, Errorf(Unavailable, "error.unavailable")
}

// FileAt tells about one file or folder; "/" is the top folder. Who may: as Files.
func (s *Service) FileAt(ctx context.Context, a Actor, place, path string) (File, error) {
	if _, err := s.enterTool(ctx, a, place, ToolFiles, LevelRead); err != nil {
		return File{}, err
	}
	return File{}, Errorf(Unavailable, "error.unavailable")
}

// FileByID finds a file or folder by its id, for links and news. Who may: as Files.
func (s *Service) FileByID(ctx context.Context, a Actor, id MessageID) (File, error) {
	if _, _, _, err := s.enterEntry(ctx, a, id, KindFile, LevelRead); err != nil {
		return File{}, err
	}
	return File{}, Errorf(Unavailable, "error.unavailable")
}

// OpenFile opens a file for reading; nothing is read before it is asked for. A
// Partial file gives Conflict. Who may: as Files.
func (s *Service) OpenFile(ctx context.Context, a Actor, place, path string) (FileReader, error) {
	if _, err := s.enterTool(ctx, a, place, ToolFiles, LevelRead); err != nil {
		return nil, err
	}
	return nil, Errorf(Unavailable, "error.unavailable")
}

// CreateFile opens a file for writing, a new one or in place of an old one. Who
// may: those who may write in the room's files; over others' files only those who
// tidy up.
func (s *Service) CreateFile(ctx context.Context, a Actor, place, path string, o FileOptions) (FileWriter, error) {
	if _, err := s.enterTool(ctx, a, place, ToolFiles, LevelWrite); err != nil {
		return nil, err
	}
	return nil, Errorf(Unavailable, "error.unavailable")
}

// MakeFolder makes a folder in one that exists; Conflict when the name is taken.
// Who may: those who may write in the room's files.
func (s *Service) MakeFolder(ctx context.Context, a Actor, place, path string) (File, error) {
	if _, err := s.enterTool(ctx, a, place, ToolFiles, LevelWrite); err != nil {
		return File{}, err
	}
	return File{}, Errorf(Unavailable, "error.unavailable")
}

// MoveFile renames a file or folder, or moves it to another folder of the room.
// replace puts it over a file that stands there. Who may: those whose file it is,
// and those who tidy up.
func (s *Service) MoveFile(ctx context.Context, a Actor, place, from, to string, replace bool) (File, error) {
	if _, err := s.enterTool(ctx, a, place, ToolFiles, LevelWrite); err != nil {
		return File{}, err
	}
	return File{}, Errorf(Unavailable, "error.unavailable")
}

// DeleteFile deletes a file or folder for good. A folder that is not empty gives
// Conflict unless recursive. Who may: as MoveFile, of all that goes.
func (s *Service) DeleteFile(ctx context.Context, a Actor, place, path string, recursive bool) error {
	if _, err := s.enterTool(ctx, a, place, ToolFiles, LevelWrite); err != nil {
		return err
	}
	return Errorf(Unavailable, "error.unavailable")
}

// FileUsage tells how full a room's files are. Who may: as Files.
func (s *Service) FileUsage(ctx context.Context, a Actor, place string) (Usage, error) {
	if _, err := s.enterTool(ctx, a, place, ToolFiles, LevelRead); err != nil {
		return Usage{}, err
	}
	return Usage{}, Errorf(Unavailable, "error.unavailable")
}

// FileRules tells what may be put into a room's files. Who may: as Files.
func (s *Service) FileRules(ctx context.Context, a Actor, place string) (FileRules, error) {
	if _, err := s.enterTool(ctx, a, place, ToolFiles, LevelRead); err != nil {
		return FileRules{}, err
	}
	return FileRules{}, Errorf(Unavailable, "error.unavailable")
}

// SetFileRules narrows what may be put into a room's files; what is there stays.
// Who may: the room's owner.
func (s *Service) SetFileRules(ctx context.Context, a Actor, place string, rules FileRules) error {
	if _, err := s.enter(ctx, a, place, DoShapeRoom); err != nil {
		return err
	}
	return Errorf(Unavailable, "error.unavailable")
}
