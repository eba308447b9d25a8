package command

import (
	"context"
	"time"

	"stockwerk/house"
)

// WikiTable is what can be done with the wiki of a room. PAGE is a page's name or
// id.
func WikiTable() []Spec {
	argPage := Arg{Name: "PAGE"}
	page := []Arg{argPlace, argPage}
	of := func(more ...string) []Arg {
		args := []Arg{argPlace, argPage}
		for _, name := range more {
			args = append(args, Arg{Name: name})
		}
		return args
	}
	version := Flag{"version", "N"}
	return []Spec{
		{Name: "wiki list", Args: []Arg{argPlace}, List: true, Help: "command.help.wiki_list", run: runWikiList},
		{
			Name: "wiki show", Args: page, Flags: []Flag{version, {Name: "raw"}},
			Help: "command.help.wiki_show", run: runWikiShow,
		},
		{Name: "wiki get", Args: page, Flags: []Flag{version}, Help: "command.help.wiki_get", run: runWikiGet},
		{
			Name: "wiki edit", Args: []Arg{argPlace, argPage, argText}, For: ForInside,
			Flags: []Flag{{"base", "N"}, {"name", "NAME"}, {"comment", "C"}, {"key", "K"}},
			Help:  "command.help.wiki_edit", run: runWikiEdit,
		},
		{Name: "wiki versions", Args: page, List: true, Help: "command.help.wiki_versions", run: runWikiVersions},
		{Name: "wiki diff", Args: of("V1", "V2"), Help: "command.help.wiki_diff", run: runWikiDiff},
		{
			Name: "wiki restore", Args: of("VERSION"), Flags: []Flag{{"base", "N"}}, For: ForInside,
			Help: "command.help.wiki_restore", run: runWikiRestore,
		},
		{Name: "wiki rename", Args: of("NEW"), For: ForInside, Help: "command.help.wiki_rename", run: runWikiRename},
		{Name: "wiki delete", Args: page, For: ForInside, Help: "command.help.wiki_delete", run: runWikiDelete},
		{
			Name: "wiki lock", Args: page, Flags: []Flag{{Name: "take"}}, For: ForInside,
			Help: "command.help.wiki_lock", run: runWikiLock,
		},
		{Name: "wiki unlock", Args: page, For: ForInside, Help: "command.help.wiki_unlock", run: runWikiUnlock},
	}
}

// pageJSON is a page in a list.
type pageJSON struct {
	Page     string    `json:"page"`
	ID       string    `json:"id"`
	Version  int       `json:"version"`
	Newest   int       `json:"newest"`
	Message  string    `json:"message"` // id of the version
	Seq      int64     `json:"seq"`
	Author   string    `json:"author"`
	At       at        `json:"at"`
	Comment  string    `json:"comment"`
	Restored int       `json:"restored"` // the version that was restored, 0 = none
	Unread   int       `json:"unread"`
	Lock     *lockJSON `json:"lock"`
}

type lockJSON struct {
	Name  string `json:"name"`
	Mine  bool   `json:"mine"`
	Since at     `json:"since"`
	Until at     `json:"until"`
}

// wikiJSON is a page with its text.
type wikiJSON struct {
	pageJSON
	Text string `json:"text"`
}

// savedJSON is what became of a save.
type savedJSON struct {
	ID      string `json:"id"`
	Page    string `json:"page"`
	Version int    `json:"version"`
	Message string `json:"message"`
	Seq     int64  `json:"seq"`
}

func pageOf(p house.WikiPage) pageJSON {
	shown := pageJSON{
		Page: oneLine(p.Name), ID: string(p.ID), Version: p.Version, Newest: p.Newest, Message: string(p.Message), Seq: p.Seq,
		Author: oneLine(p.By), At: at(p.At), Comment: oneLine(p.Comment), Restored: p.From, Unread: p.Unread,
	}
	if p.Lock.By != "" {
		shown.Lock = lockOf(p.Lock)
	}
	return shown
}

