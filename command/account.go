package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/text"
)

type accountJSON struct {
	Name     string       `json:"name"`
	Role     string       `json:"role"`
	Sealed   bool         `json:"sealed"`
	Created  string       `json:"created"`
	Last     string       `json:"last_login"`
	Leaving  at           `json:"leaving"`
	Settings settingsJSON `json:"settings"`
}

type settingsJSON struct {
	Lang   string `json:"lang"`
	Bell   string `json:"bell"`
	Linear bool   `json:"linear"`
	Mouse  bool   `json:"mouse"`
	From   string `json:"from"`
	Ask    bool   `json:"ask"`
	Absent bool   `json:"absent"`
}

func settingsOf(s house.Settings) settingsJSON {
	j := settingsJSON{
		Lang: oneLine(s.Lang), Bell: oneLine(s.Bell), Linear: s.Linear, Mouse: s.Mouse,
		From: "all", Ask: s.AskPassword, Absent: s.Absence,
	}
	if s.WritersOnly != "" {
		j.From = oneLine(s.WritersOnly)
	}
	if j.Bell == "" {
		j.Bell = "mentions"
	}
	return j
}

func runAccountShow(ctx context.Context, e *Env, c *Call) error {
	self, err := e.House.WhoAmI(ctx, e.Actor)
	if err != nil {
		return err
	}
	set, err := e.House.Settings(ctx, e.Actor)
	if err != nil {
		return err
	}
	say := e.say()
	shown := accountJSON{
		Name: oneLine(self.Name), Role: string(self.Role), Sealed: self.Sealed, Created: self.Created,
		Last: self.Last, Leaving: at(self.Leaving), Settings: settingsOf(set),
	}
	lines := []string{
		e.whoLine(whoOf(self)),
		say.T("command.account.since", "Month", oneLine(self.Created)),
	}
	if !self.Leaving.IsZero() {
		lines = append(lines, say.T("command.account.leaving", "Time", say.DateTime(self.Leaving.Local())))
	}
	return e.show(c, shown, append(lines, e.settingsLines(shown.Settings)...)...)
}

// settingsLines are the settings as the options that set them.
func (e *Env) settingsLines(s settingsJSON) []string {
	onOff := map[bool]string{true: "on", false: "off"}
	lang := s.Lang
	if lang == "" {
		lang = string(e.Lang)
	}
	return []string{
		"--lang " + lang, "--bell " + s.Bell, "--linear " + onOff[s.Linear], "--mouse " + onOff[s.Mouse],
		"--from " + s.From, "--ask " + onOff[s.Ask], "--absent " + onOff[s.Absent],
	}
}

func runAccountSettings(ctx context.Context, e *Env, c *Call) error {
	set, err := e.House.Settings(ctx, e.Actor)
	if err != nil {
		return err
	}
	before := set
	if err := c.settings(&set); err != nil {
		return err
	}
	if set != before {
		if err := e.House.SetSettings(ctx, e.Actor, set); err != nil {
			return err
		}
		if lang, ok := text.Parse(set.Lang); ok {
			e.Lang = lang
		}
	}
	shown := settingsOf(set)
	return e.show(c, shown, e.settingsLines(shown)...)
}

// settings changes what the options name.
func (c *Call) settings(set *house.Settings) error {
	for name, field := range map[string]*bool{
		"linear": &set.Linear, "mouse": &set.Mouse, "ask": &set.AskPassword, "absent": &set.Absence,
	} {
		v, err := c.choice(name, "on", "off")
		if err != nil {
			return err
		}
		if v != "" {
			*field = v == "on"
		}
	}
	if bell, err := c.choice("bell", "never", "mentions", "all"); err != nil {
		return err
	} else if bell != "" {
		set.Bell = bell
	}
	from, err := c.choice("from", "all", "shared")
	if err != nil {
		return err
	}
	if from != "" {
		set.WritersOnly = strings.TrimPrefix(from, "all")
	}
	if c.on("lang") {
		lang, ok := text.Parse(c.flag("lang"))
		if !ok {
			return c.spec.usageError()
		}
		set.Lang = string(lang)
	}
	return nil
}

type keyJSON struct {
	Name        string `json:"name"`
	Fingerprint string `json:"fingerprint"`
	Last        string `json:"last_used"`
}

func keyOf(k house.SSHKey) keyJSON {
	return keyJSON{Name: oneLine(k.Name), Fingerprint: k.Fingerprint, Last: k.Last}
}

func (e *Env) keyLine(k keyJSON) string {
	last := k.Last
	if last == "" {
		last = e.say().T("common.never")
	}
	return e.say().T("command.keys.line", "Name", k.Name, "Fingerprint", k.Fingerprint, "Month", last)
}

func runKeysList(ctx context.Context, e *Env, c *Call) error {
	keys, err := e.House.SSHKeys(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]keyJSON, len(keys))
	for i, k := range keys {
		shown[i] = keyOf(k)
	}
	return list(e, c, shown, func(k keyJSON) string { return k.Fingerprint }, e.keyLine, "command.keys.none")
}

