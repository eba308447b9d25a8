package house

import (
	"context"
	"io"
	"strings"
)

// archiveFiles writes the files of a room into an archive, under files/ with their
// paths. What has not arrived whole is left out.
func (s *Service) archiveFiles(ctx context.Context, in access, to Archive) error {
	return s.archiveFolder(ctx, in, node{top: true}, to, func(node) bool { return true })
}

// archiveFolder writes those files below a folder that keep picks.
func (s *Service) archiveFolder(ctx context.Context, in access, at node, to Archive, keep func(node) bool) error {
	in.do = Doing(ToolFiles, LevelRead)
	nodes, err := s.listFolder(ctx, in, at)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		switch {
		case n.data.Partial:
			continue
		case n.data.Dir:
			err = s.archiveFolder(ctx, in, n, to, keep)
		case !keep(n):
			continue
		default:
			err = s.archiveFile(ctx, in, n, to)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) archiveFile(ctx context.Context, in access, n node, to Archive) error {
	r, err := s.openNode(ctx, in, n)
	if err != nil {
		return err
	}
	defer r.Close()
	// A backslash parts folders on some machines that unpack archives.
	w, err := to.File("files/"+strings.ReplaceAll(strings.Join(n.path, "/"), `\`, "_"), n.row.Created)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, io.NewSectionReader(r, 0, r.Size()))
	return err
}
