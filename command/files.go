package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

// FilesTable is what can be done with the files of a room. PATH is a path inside
// the room, "/reports/2026.odt".
func FilesTable() []Spec {
	argPath := Arg{Name: "PATH"}
	path := []Arg{argPlace, argPath}
	return []Spec{
		{
			Name: "files list", Args: []Arg{argPlace, {Name: "PATH", Optional: true}}, List: true,
			Help: "command.help.files_list", run: runFilesList,
		},
		{Name: "files show", Args: path, Help: "command.help.files_show", run: runFilesShow},
		{Name: "files get", Args: path, Help: "command.help.files_get", run: runFilesGet},
		{
			Name: "files put", Args: []Arg{argPlace, {Name: "FILE"}}, For: ForInside,
			Flags: []Flag{{Name: "replace"}, {"from", "BYTES"}, {"size", "BYTES"}},
			Help:  "command.help.files_put", run: runFilesPut,
		},
		{Name: "files mkdir", Args: []Arg{argPlace, {Name: "FOLDER"}}, For: ForInside, Help: "command.help.files_mkdir", run: runFilesMkdir},
		{
			Name: "files move", Args: append(path[:2:2], Arg{Name: "NEW"}), Flags: []Flag{{Name: "replace"}}, For: ForInside,
			Help: "command.help.files_move", run: runFilesMove,
		},
		{
			Name: "files delete", Args: path, Flags: []Flag{{Name: "recursive"}}, For: ForInside,
			Help: "command.help.files_delete", run: runFilesDelete,
		},
		{Name: "files usage", Args: []Arg{argPlace}, Help: "command.help.files_usage", run: runFilesUsage},
		{
			Name: "files rules", Args: []Arg{argPlace}, For: ForInside,
			Flags: []Flag{{"allow", "EXT,EXT|all"}, {"deny", "EXT,EXT|none"}, {"max-file", "SIZE|house"}, {"quota", "SIZE|house"}},
			Help:  "command.help.files_rules", run: runFilesRules,
		},
	}
}

// fileJSON is a file or folder.
type fileJSON struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Path    string `json:"path"`
	Dir     bool   `json:"dir"`
	Size    int64  `json:"size"`
	At      at     `json:"at"`
	Author  string `json:"author"`
	Type    string `json:"type"`
	Partial bool   `json:"partial"`
	Mine    bool   `json:"mine"`
	Unread  bool   `json:"unread"`
	Seq     int64  `json:"seq"`
}

func fileOf(f house.File) fileJSON {
	return fileJSON{
		ID: string(f.ID), Name: oneLine(f.Name), Path: oneLine(f.Path), Dir: f.Dir, Size: f.Size, At: at(f.At),
		Author: oneLine(f.Author), Type: f.Type, Partial: f.Partial, Mine: f.Mine, Unread: f.Unread, Seq: f.Seq,
	}
}

func runFilesList(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolFiles)
	if err != nil {
		return err
	}
	files, err := e.House.Files(ctx, e.Actor, place, c.arg(1))
	if err != nil {
		return err
	}
	shown := make([]fileJSON, len(files))
	for i, f := range files {
		shown[i] = fileOf(f)
	}
	return list(e, c, shown, func(f fileJSON) string { return f.ID }, e.fileLine, "command.files.none")
}

func (e *Env) fileLine(f fileJSON) string {
	name, size := f.Path, house.SizeText(f.Size)
	if f.Dir {
		name, size = strings.TrimSuffix(f.Path, "/")+"/", ""
	}
	say := e.say()
	when := ""
	if !time.Time(f.At).IsZero() {
		when = say.DateTime(time.Time(f.At).Local())
	}
	return say.T("command.files.line", "Path", name, "Facts", facts(
		size, f.Author, when, e.when(f.Partial, "command.files.partial"), e.when(f.Unread, "command.files.new"),
	))
}

func runFilesShow(ctx context.Context, e *Env, c *Call) error {
	return e.onFile(ctx, c, e.House.FileAt)
}

func runFilesMkdir(ctx context.Context, e *Env, c *Call) error {
	return e.onFile(ctx, c, e.House.MakeFolder)
}

// onFile does something with a path of a room and shows what stands there.
func (e *Env) onFile(ctx context.Context, c *Call, do func(ctx context.Context, a house.Actor, place, path string) (house.File, error)) error {
	place, err := c.toolOf(0, house.ToolFiles)
	if err != nil {
		return err
	}
	f, err := do(ctx, e.Actor, place, c.arg(1))
	if err != nil {
		return err
	}
	return e.showFile(c, f)
}

// showFile shows a file after a deed.
func (e *Env) showFile(c *Call, f house.File) error {
	shown := fileOf(f)
	lines := []string{e.fileLine(shown)}
	if f.Type != "" {
		lines = append(lines, e.say().T("command.files.type", "Type", f.Type))
	}
	return e.show(c, shown, lines...)
}

func runFilesMove(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolFiles)
	if err != nil {
		return err
	}
	f, err := e.House.MoveFile(ctx, e.Actor, place, c.arg(1), c.arg(2), c.on("replace"))
	if err != nil {
		return err
	}
	return e.showFile(c, f)
}

func runFilesDelete(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolFiles)
	if err != nil {
		return err
	}
	f, err := e.House.FileAt(ctx, e.Actor, place, c.arg(1))
	if err != nil {
		return err
	}
	if err := e.House.DeleteFile(ctx, e.Actor, place, c.arg(1), c.on("recursive")); err != nil {
		return err
	}
	return e.done(c, map[string]any{"id": string(f.ID), "path": oneLine(f.Path), "deleted": true})
}
