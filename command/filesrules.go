package command

import (
	"context"
	"strconv"
	"strings"

	"stockwerk/house"
)

type usageJSON struct {
	Used    int64 `json:"used"`
	Quota   int64 `json:"quota"`
	MaxFile int64 `json:"max_file"`
	Files   int   `json:"files"`
}

func runFilesUsage(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolFiles)
	if err != nil {
		return err
	}
	u, err := e.House.FileUsage(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	line := e.say().T("command.files.usage", "Used", house.SizeText(u.Used), "Quota", house.SizeText(u.Quota),
		"Max", house.SizeText(u.MaxFile), "Count", u.Files)
	return e.show(c, usageJSON(u), line)
}

type rulesJSON struct {
	Allow   []string `json:"allow"`
	Deny    []string `json:"deny"`
	MaxFile int64    `json:"max_file"`
	Quota   int64    `json:"quota"`
}

// runFilesRules shows the rules, and changes those that are given.
func runFilesRules(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolFiles)
	if err != nil {
		return err
	}
	r, err := e.House.FileRules(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	changed, err := c.fileRules(&r)
	if err != nil {
		return err
	}
	if changed {
		if err := e.House.SetFileRules(ctx, e.Actor, place, r); err != nil {
			return err
		}
		if r, err = e.House.FileRules(ctx, e.Actor, place); err != nil {
			return err
		}
	}
	shown := rulesJSON{cleanAll(r.Allow), cleanAll(r.Deny), r.MaxFile, r.Quota}
	say := e.say()
	limit := func(n int64) string {
		if n == 0 {
			return say.T("command.files.rules_house")
		}
		return house.SizeText(n)
	}
	kinds := func(list []string, none string) string {
		if len(list) == 0 {
			return say.T(none)
		}
		return strings.Join(list, ", ")
	}
	return e.show(c, shown,
		say.T("command.files.rules_allow", "Kinds", kinds(shown.Allow, "command.files.rules_all")),
		say.T("command.files.rules_deny", "Kinds", kinds(shown.Deny, "command.files.rules_none")),
		say.T("command.files.rules_file", "Size", limit(r.MaxFile)),
		say.T("command.files.rules_quota", "Size", limit(r.Quota)),
	)
}

// fileRules changes rules by the options that were given.
func (c *Call) fileRules(r *house.FileRules) (changed bool, err error) {
	for name, kinds := range map[string]*[]string{"allow": &r.Allow, "deny": &r.Deny} {
		if !c.on(name) {
			continue
		}
		changed = true
		*kinds = nil
		if v := c.flag(name); v != "all" && v != "none" {
			*kinds = strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
		}
	}
	for name, size := range map[string]*int64{"max-file": &r.MaxFile, "quota": &r.Quota} {
		if !c.on(name) {
			continue
		}
		changed = true
		if *size, err = sizeOf(c.flag(name)); err != nil {
			return false, err
		}
	}
	return changed, nil
}

// sizeOf reads "500k", "20MiB", "1g" or a number of bytes; "house" is 0.
func sizeOf(s string) (int64, error) {
	if s == "house" {
		return 0, nil
	}
	number := strings.TrimRight(strings.ToLower(s), "ib")
	factor := int64(1)
	for i, unit := range []string{"k", "m", "g"} {
		if rest, ok := strings.CutSuffix(number, unit); ok {
			number, factor = rest, 1<<(10*(i+1))
			break
		}
	}
	n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
	if err != nil || n < 1 || n > 1<<40 {
		return 0, house.Errorf(house.Invalid, "command.error.files_size", "Size", short(s))
	}
	return n * factor, nil
}
