package settings

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// sshKeys is the pane with one's SSH keys.
type sshKeys struct {
	s    *Screen
	list *kit.List
}

func (s *Screen) openKeys() tea.Cmd {
	p := &sshKeys{s: s, list: kit.NewList(s.env)}
	p.list.Open = func(r kit.Row) tea.Cmd {
		switch r.ID {
		case "this":
			return p.keep()
		case "add":
			return s.openAdd()
		}
		return p.askRemove()
	}
	s.pane = p
	p.show()
	return nil
}

func (p *sshKeys) title() string { return p.s.env.T("settings.ssh") }

func (p *sshKeys) keys() []kit.Key {
	_, chosen := p.chosen()
	return []kit.Key{
		kit.Bind("c", "settings.ssh.add", p.s.openAdd).InFooter(),
		kit.Bind("t", "settings.ssh.this", p.keep).Unless(!p.mayKeep(), "settings.ssh.this.off"),
		kit.Bind("x", "settings.ssh.key.remove", p.askRemove).Unless(!chosen, "settings.ssh.key.off").InFooter(),
	}
}

func (p *sshKeys) typing() bool { return p.list.Typing() }

func (p *sshKeys) wants(k tea.KeyPressMsg) bool { return p.list.Wants(k) }

func (p *sshKeys) dirty() bool { return false }

func (p *sshKeys) question() (title, text, yes string) { return "", "", "" }

func (p *sshKeys) update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return p.list.Update(msg)
	}
	return nil
}

func (p *sshKeys) view(w, h int) kit.View {
	var above []string
	if len(p.s.keys) == 0 {
		above = append(kit.Wrap(p.s.env.T("settings.ssh.none"), w), "")
	}
	v := beside(p.s.env, p.list, w, h-len(above))
	v.Lines = append(above, v.Lines...)
	if v.Cursor != nil {
		v.Cursor.Y += len(above)
	}
	return v
}

func (p *sshKeys) show() {
	t, s := p.s.env.T, p.s
	var rows []kit.Row
	for _, k := range s.keys {
		month := s.month(k.Last)
		rows = append(rows, kit.Row{
			ID: k.Fingerprint, Label: p.name(k), Note: month,
			More: t("settings.ssh.key.more", "Name", p.name(k), "Fingerprint", k.Fingerprint, "Month", month),
		})
	}
	if p.mayKeep() {
		rows = append(rows, kit.Row{
			ID: "this", Label: t("settings.ssh.this"), More: t("settings.ssh.this.more", "Fingerprint", fingerprint(s.env.Key)),
		})
	}
	p.list.SetRows(append(rows, kit.Row{ID: "add", Label: t("settings.ssh.add"), More: t("settings.ssh.add.more")}))
}

func (p *sshKeys) name(k house.SSHKey) string {
	if strings.TrimSpace(k.Name) == "" {
		return p.s.env.T("settings.ssh.unnamed")
	}
	return k.Name
}

func (p *sshKeys) chosen() (house.SSHKey, bool) {
	id := p.list.Selected().ID
	for _, k := range p.s.keys {
		if k.Fingerprint == id {
			return k, true
		}
	}
	return house.SSHKey{}, false
}

// fingerprint is how OpenSSH writes a key's, and how the house lists it.
func fingerprint(wire []byte) string {
	sum := sha256.Sum256(wire)
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
}

// mayKeep tells whether the client proved a key that is not among one's own.
func (p *sshKeys) mayKeep() bool {
	if len(p.s.env.Key) == 0 {
		return false
	}
	own := fingerprint(p.s.env.Key)
	for _, k := range p.s.keys {
		if k.Fingerprint == own {
			return false
		}
	}
	return true
}

func (p *sshKeys) keep() tea.Cmd { return p.s.add(nil, p.s.env.KeyName, p.s.env.Key) }

func (p *sshKeys) askRemove() tea.Cmd {
	k, ok := p.chosen()
	if !ok {
		return nil
	}
	s, name := p.s, kit.Clean(p.name(k))
	return s.env.Confirm(s.env.T("settings.ssh.remove", "Name", name), s.env.T("settings.ssh.remove.text"), s.env.T("settings.ssh.remove.yes"),
		func() tea.Cmd {
			return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
				return done{by: s, err: h.RemoveSSHKey(ctx, a, k.Fingerprint), say: "settings.ssh.removed", args: []any{"Name", name}}
			})
		})
}

// openAdd asks for the line of a .pub file.
func (s *Screen) openAdd() tea.Cmd {
	t := s.env.T
	var p *sheet
	p = s.lay(t("settings.ssh.add"),
		kit.Field{Kind: kit.Note, Label: t("settings.ssh.add.more")},
		kit.Field{Kind: kit.Line, Name: "key", Label: t("settings.ssh.line")},
		kit.Field{Kind: kit.Line, Name: "name", Label: t("settings.ssh.name"), Hint: t("settings.ssh.name.hint")},
		kit.Field{Kind: kit.Button, Label: t("settings.ssh.add"), Do: func() tea.Cmd { return s.addTyped(p) }},
	)
	return nil
}

func (s *Screen) addTyped(p *sheet) tea.Cmd {
	line := p.form.Text("key")
	if strings.Contains(line, "PRIVATE KEY") {
		p.form.SetText("key", "") // it must not stay on the screen
		p.form.Wrong("key", s.env.T("settings.ssh.private"))
		return nil
	}
	wire, comment, ok := publicKey(line)
	if !ok {
		p.form.Wrong("key", s.env.T("error.key_invalid"))
		return nil
	}
	name := strings.TrimSpace(p.form.Text("name"))
	if name == "" {
		name = comment
	}
	return s.add(p, name, wire)
}

// add keeps a key, from a form or (nil) without one.
func (s *Screen) add(p *sheet, name string, wire []byte) tea.Cmd {
	shown := kit.Clean(name)
	if shown == "" {
		shown = s.env.T("settings.ssh.unnamed")
	}
	deed := func(ctx context.Context, h kit.House, a house.Actor) done {
		_, err := h.AddSSHKey(ctx, a, name, wire)
		return done{by: s, err: err, say: "settings.ssh.added", args: []any{"Name", shown}}
	}
	if p != nil {
		return s.prove(p, map[string]string{"error.key_invalid": "key", "error.key_there": "key", "error.too_long": "name"}, deed)
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg { return deed(ctx, h, a) })
}
