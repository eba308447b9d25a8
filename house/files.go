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
	Allow   []string `json:"allow,omitempty"` // extensions without the dot, lower case; none = all
	Deny    []string `json:"deny,omitempty"`
	MaxFile int64    `json:"max_file,omitempty"` // bytes; 0 = the house's
	Quota   int64    `json:"quota,omitempty"`    // bytes; 0 = the house's
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
	in, err := s.enterTool(ctx, a, place, ToolFiles, LevelRead)
	if err != nil {
		return nil, err
	}
	names, err := splitPath(path)
	if err != nil {
		return nil, err
	}
	at, err := s.folder(ctx, in, names)
	if err != nil {
		return nil, err
	}
	nodes, err := s.listFolder(ctx, in, at)
	if err != nil {
		return nil, err
	}
	files, err := s.fileViews(ctx, in, nodes)
	sortFiles(files)
	return files, err
}

// FileAt tells about one file or folder; "/" is the top folder, which has no ID.
// Who may: as Files.
func (s *Service) FileAt(ctx context.Context, a Actor, place, path string) (File, error) {
	in, err := s.enterTool(ctx, a, place, ToolFiles, LevelRead)
	if err != nil {
		return File{}, err
	}
	names, err := splitPath(path)
	if err != nil {
		return File{}, err
	}
	n, err := s.find(ctx, in, names)
	if err != nil {
		return File{}, err
	}
	return s.oneView(ctx, in, n)
}

// FileByID finds a file or folder by its id, for links and news. Who may: as Files.
func (s *Service) FileByID(ctx context.Context, a Actor, id MessageID) (File, error) {
	in, row, w, err := s.enterEntry(ctx, a, id, KindFile, LevelRead)
	if err != nil {
		return File{}, err
	}
	if row.Deleted {
		return File{}, noMessage(nil)
	}
	path, err := s.pathOf(ctx, in, opened{row, w})
	if err != nil {
		return File{}, err
	}
	n, err := nodeOf(opened{row, w}, path)
	if err != nil {
		return File{}, err
	}
	return s.oneView(ctx, in, n)
}

// nowMilli is the present in the precision that is bound into seals.
func (s *Service) nowMilli() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }
