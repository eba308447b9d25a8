package sshserver

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"stockwerk/house"
)

// send is the source's side.
func (c *copying) send() error {
	if ok, err := c.heard(); err != nil || !ok {
		return errors.Join(errCopyOver, err)
	}
	for _, asked := range c.ask.paths {
		names, err := c.expand(asked)
		if err != nil {
			c.complain(copyNot, err)
			continue
		}
		for _, name := range names {
			if err := c.sendPath(name, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// expand finds what a last part with * or ? or [ means: clients of this protocol
// leave that to a shell, and there is none.
func (c *copying) expand(asked string) ([]string, error) {
	if !strings.ContainsAny(path.Base(asked), "*?[") {
		return []string{asked}, nil
	}
	at, err := c.f.locate(asked)
	if err != nil {
		return nil, err
	}
	if _, err := c.f.stat(at); err == nil {
		return []string{asked}, nil // it is called so
	}
	above, err := c.f.locate(path.Dir(asked))
	if err != nil {
		return nil, err
	}
	list, err := c.f.list(above)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, i := range list {
		if ok, err := path.Match(path.Base(asked), i.Name()); err == nil && ok {
			found = append(found, path.Join(path.Dir(asked), i.Name()))
		}
	}
	if len(found) == 0 {
		return nil, house.Errorf(house.NotFound, "error.not_found")
	}
	return found, nil
}

// sendPath sends a file or a folder with all in it. What is refused is told to the
// other side, and the next one comes; an error ends everything.
func (c *copying) sendPath(name string, depth int) error {
	at, err := c.f.locate(name)
	if err == nil {
		var found os.FileInfo
		if found, err = c.f.stat(at); err == nil {
			switch {
			case found.IsDir() && c.ask.recursive && depth < copyDepth:
				return c.sendFolder(name, at, found, depth)
			case !found.IsDir():
				return c.sendFile(at, found)
			}
			err = house.Errorf(house.Invalid, "door.files_folder")
		}
	}
	c.complain(copyNot, err)
	return nil
}

// sendTimes goes before a file or folder when the client wants to keep them.
func (c *copying) sendTimes(i os.FileInfo) error {
	if !c.ask.times {
		return nil
	}
	at := i.ModTime().Unix()
	if _, err := fmt.Fprintf(c.out, "T%d 0 %d 0\n", at, at); err != nil {
		return err
	}
	_, err := c.heard()
	return err
}

func (c *copying) sendFolder(name string, at spot, i os.FileInfo, depth int) error {
	list, err := c.f.list(at)
	if err != nil {
		c.complain(copyNot, err)
		return nil
	}
	if err := c.sendTimes(i); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(c.out, "D%04o 0 %s\n", i.Mode().Perm(), strings.Trim(at.name(), "/")); err != nil {
		return err
	}
	if ok, err := c.heard(); err != nil || !ok {
		return err
	}
	for _, inside := range list {
		if err := c.sendPath(path.Join(name, inside.Name()), depth+1); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(c.out, "E\n"); err != nil {
		return err
	}
	_, err = c.heard()
	return err
}

// sendFile sends a file. When it cannot be read to its end there is no way to say
// so in the middle: the copying ends.
func (c *copying) sendFile(at spot, i os.FileInfo) error {
	t, err := c.f.read(at)
	if err != nil {
		c.complain(copyNot, err)
		return nil
	}
	defer func() { _ = t.Close() }()
	if err := c.sendTimes(i); err != nil {
		return err
	}
	size := t.reader.Size()
	if _, err := fmt.Fprintf(c.out, "C%04o %d %s\n", i.Mode().Perm(), size, at.name()); err != nil {
		return err
	}
	if ok, err := c.heard(); err != nil || !ok {
		return err
	}
	if _, err := io.CopyBuffer(onlyWriter{c.out}, io.NewSectionReader(t, 0, size), make([]byte, copyChunk)); err != nil {
		return err
	}
	if err := c.fine(); err != nil {
		return err
	}
	_, err = c.heard()
	return err
}

// onlyWriter hides what else a writer can, so that the buffer's size counts.
type onlyWriter struct{ io.Writer }
