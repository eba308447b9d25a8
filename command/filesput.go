package command

import (
	"context"
	"errors"
	"io"
	"strings"

	"stockwerk/house"
)

// transferBuffer is how much of a file passes at once.
const transferBuffer = 256 << 10

// runFilesPut stores standard input as a file, whatever its length.
func runFilesPut(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolFiles)
	if err != nil {
		return err
	}
	size, err := c.number("size")
	if err != nil {
		return err
	}
	from, err := c.number("from")
	if err != nil {
		return err
	}
	if c.on("replace") && c.on("from") {
		return c.spec.usageError()
	}
	in, err := e.contents(ctx)
	if err != nil {
		return err
	}
	w, err := e.House.CreateFile(ctx, e.Actor, place, c.arg(1), house.FileOptions{
		Exclusive: !c.on("replace") && !c.on("from"), Resume: c.on("from"), Size: size,
	})
	if err != nil {
		return err
	}
	if err := e.transfer(ctx, w, in, from, size); err != nil {
		w.Abort(err)
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	f, err := e.House.FileByID(ctx, e.Actor, w.Info().ID)
	if err != nil {
		return err
	}
	return e.showFile(c, f)
}

// transfer writes what comes behind the first bytes, and nothing else. That the input ended must not
// be because the connection did: what is not whole would pass for whole.
func (e *Env) transfer(ctx context.Context, w house.FileWriter, in io.Reader, at, size int64) error {
	if has := w.Size(); at > has {
		return house.Errorf(house.Conflict, "command.error.files_from", "Size", has)
	}
	buf := make([]byte, transferBuffer)
	for {
		n, err := io.ReadFull(in, buf)
		if _, err := w.WriteAt(buf[:n], at); err != nil {
			return err
		}
		at += int64(n)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	if size > 0 && at != size {
		return house.Errorf(house.Invalid, "command.error.files_short", "Size", size, "Came", at)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if e.Alive != nil {
		if err := e.Alive(); err != nil {
			return err
		}
	}
	if at < w.Size() {
		return w.Truncate(at)
	}
	return nil
}

// contents is standard input as it is; where somebody types, a text.
func (e *Env) contents(ctx context.Context) (io.Reader, error) {
	switch {
	case e.console != nil:
		text, err := e.askText(ctx)
		return strings.NewReader(text + "\n"), err
	case e.In == nil:
		return nil, house.Errorf(house.Invalid, "command.error.files_put_here")
	}
	return e.input(), nil
}

// runFilesGet writes a file to standard output as it is. On a terminal that would
// draw whatever is in it: there only texts are shown, cleaned.
func runFilesGet(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolFiles)
	if err != nil {
		return err
	}
	r, err := e.House.OpenFile(ctx, e.Actor, place, c.arg(1))
	if err != nil {
		return err
	}
	defer r.Close()
	if c.on("json") {
		return e.json(fileOf(r.Info()))
	}
	from := io.NewSectionReader(r, 0, r.Size())
	if e.console == nil && e.Password == nil && e.In != nil {
		_, err = io.CopyBuffer(struct{ io.Writer }{e.Out}, struct{ io.Reader }{from}, make([]byte, transferBuffer))
		return err
	}
	if !strings.HasPrefix(r.Info().Type, "text/") || r.Size() > maxInput {
		return house.Errorf(house.Invalid, "command.error.files_get_here", "Name", oneLine(r.Info().Name))
	}
	text, err := io.ReadAll(from)
	if err != nil {
		return err
	}
	return e.show(c, nil, strings.TrimSuffix(clean(string(text)), "\n"))
}
