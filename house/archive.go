package house

import (
	"context"
	"io"
	"time"
)

// Archive takes the files of an export, one after the other; a name is a relative
// path with slashes. The writer of a file is good until the next one begins.
type Archive interface {
	File(name string, changed time.Time) (io.Writer, error)
}

// archiveTool writes what one tool of a room keeps into an archive.
type archiveTool struct {
	tool  string
	write func(ctx context.Context, in access, to Archive) error
}

// archiveTools are the tools that write their own part: one line each.
func (s *Service) archiveTools() []archiveTool {
	return []archiveTool{
		{ToolLetters, s.archiveLetters},
		{ToolContract, s.archiveContract},
		{ToolWiki, s.archiveWiki},
		{ToolCalendar, s.archiveCalendar},
		{ToolNotices, s.archiveNotices},
		{ToolPolls, s.archivePolls},
		{ToolFiles, s.archiveFiles},
		{ToolTasks, s.archiveTasks},
		{ToolBlog, s.archiveBlog},
		{ToolBookmarks, s.archiveBookmarks},
	}
}
