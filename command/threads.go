package command

import (
	"context"
)

func runThreads(ctx context.Context, e *Env, c *Call) error {
	place, err := c.board(0)
	if err != nil {
		return err
	}
	limit, err := c.limit()
	if err != nil {
		return err
	}
	before, err := c.number("after")
	if err != nil {
		return err
	}
	if limit == 0 {
		limit = pageSize
	}
	threads, err := e.House.Threads(ctx, e.Actor, place, limit, before)
	if err != nil {
		return err
	}
	shown := make([]threadJSON, len(threads))
	for i, t := range threads {
		shown[i] = threadJSON{
			ID: string(t.Root.ID), Title: oneLine(t.Root.Title), Author: oneLine(t.Root.Author), Posts: t.Posts,
			Unread: t.Unread, Seq: t.Root.Seq, LastSeq: t.LastSeq, LastAt: at(t.LastAt), LastBy: oneLine(t.LastBy),
			Pinned: t.Root.Pinned, Locked: t.Root.Locked,
		}
	}
	delete(c.flags, "after") // the house has paged already
	return list(e, c, shown, func(t threadJSON) string { return t.ID }, e.threadLine, "command.threads.none")
}

func (e *Env) threadLine(t threadJSON) string {
	say := e.say()
	about := facts(
		say.N("command.threads.posts", t.Posts),
		e.unread(t.Unread),
		e.when(t.Pinned, "command.word.pinned"),
		e.when(t.Locked, "command.word.locked"),
	)
	return say.T("command.threads.line", "Id", t.ID, "Title", t.Title, "Name", t.Author, "Facts", about)
}