// runKeysAdd keeps the key of this connection, or the public key line that
// stands in the input.
func runKeysAdd(ctx context.Context, e *Env, c *Call) error {
	wire, name := e.Key, e.KeyName
	if !c.on("this") {
		line, err := e.keyInput(ctx)
		if err != nil {
			return err
		}
		if strings.TrimSpace(line) != "" {
			var ok bool
			if wire, name, ok = publicKey(line); !ok {
				return house.Errorf(house.Invalid, "command.error.bad_key")
			}
		}
	}
	if len(wire) == 0 {
		return house.Errorf(house.Invalid, "command.error.no_key")
	}
	if c.rest != "" {
		name = c.rest
	}
	if strings.TrimSpace(name) == "" {
		name = e.say().T("command.keys.unnamed")
	}
	key, err := e.House.AddSSHKey(ctx, e.Actor, name, wire)
	if err != nil {
		return err
	}
	shown := keyOf(key)
	return e.show(c, shown, e.keyLine(shown))
}

func (e *Env) keyInput(ctx context.Context) (string, error) {
	if e.console != nil {
		return e.answer(ctx, e.say().T("command.ask.key")+" ", true)
	}
	return e.line()
}

func runKeysRemove(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.RemoveSSHKey(ctx, e.Actor, c.arg(0)); err != nil {
		return err
	}
	return e.done(c, map[string]string{"fingerprint": c.arg(0)})
}

func runAccountPassword(ctx context.Context, e *Env, c *Call) error {
	old, err := e.secret(e.say().T("command.ask.password"))
	if err != nil {
		return err
	}
	fresh, err := e.twice(e.say().T("command.ask.new_password"), e.say().T("command.ask.again"))
	if err != nil {
		return err
	}
	if err := e.House.ChangePassword(ctx, e.Actor, old, fresh); err != nil {
		return err
	}
	return e.show(c, map[string]bool{"changed": true}, e.say().T("command.account.password_changed"))
}

func runAccountRecovery(ctx context.Context, e *Env, c *Call) error {
	password, err := e.secret(e.say().T("command.ask.password"))
	if err != nil {
		return err
	}
	code, err := e.House.NewRecoveryCode(ctx, e.Actor, password)
	if err != nil {
		return err
	}
	return e.show(c, map[string]string{"recovery_code": code}, e.say().T("command.register.recovery", "Code", code))
}

func runAccountDelete(ctx context.Context, e *Env, c *Call) error {
	password, err := e.secret(e.say().T("command.ask.password"))
	if err != nil {
		return err
	}
	leaving, err := e.House.DeleteAccount(ctx, e.Actor, password)
	if err != nil {
		return err
	}
	when := e.say().DateTime(leaving.Local())
	return e.show(c, map[string]any{"leaving": at(leaving)}, e.say().T("command.account.leaving", "Time", when))
}

func runAccountKeep(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.KeepAccount(ctx, e.Actor); err != nil {
		return err
	}
	return e.show(c, map[string]any{"leaving": at(time.Time{})}, e.say().T("command.account.kept"))
}

type exportJSON struct {
	Name     string       `json:"name"`
	Role     string       `json:"role"`
	Created  string       `json:"created"`
	Settings settingsJSON `json:"settings"`
	Floors   []string     `json:"floors"`
	Rooms    []string     `json:"rooms"`
	Posts    []postJSON   `json:"posts"`
}

func runAccountExport(ctx context.Context, e *Env, c *Call) error {
	x, err := e.House.ExportAccount(ctx, e.Actor)
	if err != nil {
		return err
	}
	if c.on("json") {
		posts := make([]postJSON, len(x.Posts))
		for i, p := range x.Posts {
			posts[i] = e.postOf(p)
		}
		return e.json(exportJSON{
			Name: oneLine(x.Name), Role: string(x.Role), Created: x.Created, Settings: settingsOf(x.Settings),
			Floors: cleanAll(x.Floors), Rooms: cleanAll(x.Rooms), Posts: posts,
		})
	}
	say := e.say()
	lines := []string{
		say.T("command.whoami.member", "Name", oneLine(x.Name)),
		say.T("command.account.since", "Month", oneLine(x.Created)),
		facts(append([]string{say.T("common.floors") + ":"}, cleanAll(x.Floors)...)...),
		facts(append([]string{say.T("common.rooms") + ":"}, cleanAll(x.Rooms)...)...),
	}
	if err := e.show(c, nil, lines...); err != nil {
		return err
	}
	d := &diary{e: e}
	if err := each(x.Posts, nil, d.print); err != nil {
		return err
	}
	return d.end()
}

func runBlock(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.Block(ctx, e.Actor, c.name(0)); err != nil {
		return err
	}
	return e.done(c, map[string]any{"name": c.name(0), "blocked": true})
}

func runUnblock(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.Unblock(ctx, e.Actor, c.name(0)); err != nil {
		return err
	}
	return e.done(c, map[string]any{"name": c.name(0), "blocked": false})
}

type blockedJSON struct {
	Name string `json:"name"`
}

func runBlocked(ctx context.Context, e *Env, c *Call) error {
	names, err := e.House.Blocked(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]blockedJSON, len(names))
	for i, n := range names {
		shown[i] = blockedJSON{oneLine(n)}
	}
	name := func(b blockedJSON) string { return b.Name }
	return list(e, c, shown, name, name, "command.blocked.none")
}
