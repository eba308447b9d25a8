package sshserver

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"stockwerk/house"
)

// receive is the side that takes files.
func (c *copying) receive() error {
	target := c.ask.paths[0]
	at, err := c.f.locate(target)
	if err != nil {
		c.complain(copyOver, err)
		return err
	}
	found, err := c.f.stat(at)
	isFolder := err == nil && found.IsDir()
	if c.ask.targetIsAFolder && !isFolder {
		if err == nil {
			err = house.Errorf(house.Conflict, "door.files_no_folder")
		}
		c.complain(copyOver, err)
		return err
	}
	if err := c.fine(); err != nil {
		return err
	}
	return c.take(target, isFolder)
}

// take handles the source's lines. into is where things go: into it when it is a
// folder, else under its name.
func (c *copying) take(into string, isFolder bool) error {
	type level struct {
		path     string
		isFolder bool
	}
	levels := []level{{into, isFolder}}
	for {
		line, err := c.next()
		if errors.Is(err, io.EOF) && len(levels) == 1 {
			return nil
		}
		if err != nil {
			return err
		}
		here := levels[len(levels)-1]
		switch line[0] {
		case 'T': // the house has its own times
			err = c.fine()
		case 'E':
			if len(levels) == 1 {
				return errCopyOver
			}
			levels = levels[:len(levels)-1]
			err = c.fine()
		case 'D':
			var name string
			if _, name, err = c.offered(line); err != nil {
				break
			}
			under := aim(here.path, here.isFolder, name)
			if !c.ask.recursive || len(levels) > copyDepth {
				return errCopyOver
			}
			if refused := c.takeFolder(under); refused != nil {
				c.complain(copyNot, refused) // the source leaves the folder out
				break
			}
			levels = append(levels, level{under, true})
			err = c.fine()
		case 'C':
			var size int64
			var name string
			if size, name, err = c.offered(line); err != nil {
				break
			}
			err = c.takeFile(aim(here.path, here.isFolder, name), size)
		default:
			return errCopyOver
		}
		if err != nil {
			return err
		}
	}
}

func aim(into string, isFolder bool, name string) string {
	if isFolder {
		return path.Join(into, name)
	}
	return into
}

// next reads the source's next line; its complaints are passed over.
func (c *copying) next() (string, error) {
	for {
		first, err := c.in.ReadByte()
		if err != nil {
			return "", err
		}
		line, err := c.line()
		switch {
		case err != nil:
			return "", err
		case first == copyNot:
			c.fail = true
		case first == copyOver:
			return "", errCopyOver
		default:
			return string(first) + line, nil
		}
	}
}

// offered reads "C0640 123 name" or "D0750 0 name".
func (c *copying) offered(line string) (size int64, name string, err error) {
	var mode uint32
	parts := strings.SplitN(line[1:], " ", 3)
	if len(parts) != 3 {
		return 0, "", errCopyOver
	}
	if _, err := fmt.Sscanf(parts[0]+" "+parts[1], "%o %d", &mode, &size); err != nil || size < 0 {
		return 0, "", errCopyOver
	}
	if name = parts[2]; name == "" || name == "." || name == ".." || strings.Contains(name, "/") {
		return 0, "", errCopyOver
	}
	return size, name, nil
}

// takeFolder makes a folder unless it is there.
func (c *copying) takeFolder(name string) error {
	at, err := c.f.locate(name)
	if err != nil {
		return err
	}
	if found, err := c.f.stat(at); err == nil && found.IsDir() {
		return nil
	}
	return c.f.mkdir(at)
}

// takeFile stores a file. Its bytes come in any case once it was not refused
// before them, so they are read to their end also when storing fails.
func (c *copying) takeFile(name string, size int64) error {
	at, err := c.f.locate(name)
	var t *transfer
	if err == nil {
		t, err = c.f.write(at, house.FileOptions{Truncate: true, Size: size})
	}
	if err != nil {
		c.complain(copyNot, err)
		return nil
	}
	defer func() { _ = t.Close() }() // does nothing after the first time
	if err := c.fine(); err != nil {
		t.TransferError(err)
		return err
	}
	if err := c.store(t, size); err != nil {
		t.TransferError(err)
		return err
	}
	ok, err := c.heard()
	if err != nil || !ok { // their file broke off: it is not what it should be
		t.TransferError(errCopyOver)
		return err
	}
	if err := t.Close(); err != nil {
		c.complain(copyNot, err)
		return nil
	}
	return c.fine()
}

// store reads size bytes. Its error is that of reading; that of storing is told
// by Close.
func (c *copying) store(t *transfer, size int64) error {
	buf := make([]byte, copyChunk)
	for off := int64(0); off < size; {
		n, err := io.ReadFull(c.in, buf[:min(int64(len(buf)), size-off)])
		if err != nil {
			return errors.Join(io.ErrUnexpectedEOF, err)
		}
		_, _ = t.WriteAt(buf[:n], off)
		off += int64(n)
	}
	return nil
}
