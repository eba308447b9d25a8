package run

import "strings"

// asciiLikeness is the ASCII character that stands for r where the client does
// not show UTF-8.
func asciiLikeness(r rune) byte {
	switch {
	case r < 0x80:
		return byte(r)
	case r >= 0x2500 && r <= 0x257F:
		return boxLikeness(r)
	case r >= 0xC0 && r <= 0xFF:
		return latinLikeness[r-0xC0]
	case r >= 0x2800 && r <= 0x28FF: // Braille, as in spinners
		return '*'
	}
	for _, like := range likeness {
		if strings.ContainsRune(like.signs, r) {
			return like.ascii
		}
	}
	return '?'
}

// boxLikeness: lines stay lines, everything with a corner is a plus.
func boxLikeness(r rune) byte {
	switch {
	case strings.ContainsRune("─━┄┅┈┉╌╍╴╶╸╺╼╾", r):
		return '-'
	case r == '═':
		return '='
	case strings.ContainsRune("│┃┆┇┊┋╎╏║╵╷╹╻╽╿", r):
		return '|'
	case r == '╱':
		return '/'
	case r == '╲':
		return '\\'
	case r == '╳':
		return 'X'
	}
	return '+'
}

// latinLikeness holds U+00C0 to U+00FF.
const latinLikeness = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTs" + "aaaaaaaceeeeiiiidnooooo/ouuuuyty"

var likeness = [...]struct {
	signs string
	ascii byte
}{
	{"█▓▒░▌▐■□▪▫▀▄", '#'},
	{"▲△▴↑⇑", '^'},
	{"▼▽▾↓⇓", 'v'},
	{"▶▷▸►→⇒›»❯", '>'},
	{"◀◁◂◄←⇐‹«❮", '<'},
	{"●○◦•·◆◇★☆", '*'},
	{"✓✔", 'v'},
	{"✗✘✕×", 'x'},
	{"–—‐‑−", '-'},
	{"‘’‚′´", '\''},
	{"“”„″", '"'},
	{"…", '.'},
	{"¡", '!'},
	{"¦", '|'},
	{"\u00a0\u2009\u202f", ' '},
}
