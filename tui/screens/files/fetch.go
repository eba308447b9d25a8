package files

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// copyFetch copies the line that fetches a file or folder.
func (s *Screen) copyFetch(f house.File) tea.Cmd {
	if s.visiting() {
		return tea.Batch(s.env.Copy(s.fetchLine(f)), s.say("files.visit"))
	}
	return s.env.Copy(s.fetchLine(f))
}

func (s *Screen) say(key string) tea.Cmd {
	return kit.Send(kit.Ask{Title: s.env.T("files.title"), Text: s.env.T(key), Options: []kit.Option{{Label: s.env.T("common.ok")}}})
}

func (s *Screen) visiting() bool { return s.env.Who().Role == house.RoleGuestOf }

// fetchLine is what to type at home to get a file or folder.
func (s *Screen) fetchLine(f house.File) string {
	return "scp " + s.options(f.Dir) + quoted(s.account()+":/"+s.place+literal(f.Path)) + " ."
}

// putLine is what to type at home to bring a file into the folder one is in.
func (s *Screen) putLine() string {
	return "scp " + s.options(false) + s.env.T("files.upload.file") + " " + quoted(s.account()+":/"+s.place+folder(s.dir))
}

// sftpLine opens the folder one is in.
func (s *Screen) sftpLine() string {
	return "sftp " + s.options(false) + quoted(s.account()+":/"+s.place+folder(s.dir))
}

func folder(dir string) string { return strings.TrimSuffix(dir, "/") + "/" }

// options are those of scp and sftp alike. Visitors have no password: they go
// along on the connection of their visit.
func (s *Screen) options(recursive bool) string {
	var b strings.Builder
	if recursive {
		b.WriteString("-r ")
	}
	if s.visiting() {
		b.WriteString("-o ControlPath=~/.ssh/visit ")
	}
	if s.env.Port != 0 && s.env.Port != 22 {
		b.WriteString("-P " + strconv.Itoa(s.env.Port) + " ")
	}
	return b.String()
}

func (s *Screen) account() string {
	if s.visiting() {
		return "ticket@" + s.env.Host
	}
	return s.env.Who().Name + "@" + s.env.Host
}

// literal keeps scp from taking a name for a pattern.
func literal(p string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "]", `\]`).Replace(p)
}

// quoted keeps the shell at home from reading more into a word.
func quoted(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("@:/._-+,", r)
	}
	if strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// askUpload tells how files come here and copies a line for it.
func (s *Screen) askUpload() tea.Cmd {
	t := s.env.T
	words := t("files.upload.text") + "\n\n" + s.putLine() + "\n" + s.sftpLine()
	if s.visiting() {
		words += "\n\n" + t("files.visit")
	}
	if why := s.room.WhyNot(house.ToolFiles); why != "" {
		words = t(why)
	}
	return kit.Send(kit.Ask{Title: t("files.upload.title"), Text: words, Options: []kit.Option{
		{Label: t("files.upload.copy_scp"), Do: func(string) tea.Cmd { return s.env.Copy(s.putLine()) }},
		{Label: t("files.upload.copy_sftp"), Do: func(string) tea.Cmd { return s.env.Copy(s.sftpLine()) }},
		{Label: t("common.back")},
	}})
}

// details says all there is to say about a file, and offers to copy its line.
func (s *Screen) details(f house.File) tea.Cmd {
	lines := append([]string{f.Path}, s.about(f)...)
	options := []kit.Option{{Label: s.env.T("common.back")}}
	if !f.Partial {
		lines = append(lines, "", s.fetchLine(f))
		options = append(options, kit.Option{Label: s.env.T("files.key.fetch"), Do: func(string) tea.Cmd { return s.copyFetch(f) }})
	}
	return kit.Send(kit.Ask{Title: kit.Clean(f.Name), Text: strings.Join(lines, "\n"), Options: options})
}