func lockOf(l house.WikiLock) *lockJSON {
	return &lockJSON{Name: oneLine(l.By), Mine: l.Mine, Since: at(l.Since), Until: at(l.Until)}
}

func runWikiList(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolWiki)
	if err != nil {
		return err
	}
	pages, err := e.House.WikiPages(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	return list(e, c, pagesOf(pages), func(p pageJSON) string { return p.ID }, e.pageLine, "command.wiki.none")
}

func pagesOf(pages []house.WikiPage) []pageJSON {
	shown := make([]pageJSON, len(pages))
	for i, p := range pages {
		shown[i] = pageOf(p)
	}
	return shown
}

func (e *Env) pageLine(p pageJSON) string {
	say := e.say()
	return say.T("command.wiki.line", "Page", p.Page, "Facts", facts(
		say.T("command.wiki.version", "Version", p.Version), p.Author, say.DateTime(time.Time(p.At).Local()),
		e.unread(p.Unread), e.writing(p.Lock),
	))
}

// writing says who is writing a page.
func (e *Env) writing(l *lockJSON) string {
	if l == nil {
		return ""
	}
	return e.say().T("command.wiki.writing", "Name", l.Name)
}

// wikiAt reads the page that a command names, at the version of --version.
func (e *Env) wikiAt(ctx context.Context, c *Call) (house.WikiPage, error) {
	place, err := c.toolOf(0, house.ToolWiki)
	if err != nil {
		return house.WikiPage{}, err
	}
	version, err := c.number("version")
	if err != nil {
		return house.WikiPage{}, err
	}
	return e.House.WikiPage(ctx, e.Actor, place, c.arg(1), int(version))
}

// runWikiShow prints a page for reading; --plain is how it is printed anyway, for
// there are no styles in what commands print.
func runWikiShow(ctx context.Context, e *Env, c *Call) error {
	if c.on("raw") {
		return runWikiGet(ctx, e, c)
	}
	p, err := e.wikiAt(ctx, c)
	if err != nil {
		return err
	}
	shown := wikiJSON{pageOf(p), clean(p.Text)}
	say := e.say()
	head := say.T("command.wiki.head", "Page", shown.Page, "Facts", facts(
		e.versionOf(shown.pageJSON), shown.Author, say.DateTime(p.At.Local()), e.writing(shown.Lock),
	))
	return e.show(c, shown, head, "", shown.Text)
}

// versionOf says which version of how many.
func (e *Env) versionOf(p pageJSON) string {
	if p.Version == p.Newest {
		return e.say().T("command.wiki.version", "Version", p.Version)
	}
	return e.say().T("command.wiki.version_of", "Version", p.Version, "Newest", p.Newest)
}

// runWikiGet prints the text of a page and nothing else.
func runWikiGet(ctx context.Context, e *Env, c *Call) error {
	p, err := e.wikiAt(ctx, c)
	if err != nil {
		return err
	}
	shown := wikiJSON{pageOf(p), clean(p.Text)}
	return e.show(c, shown, shown.Text)
}

func runWikiVersions(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolWiki)
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
	versions, err := e.House.WikiVersions(ctx, e.Actor, place, c.arg(1), limit, before)
	if err != nil {
		return err
	}
	delete(c.flags, "after") // the house has paged already
	return list(e, c, pagesOf(versions), func(p pageJSON) string { return p.Message }, e.versionLine, "command.wiki.none")
}

func (e *Env) versionLine(p pageJSON) string {
	say := e.say()
	restored := ""
	if p.Restored > 0 {
		restored = say.T("command.wiki.restored", "Version", p.Restored)
	}
	return say.T("command.wiki.version_line", "Version", p.Version, "Seq", p.Seq, "Facts", facts(
		p.Author, say.DateTime(time.Time(p.At).Local()), p.Page, restored, p.Comment,
	))
}
