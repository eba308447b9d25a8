package house

import (
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// topFolder stands in Thread of what lies in no folder, so that the top folder is
// found by the same index as every other.
const topFolder MessageID = "/"

// maxFileName bounds a name in bytes: what the file systems of today take.
const maxFileName = 255

// fileData is what is sealed of a file or folder beside its name.
type fileData struct {
	Dir     bool       `json:"dir,omitempty"`
	Partial bool       `json:"partial,omitempty"`
	Size    int64      `json:"size,omitempty"`
	Type    string     `json:"type,omitempty"`
	Blob    BlobID     `json:"blob,omitempty"`
	Chunks  []chunkRun `json:"chunks,omitempty"` // in their order, together all that Size needs
	Next    chunkRun   `json:"next,omitzero"`    // Partial: how the chunks are sealed that come after those
}

// chunkRun says of N chunks in a row with which epoch's key they are sealed and for
// the how-manieth time: of a chunk that was written again only the last counts.
type chunkRun struct {
	N     int `json:"n,omitempty"`
	Epoch int `json:"e"`
	Try   int `json:"t,omitempty"`
}

// chunksOf is how many chunks a file of that size has.
func chunksOf(size int64) int { return int((size + ChunkSize - 1) / ChunkSize) }

// chunkLen is how many bytes of a file are in its chunk i.
func chunkLen(size int64, i int) int {
	return int(min(max(size-int64(i)*ChunkSize, 0), ChunkSize))
}

// fits tells whether the chunks are as many as the size needs.
func (d fileData) fits() bool {
	n := 0
	for _, r := range d.Chunks {
		if r.N < 0 {
			return false
		}
		n += r.N
	}
	return d.Size >= 0 && n == chunksOf(d.Size)
}

// chunk says how chunk i is sealed.
func (d fileData) chunk(i int) chunkRun {
	for _, r := range d.Chunks {
		if i < r.N {
			return r
		}
		i -= r.N
	}
	return d.Next
}

// runs writes down how chunks are sealed.
func runs(chunks []chunkRun) []chunkRun {
	var out []chunkRun
	for _, c := range chunks {
		if n := len(out) - 1; n >= 0 && out[n].Epoch == c.Epoch && out[n].Try == c.Try {
			out[n].N++
			continue
		}
		out = append(out, chunkRun{1, c.Epoch, c.Try})
	}
	return out
}

// splitPath cleans a path inside a room, "/a/b.txt" or "a/b.txt", into its names.
// ".." takes back the name before it and never leads above the top folder.
func splitPath(path string) ([]string, error) {
	var names []string
	for part := range strings.SplitSeq(path, "/") {
		switch part {
		case "", ".":
			continue
		case "..":
			names = names[:max(len(names)-1, 0)]
			continue
		}
		name, err := cleanFileName(part)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
		if len(names) > maxFolders {
			return nil, errFileName()
		}
	}
	return names, nil
}

// maxFolders bounds how deep folders stand in each other.
const maxFolders = 64

// cleanFileName cleans the name of a file or folder.
func cleanFileName(name string) (string, error) {
	name, err := CleanLine(name, maxFileName)
	if err != nil || len(name) > maxFileName || name == "." || name == ".." || strings.Contains(name, "/") {
		return "", errFileName()
	}
	return name, nil
}

func errFileName() error { return Errorf(Invalid, "error.file_name", "Max", maxFileName) }

// parentOf takes the last name off; ok is false for the top folder.
func parentOf(names []string) (folder []string, name string, ok bool) {
	if len(names) == 0 {
		return nil, "", false
	}
	return names[:len(names)-1], names[len(names)-1], true
}

// joinPath writes names as a path.
func joinPath(names ...string) string { return "/" + strings.Join(names, "/") }

// foldName is what a name is compared by: two that only differ in case or in how
// an accent is written are the same.
func foldName(name string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(name)))
}

// extensionOf is what stands behind the last dot of a name, in lower case.
func extensionOf(name string) string {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return ""
	}
	return strings.ToLower(name[i+1:])
}

// sortFiles orders a folder: folders first, then by name.
func sortFiles(files []File) {
	folded := make(map[MessageID]string, len(files))
	for _, f := range files {
		folded[f.ID] = foldName(f.Name)
	}
	slices.SortStableFunc(files, func(x, y File) int {
		if x.Dir != y.Dir {
			if x.Dir {
				return -1
			}
			return 1
		}
		return strings.Compare(folded[x.ID], folded[y.ID])
	})
}
