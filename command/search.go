package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

func runSearch(ctx context.Context, e *Env, c *Call) error {
	words, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	if strings.TrimSpace(words) == "" {
		return c.spec.usageError()
	}
	q := house.SearchQuery{Words: words, In: c.flag("in"), Author: strings.TrimPrefix(c.flag("author"), "@")}
	if q.Limit, err = c.limit(); err != nil {
		return err
	}
	if since := c.flag("since"); since != "" {
		if q.Since, err = time.ParseInLocation(time.DateOnly, since, time.Local); err != nil {
			return c.spec.usageError()
		}
	}
	var found []house.Post
	after, skip := c.flags["after"]
	limit := q.Limit
	if skip {
		q.Limit = 0
	}
	err = e.House.Search(ctx, e.Actor, q, func(p house.Post) bool {
		switch {
		case skip && string(p.ID) == after:
			skip = false
		case !skip:
			found = append(found, p)
		}
		return limit == 0 || len(found) < limit
	})
	if err != nil {
		return err
	}
	if c.on("json") {
		out := &stream{w: e.Out}
		if err := each(found, nil, func(p house.Post) error { return out.add(e.postOf(p)) }); err != nil {
			return err
		}
		return out.end()
	}
	d := &diary{e: e, ids: c.on("ids")}
	if err := each(found, nil, d.print); err != nil {
		return err
	}
	return d.end()
}
